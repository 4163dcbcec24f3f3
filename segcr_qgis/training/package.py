"""Write a model package: MLM description, fp16 safetensors, card, licence, digests."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import nn

from ..core.classes import CLASSES, NODATA, LandCoverClass
from ..core.errors import SegcrError
from ..core.model_package import DIGESTS, PACKAGE_FORMAT, WEIGHTS, file_digest, read_digests
from ..core.radar import SAR_CLIP_DB

MLM_SCHEMA = "https://stac-extensions.github.io/mlm/v1.4.0/schema.json"
LICENSE_TEXT = Path(__file__).resolve().parents[2] / "LICENSE"


@dataclass(frozen=True)
class PackageFacts:
    """What a package says of itself besides its weights.

    ``version`` is that of the weights; ``config`` the registry's keyword arguments; ``created``
    an ISO 8601 time; ``license`` an SPDX identifier; ``license_text`` its wording.
    """

    id: str
    name: str
    architecture: str
    config: dict[str, Any]
    created: str
    version: str = "0.1.0"
    optical_channels: Sequence[str] = ("B2", "B3", "B4", "B8", "B11", "B12")
    sar_channels: Sequence[str] = ("VV", "VH")
    classes: Sequence[LandCoverClass] = CLASSES
    tile_size: int = 256
    overlap: int = 64
    resolution: float = 10.0
    resolution_range: tuple[float, float] = (5.0, 30.0)
    cloud_threshold: float = 0.1
    visible_cloud_threshold: float = 0.1
    temperature: float = 1.0
    license: str = "GPL-3.0-or-later"
    card: str = "Untrained weights, for tests only.\n"
    training: dict[str, Any] = field(default_factory=dict)


def write_package(folder: Path, network: nn.Module, facts: PackageFacts) -> Path:
    """Write ``network`` as a package into ``folder``, in place of a former one; return it.

    Raises
    ------
    SegcrError
        ``output_folder`` where the folder holds something else.
    """
    check_target(folder)
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    state = {
        name: value.detach().to("cpu", torch.float16).contiguous()
        for name, value in network.state_dict().items()
    }
    save_file(state, str(folder / WEIGHTS))
    # safetensors keeps its file to its owner; a package is for everybody.
    (folder / WEIGHTS).chmod(0o644)
    parameters = sum(p.numel() for p in network.parameters())
    document = _model_document(facts, parameters, folder / WEIGHTS)
    (folder / "model.json").write_text(
        json.dumps(document, indent=1, ensure_ascii=True) + "\n", encoding="utf-8"
    )
    (folder / "MODEL_CARD.md").write_text(facts.card, encoding="utf-8")
    shutil.copyfile(LICENSE_TEXT, folder / "LICENSE")
    names = ("LICENSE", "MODEL_CARD.md", "model.json", WEIGHTS)
    lines = [f"{file_digest(folder / name)}  {name}\n" for name in names]
    (folder / DIGESTS).write_text("".join(lines), encoding="ascii")
    return folder


def check_target(folder: Path) -> None:
    """Raise ``output_folder`` unless ``folder`` is free, or holds a package and nothing else."""
    if not folder.exists():
        return
    held = {path.name for path in folder.iterdir()} if folder.is_dir() else {folder.name}
    own = {*read_digests(folder), DIGESTS} if DIGESTS in held else set()
    if held - own:
        reason = "it holds something other than a model, which would be lost"
        raise SegcrError("output_folder", folder=folder, reason=reason)


def _model_document(facts: PackageFacts, parameters: int, weights: Path) -> dict[str, Any]:
    """Return the STAC Item with the MLM extension (stac-extensions/mlm, v1.4)."""
    size = facts.tile_size
    bands = len(facts.optical_channels)
    return {
        "type": "Feature",
        "stac_version": "1.0.0",
        "stac_extensions": [MLM_SCHEMA],
        "id": facts.id,
        "geometry": {
            "type": "Polygon",
            "coordinates": [[[-180, -90], [180, -90], [180, 90], [-180, 90], [-180, -90]]],
        },
        "bbox": [-180, -90, 180, 90],
        "properties": {
            "datetime": facts.created,
            "version": facts.version,
            "license": facts.license,
            "mlm:name": facts.name,
            "mlm:architecture": facts.architecture,
            "mlm:tasks": ["semantic-segmentation", "image-restoration"],
            "mlm:framework": "pytorch",
            "mlm:total_parameters": parameters,
            "mlm:input": [
                _input("optical", facts.optical_channels, size, "sqrt(clip(reflectance, 0, 1.5))"),
                _input(
                    "sar", facts.sar_channels, size, "(dB - low) / (high - low), see segcr:model"
                ),
            ],
            "mlm:output": [_segmentation(facts, size), *_images(bands, size)],
            "segcr:model": {
                "format": PACKAGE_FORMAT,
                "config": facts.config,
                "tile_size": size,
                "overlap": facts.overlap,
                "stride": 32,
                "other_tile_sizes": True,
                "resolution": facts.resolution,
                "resolution_range": list(facts.resolution_range),
                "sar_clip_db": {c: list(SAR_CLIP_DB[c]) for c in facts.sar_channels},
                "cloud_threshold": facts.cloud_threshold,
                "visible_cloud_threshold": facts.visible_cloud_threshold,
                "temperature": facts.temperature,
                "training": facts.training,
            },
        },
        "links": [],
        "assets": {
            "weights": {
                "href": weights.name,
                "type": "application/octet-stream; framework=safetensors",
                "roles": ["mlm:model", "mlm:weights"],
                "mlm:artifact_type": "safetensors.torch.save_file",
                "file:size": weights.stat().st_size,
            }
        },
    }


def _input(name: str, channels: Sequence[str], size: int, scaling: str) -> dict[str, Any]:
    return {
        "name": name,
        "bands": list(channels),
        "input": {
            "shape": [-1, len(channels), size, size],
            "dim_order": ["batch", "bands", "height", "width"],
            "data_type": "float32",
        },
        "value_scaling": [{"type": "processing", "format": "text", "expression": scaling}],
    }


def _segmentation(facts: PackageFacts, size: int) -> dict[str, Any]:
    classes = [{"value": NODATA, "name": "No data", "nodata": True}]
    classes += [{"value": c.code, "name": c.name, "color_hint": c.color[1:]} for c in facts.classes]
    return {
        "name": "land_cover",
        "tasks": ["semantic-segmentation"],
        "result": _result(len(facts.classes), size),
        "classification:classes": classes,
    }


def _images(bands: int, size: int) -> list[dict[str, Any]]:
    return [
        {"name": name, "tasks": ["image-restoration"], "result": _result(channels, size)}
        for name, channels in (("restored", bands), ("cloud_impact", 1), ("expected_error", 1))
    ]


def _result(channels: int, size: int) -> dict[str, Any]:
    return {
        "shape": [-1, channels, size, size],
        "dim_order": ["batch", "bands", "height", "width"],
        "data_type": "float32",
    }
