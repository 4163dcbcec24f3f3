from __future__ import annotations

import re
from pathlib import Path

import pytest

from segcr_qgis.environments.child_environment import (
    ALLOWED,
    child_environment,
    installer_environment,
)

ROOT = Path(__file__).resolve().parents[2]
QGIS_LINUX = {
    "HOME": "/home/ada",
    "USER": "ada",
    "LANG": "de_DE.UTF-8",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "PATH": "/opt/qgis/bin:/usr/bin",
    "PYTHONPATH": "/usr/share/qgis/python",
    "PYTHONHOME": "/opt/qgis",
    "LD_LIBRARY_PATH": "/opt/qgis/lib",
    "QT_QPA_PLATFORM": "offscreen",
    "QT_PLUGIN_PATH": "/opt/qgis/qt",
    "QGIS_PREFIX_PATH": "/opt/qgis",
    "GDAL_DATA": "/opt/qgis/gdal",
    "PROJ_LIB": "/opt/qgis/proj",
    "VIRTUAL_ENV": "/home/ada/venv",
    "HTTP_PROXY": "http://user:word@proxy",
    "SEGCR_HOME": "/data/segcr",
    "CUDA_VISIBLE_DEVICES": "1",
    "OMP_NUM_THREADS": "1",
}


def test_linux_passes_on_what_is_listed_and_nothing_else():
    child = child_environment(QGIS_LINUX, "linux", "/tmp/segcr-x")
    assert child == {
        "HOME": "/home/ada",
        "USER": "ada",
        "LANG": "de_DE.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "SEGCR_HOME": "/data/segcr",
        "CUDA_VISIBLE_DEVICES": "1",
        "OMP_NUM_THREADS": "1",
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "TMPDIR": "/tmp/segcr-x",
    }


def test_windows_names_have_no_case_and_the_path_is_the_systems():
    parent = {
        "SystemRoot": r"D:\Windows",
        "LocalAppData": r"C:\Users\ada\AppData\Local",
        "Path": r"C:\OSGeo4W\bin",
        "PYTHONHOME": r"C:\OSGeo4W\apps\Python312",
        "GDAL_DATA": "x",
        "TEMP": "y",
    }
    child = child_environment(parent, "win32", r"C:\T")
    assert child == {
        "SystemRoot": r"D:\Windows",
        "LocalAppData": r"C:\Users\ada\AppData\Local",
        "PATH": r"D:\Windows\System32;D:\Windows;D:\Windows\System32\Wbem",
        "TEMP": r"C:\T",
        "TMP": r"C:\T",
    }


def test_mac_has_the_system_path():
    child = child_environment(
        {"PATH": "/Applications/QGIS.app", "HOME": "/Users/a"}, "darwin", "/t"
    )
    assert child == {
        "HOME": "/Users/a",
        "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
        "TMPDIR": "/t",
    }


@pytest.mark.parametrize("platform", [*ALLOWED, "freebsd14"])
def test_no_platform_lets_libraries_be_swapped(platform):
    names = ("PYTHON", "QT", "QGIS", "GDAL", "PROJ", "LD_", "DYLD_", "VIRTUAL_ENV", "CONDA")
    parent = {f"{name}PATH": "x" for name in names} | {"GDAL_DATA": "x", "PROJ_LIB": "x"}
    assert set(child_environment(parent, platform, "/t")) <= {"PATH", "TMPDIR", "TEMP", "TMP"}


def test_an_installation_sees_its_network_and_nothing_that_would_lead_it_astray():
    parent = {
        **QGIS_LINUX,
        "https_proxy": "http://proxy.example",
        "PIP_INDEX_URL": "https://mirror.example/simple",
        "PIP_TARGET": "/elsewhere",
        "PIP_USER": "1",
        "UV_PYTHON": "3.9",
        "SSL_CERT_FILE": "/etc/ssl/own.pem",
    }
    child = installer_environment(parent, "linux", "/tmp/x", proxy="http://qgis.example")
    plain = child_environment(parent, "linux", "/tmp/x")
    assert set(child) - set(plain) == {
        *("HTTP_PROXY", "https_proxy", "PIP_INDEX_URL", "SSL_CERT_FILE")
    }
    # What the user set wins over QGIS's own proxy.
    assert child["https_proxy"] == "http://proxy.example"
    assert "HTTP_PROXY" in QGIS_LINUX and child["HTTP_PROXY"] == QGIS_LINUX["HTTP_PROXY"]
    alone = installer_environment({"HOME": "/h"}, "linux", "/t", proxy="http://qgis.example")
    assert alone["HTTPS_PROXY"] == alone["HTTP_PROXY"] == "http://qgis.example"


@pytest.mark.parametrize("platform", ALLOWED)
def test_every_override_that_the_engine_reads_reaches_it(platform):
    engine_side = [ROOT / "segcr_qgis" / name for name in ("engine", "networks")]
    named = re.compile(r'^OVERRIDE = "(SEGCR_\w+)"$', re.M)
    files = [path for folder in engine_side for path in folder.rglob("*.py")]
    overrides = {name for path in files for name in named.findall(path.read_text("utf-8"))}
    assert overrides == {"SEGCR_RUNTIME", "SEGCR_SCAN"}
    child = child_environment(dict.fromkeys(overrides, "torch"), platform, "/tmp/segcr-x")
    assert overrides <= set(child)
