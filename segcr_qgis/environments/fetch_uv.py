"""Take the program ``uv`` out of its wheel on the package index, if its digest is right."""

from __future__ import annotations

import hashlib
import io
import os
import re
import zipfile
from html import unescape
from pathlib import Path
from typing import Callable
from urllib.parse import urldefrag, urljoin

from ..core.errors import SegcrError
from ..core.part_files import part_path
from .uv_wheels import UvWheel

PUBLIC_INDEX = "https://pypi.org/simple"
MOST_BYTES = 100_000_000

#: Returns what lies at an address; raises OSError with the reason where that fails.
Fetch = Callable[[str], bytes]


def fetch_uv(wheel: UvWheel, target: Path, fetch: Fetch, index: str = "") -> None:
    """Put the program at ``target``.

    Raises
    ------
    SegcrError
        ``setup_network`` where it cannot be had, ``setup_damaged`` where it is another file.
    """
    page = f"{(index or PUBLIC_INDEX).rstrip('/')}/uv/"
    try:
        listed = fetch(page).decode("utf-8", "replace")
        address = _address_of(wheel.file, page, listed)
        data = fetch(address)
    except OSError as problem:
        raise SegcrError("setup_network", detail=f"{page}: {problem}") from problem
    if hashlib.sha256(data).hexdigest() != wheel.digest:
        raise SegcrError("setup_damaged", file=wheel.file)
    program = _program(data, wheel)
    target.parent.mkdir(parents=True, exist_ok=True)
    # Two windows of QGIS may set the engine up at once: each has its own.
    partial = part_path(str(target), os.getpid())
    partial.write_bytes(program)
    partial.chmod(0o755)
    os.replace(partial, target)


def _address_of(file: str, page: str, listed: str) -> str:
    for link in re.findall(r'href="([^"]+)"', listed):
        address = urldefrag(urljoin(page, unescape(link))).url
        if address.rsplit("/", 1)[-1] == file and address.startswith(("https://", "http://")):
            return address
    raise OSError(f"{file} is not listed")


def _program(data: bytes, wheel: UvWheel) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        for entry in bundle.infolist():
            scripts = entry.filename.endswith(f".data/scripts/{wheel.program}")
            if scripts and entry.file_size <= MOST_BYTES:
                return bundle.read(entry)
    raise SegcrError("setup_damaged", file=wheel.file)
