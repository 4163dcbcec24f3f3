"""The environment variables the engine process is given: an allow-list, one table per platform.

QGIS sets PROJ, GDAL, Qt and Python variables (and on Windows a PATH) that break other Python
environments, so nothing is inherited unless it is listed here.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from typing import Final

#: Variables every platform may pass on: ours, and what decides on processors and devices.
COMMON: Final = (
    "SEGCR_HOME",
    "SEGCR_RUNTIME",
    "SEGCR_SCAN",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "CUDA_VISIBLE_DEVICES",
    "CUDA_DEVICE_ORDER",
)

#: Variables passed on, by ``sys.platform``; a star stands for any ending.
ALLOWED: Final[dict[str, tuple[str, ...]]] = {
    "linux": (*COMMON, "HOME", "USER", "LOGNAME", "LANG", "LC_*", "TZ", "XDG_DATA_HOME"),
    "darwin": (*COMMON, "HOME", "USER", "LOGNAME", "LANG", "LC_*", "TZ", "__CF_USER_TEXT_ENCODING"),
    "win32": (
        *COMMON,
        "SYSTEMROOT",
        "SYSTEMDRIVE",
        "WINDIR",
        "COMSPEC",
        "USERNAME",
        "USERPROFILE",
        "APPDATA",
        "LOCALAPPDATA",
        "PROGRAMDATA",
        "PROGRAMFILES",
        "NUMBER_OF_PROCESSORS",
        "PROCESSOR_ARCHITECTURE",
        "CUDA_PATH",
    ),
}

#: What an installation may see besides: how the network and the package index are reached.
INSTALLER: Final = (
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "ALL_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
    "PIP_*",
    "UV_*",
    "XDG_CONFIG_HOME",
    "XDG_CONFIG_DIRS",
    "XDG_CACHE_HOME",
)
#: Would put the libraries elsewhere than into the environment that is being made.
NOT_FOR_INSTALLER: Final = (
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_ROOT",
    "PIP_USER",
    "PIP_PYTHON",
    "PIP_REQUIRE_VIRTUALENV",
    "UV_PROJECT*",
    "UV_SYSTEM_PYTHON",
    "UV_PYTHON",
    "UV_TARGET",
)

#: The system's own search path, never that of QGIS; ``{root}`` is the Windows folder.
SYSTEM_PATH: Final[dict[str, str]] = {
    "linux": "/usr/local/bin:/usr/bin:/bin",
    "darwin": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
    "win32": r"{root}\System32;{root};{root}\System32\Wbem",
}

#: Where each platform looks for the folder of temporary files.
TEMPORARY: Final[dict[str, tuple[str, ...]]] = {
    "linux": ("TMPDIR",),
    "darwin": ("TMPDIR",),
    "win32": ("TEMP", "TMP"),
}


def child_environment(
    parent: Mapping[str, str], platform: str, temporary_folder: str
) -> dict[str, str]:
    """Return the variables an engine process starts with.

    Parameters
    ----------
    parent : mapping
        The variables of this process.
    platform : str
        As in ``sys.platform``; anything unlisted is treated like Linux.
    temporary_folder : str
        Where the child keeps temporary files; it is removed with the child.
    """
    known = platform if platform in ALLOWED else "linux"
    windows = known == "win32"
    patterns = ALLOWED[known]
    child = {
        name: value
        for name, value in parent.items()
        if any(fnmatch.fnmatchcase(name.upper() if windows else name, p) for p in patterns)
    }
    root = next((v for k, v in child.items() if k.upper() == "SYSTEMROOT"), r"C:\Windows")
    child["PATH"] = SYSTEM_PATH[known].format(root=root)
    child.update(dict.fromkeys(TEMPORARY[known], temporary_folder))
    return child


def installer_environment(
    parent: Mapping[str, str], platform: str, temporary_folder: str, proxy: str = ""
) -> dict[str, str]:
    """Return the variables an installation starts with: those of the engine, and its network.

    Parameters
    ----------
    parent, platform, temporary_folder
        As in :func:`child_environment`.
    proxy : str
        QGIS's proxy; used where the variables name none.
    """
    child = child_environment(parent, platform, temporary_folder)
    for name, value in parent.items():
        allowed = any(fnmatch.fnmatchcase(name.upper(), p) for p in INSTALLER)
        if allowed and not any(fnmatch.fnmatchcase(name.upper(), p) for p in NOT_FOR_INSTALLER):
            child[name] = value
    named = {name.upper() for name in child}
    for name in ("HTTP_PROXY", "HTTPS_PROXY") if proxy else ():
        if name not in named:
            child[name] = proxy
    return child
