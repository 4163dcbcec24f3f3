"""Model packages as somebody who means harm would make them."""

from __future__ import annotations

import copy
import hashlib
import json
import os
import stat
import struct
import zipfile
from pathlib import Path

SHAPES = {"a": ("F16", [4, 3]), "b": ("F32", [5])}
WIDTH = {"F16": 2, "F32": 4}
DEVIL = "\u202egnp.exe\u202c<script>alert(1)</script>"


def document() -> dict:
    return {
        "id": "tiny",
        "properties": {
            "mlm:name": "Tiny <b>model</b>",
            "version": "1.0.0",
            "mlm:architecture": "segcr-tiny",
            "mlm:total_parameters": 17,
            "mlm:input": [
                {"name": "optical", "bands": ["B2", "B3", "B4"]},
                {"name": "sar", "bands": ["VV", "VH"]},
            ],
            "mlm:output": [
                {
                    "tasks": ["semantic-segmentation"],
                    "classification:classes": [
                        {"value": 0, "name": "No data", "nodata": True},
                        {"value": 1, "name": "Water", "color_hint": "1a5bab"},
                        {"value": 2, "name": "Trees", "color_hint": "358221"},
                    ],
                }
            ],
            "segcr:model": {
                "format": 1,
                "config": {"widths": [8, 16]},
                "tile_size": 256,
                "overlap": 64,
                "stride": 32,
                "other_tile_sizes": True,
                "resolution": 10.0,
                "resolution_range": [5.0, 30.0],
                "sar_clip_db": {"VV": [-25, 0], "VH": [-32.5, 0]},
                "cloud_threshold": 0.1,
                "temperature": 1.0,
            },
        },
    }


def header() -> dict:
    described, position = {}, 0
    for name, (kind, shape) in SHAPES.items():
        count = 1
        for length in shape:
            count *= length
        end = position + count * WIDTH[kind]
        described[name] = {"dtype": kind, "shape": shape, "data_offsets": [position, end]}
        position = end
    return copy.deepcopy(described)


class Forged:
    """A package that is sound until an attack spoils it."""

    def __init__(self) -> None:
        self.document = document()
        self.header = header()
        self.payload = bytes(44)
        self.json: bytes | None = None
        self.header_bytes: bytes | None = None
        self.header_length: int | None = None
        self.extra: dict[str, bytes] = {"MODEL_CARD.md": b"# Tiny\n<img src=x onerror=alert(1)>"}
        self.missing: set[str] = set()
        self.links: dict[str, str] = {}
        self.sums: bytes | None = None
        self.spoil_sums = lambda lines: lines
        self.unlisted: set[str] = set()
        #: For the ZIP: (name, content, mode, method) that are added as they are.
        self.entries: list[tuple[str, bytes, int, int]] = []
        self.top = "tiny/"
        self.after_zip = lambda content: content

    @property
    def ours(self) -> dict:
        return self.document["properties"]["segcr:model"]

    def files(self) -> dict[str, bytes]:
        text = json.dumps(self.document).encode() if self.json is None else self.json
        head = json.dumps(self.header).encode() if self.header_bytes is None else self.header_bytes
        length = len(head) if self.header_length is None else self.header_length
        weights = struct.pack("<Q", length) + head + self.payload
        found = {"model.json": text, "weights.safetensors": weights, **self.extra}
        listed = {n: c for n, c in found.items() if n not in self.unlisted}
        lines = [f"{hashlib.sha256(c).hexdigest()}  {n}" for n, c in listed.items()]
        sums = "\n".join(self.spoil_sums(lines)).encode() if self.sums is None else self.sums
        found["SHA256SUMS"] = sums
        return {name: content for name, content in found.items() if name not in self.missing}

    def write(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        for name, content in self.files().items():
            if name in self.links:
                os.symlink(self.links[name], folder / name)
            else:
                (folder / name).write_bytes(content)

    def write_zip(self, path: Path) -> None:
        with zipfile.ZipFile(path, "w") as bundle:
            for name, content in self.files().items():
                mode = stat.S_IFLNK if name in self.links else stat.S_IFREG
                _add(bundle, self.top + name, content, mode, zipfile.ZIP_DEFLATED)
            for name, content, mode, method in self.entries:
                _add(bundle, name, content, mode, method)
        path.write_bytes(self.after_zip(path.read_bytes()))


def _add(bundle: zipfile.ZipFile, name: str, content: bytes, mode: int, method: int) -> None:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (mode | 0o644) << 16
    entry.compress_type = method
    entry.create_system = 3
    bundle.writestr(entry, content)
