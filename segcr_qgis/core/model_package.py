"""Model packages: a folder with ``model.json``, safetensors weights, a card and digests.

``model.json`` is a STAC Item with the MLM extension and a ``segcr:`` namespace for what MLM has
no field for. A package never carries code: ``architecture`` is a key of the networks' registry.
"""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from .bands import only_visible
from .bounded_json import MAX_BYTES as MAX_JSON_BYTES
from .bounded_json import read_json
from .classes import LandCoverClass
from .errors import SegcrError
from .model_document import Fields, check_id, read_channels, read_classes, read_config, read_key
from .places import added_models, shipped_models
from .rejections import rejection
from .weights_header import count_values

PACKAGE_FORMAT = 1
MAX_FILE_BYTES: Final = 2 << 30
MAX_FILES = 64
MAX_PARAMETERS = 1_000_000_000
MODEL = "model.json"
CARD = "MODEL_CARD.md"
WEIGHTS = "weights.safetensors"
#: The same network for engines without PyTorch; not every package has it.
ONNX = "model.onnx"
DIGESTS = "SHA256SUMS"
#: So many times finer than the model's own may the pixels of a layer be: any finer one shows
#: things that are not land cover at the model's scale, at a hundred times the work.
FINEST = 10.0

_DIGEST = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


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
        Ground pixel sizes whose ground the model can make out, in metres.
    sar_clip_db : dict
        Channel name to the ``(low, high)`` decibels that map to 0 and 1.
    cloud_threshold : float
        Impact below which restored values equal the input.
    visible_cloud_threshold : float
        The same for layers without infrared, in which roofs and sand look like cloud.
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
    visible_cloud_threshold: float
    temperature: float
    total_parameters: int
    digest: str

    def threshold_for(self, channels: Iterable[str]) -> float:
        """Return the impact from which values of a layer with these channels are replaced."""
        return self.visible_cloud_threshold if only_visible(channels) else self.cloud_threshold

    @property
    def accepted_pixels(self) -> tuple[float, float]:
        """Return the ground pixel sizes that layers may have, in metres.

        Finer ones lose nothing the model knows when they are averaged.
        """
        low, high = self.resolution_range
        return min(low, self.resolution / FINEST), high

    @property
    def weights(self) -> Path:
        """Return the weights file."""
        return self.folder / WEIGHTS

    def card(self) -> str:
        """Return the model card (Markdown of strangers: escape it where it is shown as HTML)."""
        check_file(self.folder / CARD, MAX_JSON_BYTES, self.folder)
        return (self.folder / CARD).read_text(encoding="utf-8", errors="replace")


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def read_digests(folder: Path) -> dict[str, str]:
    """Return file name to digest from ``SHA256SUMS``; names with a path in them are refused."""
    try:
        check_file(folder / DIGESTS, MAX_JSON_BYTES, folder)
        text = (folder / DIGESTS).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as problem:
        raise rejection("digests_unreadable", folder, repr(problem)) from problem
    digests: dict[str, str] = {}
    for line in text.splitlines():
        digest, _, name = line.partition("  ")
        if len(digests) >= MAX_FILES or not _DIGEST.fullmatch(digest) or not safe_name(name):
            raise rejection("digests_line", folder)
        if name in digests:
            raise rejection("digests_twice", folder, name=name)
        digests[name] = digest
    return digests


def safe_name(name: str) -> bool:
    """Return whether ``name`` can be a package's file: one plain name, no path, not hidden."""
    return bool(_NAME.fullmatch(name))


def check_file(path: Path, limit: int, place: Path) -> None:
    """Reject what is no ordinary file (a link, a pipe) or larger than ``limit`` bytes."""
    try:
        found = path.lstat()
    except OSError as problem:
        raise rejection("file_missing", place, repr(problem), name=path.name) from problem
    if not stat.S_ISREG(found.st_mode):
        raise rejection("file_kind", place, name=path.name)
    if found.st_size > limit:
        raise rejection("file_size", place, name=path.name, limit=limit)


