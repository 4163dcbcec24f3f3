from __future__ import annotations

import hashlib
import io
import zipfile

import pytest

from segcr_qgis.core.errors import SegcrError
from segcr_qgis.environments.fetch_uv import fetch_uv
from segcr_qgis.environments.uv_wheels import VERSION, UvWheel, uv_wheel

FILE = "uv-9-py3-none-any.whl"
PAGE = "https://mirror.example/simple/uv/"


def wheel_bytes(name="uv-9.data/scripts/uv"):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as bundle:
        bundle.writestr(name, b"#!program")
    return buffer.getvalue()


def index_of(data):
    listed = f'<a href="../../files/other.whl">o</a><a href="../../files/{FILE}#sha256=0">w</a>'
    pages = {PAGE: listed.encode(), f"https://mirror.example/files/{FILE}": data}

    def fetch(address):
        if address not in pages:
            raise OSError(f"404 {address}")
        return pages[address]

    return fetch


def test_the_program_is_taken_out_of_the_right_wheel(tmp_path):
    data = wheel_bytes()
    wheel = UvWheel(FILE, hashlib.sha256(data).hexdigest(), "uv")
    target = tmp_path / "tools" / "uv"
    fetch_uv(wheel, target, index_of(data), "https://mirror.example/simple/")
    assert target.read_bytes() == b"#!program" and target.stat().st_mode & 0o100
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("name", ["uv-9.data/scripts/uv", "elsewhere/uv"])
def test_an_altered_wheel_is_refused(tmp_path, name):
    data = wheel_bytes(name)
    digest = "0" * 64 if "data" in name else hashlib.sha256(data).hexdigest()
    with pytest.raises(SegcrError, match="damaged or altered"):
        target = tmp_path / "uv"
        fetch_uv(UvWheel(FILE, digest, "uv"), target, index_of(data), PAGE.replace("/uv/", ""))
    assert list(tmp_path.iterdir()) == []


def test_an_index_that_does_not_answer_is_a_network_failure(tmp_path):
    with pytest.raises(SegcrError) as raised:
        fetch_uv(UvWheel(FILE, "", "uv"), tmp_path / "uv", index_of(b""), "https://other.example")
    assert raised.value.code == "setup_network" and "404" in raised.value.detail


def test_every_wheel_is_of_the_one_version_with_a_digest():
    for platform in ("linux", "win32", "darwin"):
        wheel = uv_wheel(platform, "x86_64")
        assert wheel.file.startswith(f"uv-{VERSION}-") and len(wheel.digest) == 64
    assert uv_wheel("freebsd14", "x86_64") is None
