"""QGIS's own way to the network: its proxy as an address, and reads that go through it."""

from __future__ import annotations

from urllib.parse import quote

from qgis.core import QgsApplication, QgsBlockingNetworkRequest, QgsSettings
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtNetwork import QNetworkProxy, QNetworkRequest

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
    user, word = _login(settings)
    login = f"{quote(user, safe='')}:{quote(word, safe='')}@" if user else ""
    port = str(settings.value("proxy/proxyPort", "") or "")
    return f"{scheme}://{login}{host}{f':{port}' if port else ''}"


def _login(settings: QgsSettings) -> tuple[str, str]:
    """Return user and password of the proxy, '' where it asks for none.

    Where they are kept in QGIS's authentication manager, that may ask for its own password.
    """
    kept = str(settings.value("proxy/authcfg", "") or "")
    if kept:
        known, proxy = QgsApplication.authManager().updateNetworkProxy(QNetworkProxy(), kept)
        return (proxy.user(), proxy.password()) if known else ("", "")
    names = ("proxy/proxyUser", "proxy/proxyPassword")
    user, word = (str(settings.value(name, "") or "") for name in names)
    return user, word


def fetch(address: str) -> bytes:
    """Return what lies at an address; works in any thread; raises OSError with the reason."""
    request = QgsBlockingNetworkRequest()
    failed = request.get(QNetworkRequest(QUrl(address)), True)
    if failed != QgsBlockingNetworkRequest.ErrorCode.NoError:
        raise OSError(request.errorMessage())
    return bytes(request.reply().content())
