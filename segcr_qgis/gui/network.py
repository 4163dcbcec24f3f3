"""QGIS's own way to the network: its proxy as an address, and reads that go through it."""

from __future__ import annotations

from urllib.parse import quote

from qgis.core import QgsBlockingNetworkRequest, QgsSettings
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtNetwork import QNetworkRequest

#: QGIS's proxy types that an installer can be told of.
SCHEMES = {"HttpProxy": "http", "HttpCachingProxy": "http", "Socks5Proxy": "socks5"}


def proxy_address() -> str:
    """Return the proxy set in QGIS's options as an address, '' where none is."""
    settings = QgsSettings()
    if not settings.value("proxy/proxyEnabled", False, type=bool):
        return ""
    host = str(settings.value("proxy/proxyHost", "") or "").strip()
    scheme = SCHEMES.get(str(settings.value("proxy/proxyType", "") or ""))
    if not host or scheme is None:
        return ""
    user = str(settings.value("proxy/proxyUser", "") or "")
    word = str(settings.value("proxy/proxyPassword", "") or "")
    login = f"{quote(user, safe='')}:{quote(word, safe='')}@" if user else ""
    port = str(settings.value("proxy/proxyPort", "") or "")
    return f"{scheme}://{login}{host}{f':{port}' if port else ''}"


def fetch(address: str) -> bytes:
    """Return what lies at an address; works in any thread; raises OSError with the reason."""
    request = QgsBlockingNetworkRequest()
    failed = request.get(QNetworkRequest(QUrl(address)), True)
    if failed != QgsBlockingNetworkRequest.ErrorCode.NoError:
        raise OSError(request.errorMessage())
    return bytes(request.reply().content())
