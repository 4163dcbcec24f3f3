"""The proxy that QGIS was told, as the installers of engines need it."""

from __future__ import annotations

import pytest
from qgis.core import QgsApplication, QgsAuthMethodConfig, QgsSettings

from segcr_qgis.gui.network import proxy_address

WAYS = {"proxyHost": "proxy.example", "proxyPort": "3128", "proxyType": "HttpProxy"}


@pytest.fixture
def told():
    """Set QGIS's proxy; the settings of before come back."""
    settings = QgsSettings()

    def tell(**values):
        for name, value in {"proxyEnabled": True, **WAYS, **values}.items():
            settings.setValue(f"proxy/{name}", value)

    yield tell
    settings.remove("proxy")


@pytest.fixture
def kept_login():
    """Keep a login in QGIS's authentication manager."""
    manager = QgsApplication.authManager()
    if manager.isDisabled() or not manager.setMasterPassword("master", True):
        pytest.skip("QGIS's authentication manager does not work here")
    config = QgsAuthMethodConfig("Basic")
    config.setName("proxy")
    config.setConfig("username", "ann")
    config.setConfig("password", "w:rd")
    assert manager.storeAuthenticationConfig(config)[0]
    yield config.id()
    manager.removeAuthenticationConfig(config.id())


def test_no_proxy_without_one(told):
    assert proxy_address() == ""
    told(proxyEnabled=False)
    assert proxy_address() == ""
    told(proxyType="DefaultProxy")
    assert proxy_address() == ""


def test_the_login_comes_with_the_address(told):
    told()
    assert proxy_address() == "http://proxy.example:3128"
    told(proxyUser="ann", proxyPassword="p@ss")
    assert proxy_address() == "http://ann:p%40ss@proxy.example:3128"


def test_a_login_kept_by_qgis_is_asked_for(told, kept_login):
    told(authcfg=kept_login)
    assert proxy_address() == "http://ann:w%3Ard@proxy.example:3128"
    told(authcfg="gone123")
    assert proxy_address() == "http://proxy.example:3128"