def _parse(folder: Path, document: Any, digest: str) -> ModelPackage:
    whole = Fields(document, "", folder)
    properties = whole.inside("properties")
    ours = properties.inside("segcr:model")
    if ours.get("format") != PACKAGE_FORMAT:
        raise rejection("format_unknown", folder, format=repr(ours.get("format")))
    segmentation = [
        output
        for output in properties.items("mlm:output")
        if "semantic-segmentation" in output.texts("tasks")
    ]
    if not segmentation:
        raise rejection("field_missing", folder, field="a semantic-segmentation output")
    inputs = {entry.text("name"): entry for entry in properties.items("mlm:input")}
    sar_channels = read_channels(inputs.get("sar"), "radar", folder)
    clips = ours.inside("sar_clip_db")
    stride = ours.whole("stride", 1, 512)
    tile_size = ours.whole("tile_size", 32, 4096)
    overlap = ours.whole("overlap", 0, 2048)
    if tile_size % stride or 2 * overlap >= tile_size:
        raise rejection("tiles_unfit", folder)
    return ModelPackage(
        folder=folder,
        id=check_id(whole.get("id"), folder),
        name=properties.text("mlm:name"),
        version=properties.text("version"),
        architecture=read_key(properties, "mlm:architecture"),
        config=read_config(ours),
        optical_channels=read_channels(inputs.get("optical"), "optical", folder),
        sar_channels=sar_channels,
        classes=read_classes(segmentation[0]),
        tile_size=tile_size,
        overlap=overlap,
        stride=stride,
        other_tile_sizes=ours.flag("other_tile_sizes"),
        resolution=ours.number("resolution", 0.01, 100_000),
        resolution_range=ours.span("resolution_range", 0.01, 100_000),
        sar_clip_db={name: clips.span(name, -100, 100) for name in sar_channels},
        cloud_threshold=ours.number("cloud_threshold", 0.001, 0.999),
        visible_cloud_threshold=ours.number(
            # Packages of earlier formats have one for all layers.
            "visible_cloud_threshold" if ours.has("visible_cloud_threshold") else "cloud_threshold",
            0.001,
            0.999,
        ),
        temperature=ours.number("temperature", 0.01, 100),
        total_parameters=properties.whole("mlm:total_parameters", 1, MAX_PARAMETERS),
        digest=digest,
    )


def read_package(folder: Path, verify: bool = True) -> ModelPackage:
    """Read a package and, by default, verify every digest before anything else is believed.

    It takes at most 64 MB of memory, whatever the package holds.

    Raises
    ------
    SegcrError
        ``model_invalid`` where a file is missing or malformed; its value ``check`` is a key of
        :data:`rejections.CHECKS`. ``model_digest`` where a file is not what ``SHA256SUMS`` says.
    """
    digests = read_digests(folder)
    for required, limit in ((MODEL, MAX_JSON_BYTES), (WEIGHTS, MAX_FILE_BYTES)):
        if required not in digests:
            raise rejection("digests_lack", folder, name=required)
        check_file(folder / required, limit, folder)
    try:
        if verify:
            for name, digest in digests.items():
                check_file(folder / name, MAX_FILE_BYTES, folder)
                if file_digest(folder / name) != digest:
                    raise SegcrError("model_digest", file=name, model=folder.name)
        package = _parse(folder, read_json(folder / MODEL, folder), digests[WEIGHTS])
        found = count_values(package.weights, folder)
    except OSError as problem:
        raise rejection("file_missing", folder, repr(problem), name="a file") from problem
    # Buffers come on top of the parameters; a network that is mostly buffers is not one of ours.
    told = package.total_parameters
    if not told <= found <= 2 * told + (1 << 16):
        raise rejection("weights_count", folder, name=WEIGHTS, found=found, told=told)
    return package


def model_folders() -> dict[str, Path]:
    """Return the folder of every installed model by id; shipped models win over added ones."""
    found: dict[str, Path] = {}
    for root in (shipped_models(), added_models()):
        if root.is_dir():
            for folder in sorted(root.iterdir()):
                # A hidden folder is one that is still being added.
                if not folder.name.startswith(".") and (folder / MODEL).is_file():
                    found.setdefault(folder.name, folder)
    return found


def find_package(name_or_folder: str, verify: bool = True) -> ModelPackage:
    """Return the package of an installed id or of a folder; raises :class:`SegcrError`."""
    installed = model_folders()
    if name_or_folder in installed:
        return read_package(installed[name_or_folder], verify)
    folder = Path(name_or_folder)
    if (folder / MODEL).is_file():
        return read_package(folder, verify)
    available = ", ".join(sorted(installed)) or "none"
    raise SegcrError("model_missing", model=name_or_folder, available=available)
