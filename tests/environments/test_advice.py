from __future__ import annotations

import pytest

from segcr_qgis.core.errors import FAILURES
from segcr_qgis.environments.advice import CAUSES, cause_of, subject_of, without_secrets

#: What pip, uv and the systems print, as users posted it.
SAID = {
    "setup_disk_full": [
        "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
        "OSError: [WinError 112] There is not enough space on the disk",
    ],
    "setup_proxy": [
        "WARNING: Retrying (Retry(total=4)) after connection broken by 'ProxyError('Cannot connect"
        " to proxy.', OSError('Tunnel connection failed: 407 Proxy Authentication Required'))'",
    ],
    "setup_tls": [
        "Could not fetch URL https://pypi.org/simple/torch/: There was a problem confirming the ssl"
        " certificate: HTTPSConnectionPool(host='pypi.org', port=443): Max retries exceeded"
        " (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]')))",
        "error: client error (Connect): invalid peer certificate: UnknownIssuer",
    ],
    "setup_blocked": [
        "OSError: [WinError 1260] This program is blocked by group policy.",
        "OSError: [WinError 4551] An Application Control policy has blocked this file",
    ],
    "setup_locked": [
        "ERROR: [WinError 32] The process cannot access the file because it is being used by"
        " another process: 'c:\\segcr\\engine\\Lib\\site-packages\\torch\\lib\\c10.dll'",
        "ERROR: [WinError 5] Access is denied: 'C:\\segcr\\numpy\\_core\\_multiarray_umath.pyd'",
    ],
    "setup_permission": [
        "PermissionError: [Errno 13] Permission denied: '/opt/segcr/engine'",
        "OSError: [Errno 30] Read-only file system: '/home/ada/.local/share/segcr'",
    ],
    "setup_no_pip": [
        "The virtual environment was not created successfully because ensurepip is not available.",
        "/usr/bin/python3: No module named venv",
    ],
    "setup_network": [
        "WARNING: Retrying after connection broken by 'NewConnectionError(...: Failed to establish"
        " a new connection: [Errno -3] Temporary failure in name resolution')': /simple/torch/\n"
        "ERROR: No matching distribution found for torch==2.13.0+cpu",
        "error: Failed to fetch: https://github.com/astral-sh: dns error",
        "pip._vendor.urllib3.exceptions.ReadTimeoutError: Read timed out.",
    ],
    "setup_damaged_download": [
        "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
    ],
    "setup_not_carried": [
        "ERROR: Could not find a version that satisfies the requirement torch==2.13.0+cpu (from"
        " versions: 2.12.0, 2.13.0)\nERROR: No matching distribution found for torch==2.13.0+cpu",
    ],
}


@pytest.mark.parametrize(
    ("code", "said"), [(code, said) for code, texts in SAID.items() for said in texts]
)
def test_causes_are_told_apart(code, said):
    assert cause_of(said) == code


def test_every_cause_has_a_sample_and_a_sentence():
    assert {code for code, _ in CAUSES} == set(SAID) <= set(FAILURES)


def test_what_is_unknown_is_not_guessed():
    assert cause_of("Segmentation fault") == "setup_failed"
    assert cause_of("libgomp.so.1: cannot open shared object", "checking") == "setup_check"


def test_the_requirement_that_was_missing_is_named():
    assert subject_of(SAID["setup_not_carried"][0]) == "torch==2.13.0+cpu"
    assert subject_of("nothing of the kind") == ""


def test_passwords_in_addresses_are_masked():
    text = "Looking in indexes: https://ada:secret@mirror.example/simple, http://p.example:80"
    assert without_secrets(text) == (
        "Looking in indexes: https://***@mirror.example/simple, http://p.example:80"
    )
