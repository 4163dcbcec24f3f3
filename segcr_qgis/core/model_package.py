"""Model packages: a folder with ``model.json``, safetensors weights, a card and digests.

``model.json`` is a STAC Item with the MLM extension and a ``segcr:`` namespace for what MLM has
no field for. A package never carries code: ``architecture`` is a key of the networks' registry.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .classes import LandCoverClass
from .errors import SegcrError
from .places import added_models, shipped_models

PACKAGE_FORMAT = 1
MAX_JSON_BYTES = 1_000_000
WEIGHTS = "weights.safetensors"
#: The same network for engines without PyTorch; not every package has it.
ONNX = "model.onnx"
DIGESTS = "SHA256SUMS"


@dataclass(frozen=True)
class ModelPackage:
    """What the engine and the plugin need to know of one model.

    Attributes
    ----------
    folder : Path
    id, name, version : str
    architecture : str
        Key of the networks' registry.
    config : dict
        Keyword arguments for the registry's ``build``.
    optical_channels, sar_channels : tuple of str
        Channel names in network order, such as ``B2`` and ``VV``.
    classes : tuple of LandCoverClass
        In the order of the logits.
    tile_size, overlap, stride : int
        Preferred tile and overlap in pixels; tiles are multiples of ``stride``.
    other_tile_sizes : bool
        Whether other tile sizes than ``tile_size`` are allowed.
    resolution : float
        Ground pixel size of the training data in metres.
    resolution_range : tuple of 2 float
        Ground pixel sizes the model accepts, in metres.
    sar_clip_db : dict
        Channel name to the ``(low, high)`` decibels that map to 0 and 1.
    cloud_threshold : float
        Impact below which restored values equal the input.
    temperature : float
        Divides the logits before the softmax.
    total_parameters : int
    digest : str
        SHA-256 of the weights.
    """

    folder: Path
    id: str
    name: str
    version: str
    architecture: str
    config: dict[str, Any]
    optical_channels: tuple[str, ...]
    sar_channels: tuple[str, ...]
    classes: tuple[LandCoverClass, ...]
    tile_size: int
    overlap: int
    stride: int
    other_tile_sizes: bool
    resolution: float
    resolution_range: tuple[float, float]
    sar_clip_db: dict[str, tuple[float, float]]
    cloud_threshold: float
    temperature: float
    total_parameters: int
    digest: str

    @property
    def weights(self) -> Path:
        """Return the weights file."""
        return self.folder / WEIGHTS

    def card(self) -> str:
        """Return the model card (Markdown)."""
        return (self.folder / "MODEL_CARD.md").read_text(encoding="utf-8")


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def read_digests(folder: Path) -> dict[str, str]:
    """Return file name to digest from ``SHA256SUMS``; names with a path in them are refused."""
    digests = {}
    try:
        text = (folder / DIGESTS).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as problem:
        reason = f"{DIGESTS} is missing or unreadable"
        raise SegcrError("model_invalid", folder=folder, reason=reason) from problem
    for line in text.splitlines():
        digest, _, name = line.partition("  ")
        if not name or "/" in name or "\\" in name or name.startswith("."):
            reason = f"{DIGESTS} has an unusable line"
            raise SegcrError("model_invalid", folder=folder, reason=reason)
        digests[name] = digest
    return digests


def _parse(folder: Path, document: dict[str, Any], digest: str) -> ModelPackage:
    properties = document["properties"]
    ours = properties["segcr:model"]
    if ours["format"] != PACKAGE_FORMAT:
        raise ValueError(f"package format {ours['format']!r} needs another version of the plugin")
    segmentation = next(
        output for output in properties["mlm:output"] if "semantic-segmentation" in output["tasks"]
    )
    classes = tuple(
        LandCoverClass(int(c["value"]), str(c["name"]), "#" + str(c["color_hint"]))
        for c in segmentation["classification:classes"]
        if not c.get("nodata", False)
    )
    inputs = {entry["name"]: entry for entry in properties["mlm:input"]}
    low, high = ours["resolution_range"]
    return ModelPackage(
        folder=folder,
        id=str(document["id"]),
        name=str(properties["mlm:name"]),
        version=str(properties["version"]),
        architecture=str(properties["mlm:architecture"]),
        config=dict(ours["config"]),
        optical_channels=tuple(str(band) for band in inputs["optical"]["bands"]),
        sar_channels=tuple(str(band) for band in inputs["sar"]["bands"]),
        classes=classes,
        tile_size=int(ours["tile_size"]),
        overlap=int(ours["overlap"]),
        stride=int(ours["stride"]),
        other_tile_sizes=bool(ours["other_tile_sizes"]),
        resolution=float(ours["resolution"]),
        resolution_range=(float(low), float(high)),
        sar_clip_db={str(k): (float(v[0]), float(v[1])) for k, v in ours["sar_clip_db"].items()},
        cloud_threshold=float(ours["cloud_threshold"]),
        temperature=float(ours["temperature"]),
        total_parameters=int(properties["mlm:total_parameters"]),
        digest=digest,
    )


def read_package(folder: Path, verify: bool = True) -> ModelPackage:
    """Read a package and, by default, verify every digest before anything else is believed.

    Raises
    ------
    SegcrError
        ``model_invalid`` where a file is missing or malformed; ``model_digest`` where a file is
        not what ``SHA256SUMS`` says.
    """
    digests = read_digests(folder)
    for required in ("model.json", WEIGHTS):
        if required not in digests:
            reason = f"{DIGESTS} does not list {required}"
            raise SegcrError("model_invalid", folder=folder, reason=reason)
        if not (folder / required).is_file():
            raise SegcrError("model_invalid", folder=folder, reason=f"{required} is missing")
    if verify:
        for name, digest in digests.items():
            if not (folder / name).is_file() or file_digest(folder / name) != digest:
                raise SegcrError("model_digest", file=name, model=folder.name)
    try:
        if (folder / "model.json").stat().st_size > MAX_JSON_BYTES:
            raise ValueError("model.json is too large")
        document = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        return _parse(folder, document, digests[WEIGHTS])
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        StopIteration,
        RecursionError,
    ) as problem:
        reason = f"model.json is malformed ({problem!r})"
        raise SegcrError("model_invalid", folder=folder, reason=reason) from problem


def model_folders() -> dict[str, Path]:
    """Return the folder of every installed model by id; shipped models win over added ones."""
    found: dict[str, Path] = {}
    for root in (shipped_models(), added_models()):
        if root.is_dir():
            for folder in sorted(root.iterdir()):
                if (folder / "model.json").is_file():
                    found.setdefault(folder.name, folder)
    return found


def find_package(name_or_folder: str, verify: bool = True) -> ModelPackage:
    """Return the package of an installed id or of a folder; raises :class:`SegcrError`."""
    installed = model_folders()
    if name_or_folder in installed:
        return read_package(installed[name_or_folder], verify)
    folder = Path(name_or_folder)
    if (folder / "model.json").is_file():
        return read_package(folder, verify)
    available = ", ".join(sorted(installed)) or "none"
    raise SegcrError("model_missing", model=name_or_folder, available=available)
