"""What went wrong, from what the installer printed: one code, whose sentence says what to do."""

from __future__ import annotations

import re
from typing import Final

#: Tried in this order: the cause that explains the others comes first.
CAUSES: Final[tuple[tuple[str, str], ...]] = (
    (
        "setup_disk_full",
        r"No space left on device|Errno 28|not enough space on the disk|WinError 112"
        r"|Disk quota exceeded",
    ),
    (
        "setup_proxy",
        r"ProxyError|Cannot connect to proxy|407 Proxy|Proxy Authentication Required"
        r"|Tunnel connection failed",
    ),
    (
        "setup_tls",
        r"CERTIFICATE_VERIFY_FAILED|SSLError|SSLCertVerificationError|certificate verify failed"
        r"|invalid peer certificate|UnknownIssuer",
    ),
    (
        "setup_blocked",
        r"WinError 1260|WinError 4551|WinError 225\b|blocked by group policy"
        r"|Application Control policy|virus or potentially unwanted",
    ),
    (
        "setup_locked",
        r"WinError 32\b|WinError 5\b.*\.(pyd|dll|exe)|being used by another process"
        r"|Text file busy|Directory not empty",
    ),
    (
        "setup_permission",
        r"Permission denied|PermissionError|Errno 13|WinError 5\b|Access is denied"
        r"|Read-only file system|externally-managed-environment",
    ),
    (
        "setup_no_pip",
        r"ensurepip is not available|No module named '?(ensurepip|venv|pip)\b"
        r"|virtual environment was not created successfully",
    ),
    (
        "setup_network",
        r"NewConnectionError|ConnectTimeout|ReadTimeout|Temporary failure in name resolution"
        r"|getaddrinfo failed|Name or service not known|Network is unreachable"
        r"|Connection (refused|reset|aborted)|Read timed out|Failed to establish"
        r"|dns error|error sending request|nodename nor servname|Max retries exceeded",
    ),
    ("setup_damaged_download", r"THESE PACKAGES DO NOT MATCH THE HASHES|BadZipFile"),
    (
        "setup_not_carried",
        r"No matching distribution found|Could not find a version that satisfies"
        r"|is not a supported wheel|no usable wheels|ResolutionImpossible",
    ),
)

#: The one case another index may mend.
NOT_CARRIED: Final = "setup_not_carried"


def cause_of(output: str, phase: str = "installing") -> str:
    """Return the failure code for what a command printed before it failed."""
    for code, pattern in CAUSES:
        if re.search(pattern, output, re.IGNORECASE):
            return code
    return "setup_check" if phase == "checking" else "setup_failed"


def subject_of(output: str) -> str:
    """Return which requirement an index did not carry, '' where that was not said."""
    found = re.search(r"No matching distribution found for (\S+)", output)
    return found.group(1) if found else ""


def without_secrets(text: str) -> str:
    """Return ``text`` with names and passwords in addresses masked."""
    return re.sub(r"(\w+://)[^/\s@]+@", r"\1***@", text)
