"""Add a model package that came as a ZIP file or a folder: checked whole, then moved into place.

Nothing of the archive is believed: names, sizes and kinds are checked in its directory before
anything is unpacked, unpacking stops at the sizes it promised, and the package is read and
verified in a hidden folder of its own before it gets its name.
"""

from __future__ import annotations

import os
import shutil
import stat
import struct
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import Optional

from .errors import SegcrError
from .model_package import (
    DIGESTS,
    MAX_FILE_BYTES,
    MAX_FILES,
    ModelPackage,
    check_file,
    read_digests,
    read_package,
    safe_name,
)
from .places import added_models, shipped_models
from .rejections import rejection

#: How many times more than it takes a file may unpack to, beyond a first megabyte.
MAX_RATIO = 100
_RATIO_FREE = 1 << 20
_END = struct.Struct("<4s4H2LH")
_END_SIGNATURE, _ZIP64_SIGNATURE = b"PK\5\6", b"PK\6\7"
_MAX_DIRECTORY_BYTES = 1 << 16
_ENCRYPTED = 1
#: What zipfile raises on damage; RuntimeError stands for methods and passwords it cannot handle.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, struct.error)
#: What the archiver of macOS adds; never unpacked.
_LITTER = ("__MACOSX", ".DS_Store")
_BLOCK = 1 << 20


def add_package(source: Path, root: Optional[Path] = None, replace: bool = False) -> ModelPackage:
    """Add the package in ``source`` to the user's models; return it where it now lies.

    Parameters
    ----------
    source : Path
        A ZIP file, or a package's folder.
    root : Path, optional
        Where added models lie; created where it does not exist.
    replace : bool
        Whether a model of the same id may be replaced.

    Raises
    ------
    SegcrError
        ``model_invalid``, ``model_digest``, ``model_exists`` or ``model_not_added``; nothing is
        left behind.
    """
    root = added_models() if root is None else root
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".adding-", dir=root) as name:
            folder = Path(name) / "package"
            folder.mkdir()
            if source.is_dir():
                _copy(source, folder)
            else:
                _unpack(source, folder)
            package = _read(folder, source)
            final = root / package.id
            ours = (shipped_models() / package.id).exists()
            if ours or (final.exists() and not replace):
                raise SegcrError("model_exists", model=package.id)
            _move(folder, final, Path(name) / "replaced")
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise SegcrError("model_not_added", repr(problem), folder=root, reason=reason) from problem
    return read_package(final, verify=False)


def _move(folder: Path, final: Path, aside: Path) -> None:
    """Give ``folder`` its final name; what stands there goes aside, and back on failure."""
    if final.exists():
        os.replace(final, aside)
    try:
        os.replace(folder, final)
    except OSError:
        if aside.exists():
            os.replace(aside, final)
        raise


def _read(folder: Path, source: Path) -> ModelPackage:
    """Read the package in ``folder``; failures speak of ``source``, which the user knows."""
    try:
        return read_package(folder)
    except SegcrError as problem:
        named = {"folder": str(source), "model": source.stem}
        values = {**problem.values, **{k: v for k, v in named.items() if k in problem.values}}
        raise SegcrError(problem.code, problem.detail, **values) from problem


def _copy(source: Path, folder: Path) -> None:
    """Copy what ``SHA256SUMS`` lists: nothing else is verified, so nothing else is wanted."""
    for name in (DIGESTS, *read_digests(source)):
        check_file(source / name, MAX_FILE_BYTES, source)
        shutil.copyfile(source / name, folder / name, follow_symlinks=False)


def _unpack(archive: Path, folder: Path) -> None:
    check_file(archive, MAX_FILE_BYTES, archive)
    _check_directory(archive)
    try:
        with zipfile.ZipFile(archive) as bundle:
            for name, entry in _entries(bundle, archive).items():
                _write(bundle, entry, folder / name, archive)
    except _DAMAGED as problem:
        raise rejection("zip_unreadable", archive, repr(problem)) from problem
    listed = read_digests(folder)
    for path in folder.iterdir():
        if path.name != DIGESTS and path.name not in listed:
            raise rejection("zip_unlisted", archive, name=path.name)


def _check_directory(archive: Path) -> None:
    """Reject a directory too large to be read: zipfile would take it into memory whole."""
    with archive.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - _END.size - 0xFFFF - 20))
        tail = stream.read()
    # As zipfile looks for it: at the very end, else the last signature before a comment.
    position = len(tail) - _END.size
    without_comment = position >= 0 and tail[position:].startswith(_END_SIGNATURE)
    if not without_comment or tail[-2:] != b"\0\0":
        position = tail.rfind(_END_SIGNATURE)
    if position < 0 or len(tail) - position < _END.size:
        raise rejection("zip_unreadable", archive)
    *_, entries, length, _, _ = _END.unpack_from(tail, position)
    zip64 = tail[max(0, position - 20) : position].startswith(_ZIP64_SIGNATURE)
    # As many again for what macOS adds, and the folders.
    if zip64 or not 1 <= entries <= 2 * MAX_FILES + 4 or length > _MAX_DIRECTORY_BYTES:
        raise rejection("zip_entries", archive)


def _entries(bundle: zipfile.ZipFile, archive: Path) -> dict[str, zipfile.ZipInfo]:
    """Return file name to entry; the files lie at the top, or together in one folder."""
    found: dict[str, zipfile.ZipInfo] = {}
    tops = set()
    for entry in bundle.infolist():
        if any(part in _LITTER for part in entry.filename.split("/")):
            continue
        top, _, name = entry.filename.rpartition("/")
        if entry.is_dir():
            top, name = entry.filename.rstrip("/"), ""
        if (top and not safe_name(top)) or (name and not safe_name(name)):
            raise rejection("zip_name", archive, repr(entry.filename))
        tops.add(top)
        if entry.is_dir():
            continue
        if not name:
            raise rejection("zip_name", archive, repr(entry.filename))
        _check_entry(entry, name, archive)
        if name.casefold() in (known.casefold() for known in found):
            raise rejection("zip_twice", archive, name=name)
        found[name] = entry
    if not found or len(found) > MAX_FILES or len(tops) > 1:
        raise rejection("zip_entries", archive)
    if sum(entry.file_size for entry in found.values()) > MAX_FILE_BYTES:
        raise rejection("zip_size", archive, limit=MAX_FILE_BYTES)
    end = 0
    for entry in sorted(found.values(), key=lambda e: e.header_offset):
        # Each begins behind the one before it; headers take 30 bytes and the name at least.
        if entry.header_offset < end:
            raise rejection("zip_overlap", archive)
        end = entry.header_offset + 30 + len(entry.filename) + entry.compress_size
    return found


def _check_entry(entry: zipfile.ZipInfo, name: str, archive: Path) -> None:
    mode = entry.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise rejection("zip_kind", archive, name=name)
    known = entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    if entry.flag_bits & _ENCRYPTED or not known:
        raise rejection("zip_method", archive, name=name)
    if entry.file_size > _RATIO_FREE + MAX_RATIO * entry.compress_size:
        raise rejection("zip_bomb", archive, name=name)


def _write(bundle: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, archive: Path) -> None:
    left = entry.file_size
    with bundle.open(entry) as source, target.open("xb") as sink:
        while block := source.read(_BLOCK):
            left -= len(block)
            if left < 0:
                raise rejection("zip_bomb", archive, name=target.name)
            sink.write(block)
