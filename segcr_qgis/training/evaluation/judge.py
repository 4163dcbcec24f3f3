"""Judge a model package case by case."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ...core.classes import CLASSES
from ...core.model_package import ModelPackage, find_package
from ...engine.backend import Backend
from ...engine.backends.torch_backend import TorchLoader
from ..datasets.pseudo_labels import from_materials
from ..datasets.scene import OPTICAL, SAR
from .candidates import ask, fillings
from .cases import Case
from .pictures import Pictures, pictures
from .rows import class_row, error_row, image_row
from .summary import MODEL


@dataclass(frozen=True)
class Judge:
    """A loaded model; ``off_centre`` is that of the SSIM window, see ``ssim_map``."""

    package: ModelPackage
    backend: Backend
    off_centre: float = 0.0

    @classmethod
    def of(cls, model: str, off_centre: float = 0.0) -> Judge:
        """Load a package by name or folder; what it is trained to, float32 on the CPU."""
        package = find_package(model)
        backend, _ = TorchLoader().load(package, "cpu", "float32", None)
        return cls(package, backend, off_centre)

    def row(self, case: Case) -> tuple[dict[str, Any], Pictures]:
        """Return all scores of a case, JSON-ready, and its pictures."""
        answer = ask(self.package, self.backend, case)
        candidates = {MODEL: answer.restored}
        if np.isfinite(case.sar).any():
            candidates["without radar"] = ask(self.package, self.backend, case, False).restored
        candidates.update(fillings(case))
        fits = len(self.package.classes) == len(answer.probabilities)
        row = {
            "scene": case.name,
            "place": case.place,
            "dataset": case.dataset,
            "real_clouds": case.real,
            "cloud_percent": round(float(case.clouded.mean() * 100), 1),
            "thick_percent": round(float(case.thick.mean() * 100), 1),
            "images": {n: image_row(case, c, self.off_centre) for n, c in candidates.items()},
            "classes": class_row(case, answer.probabilities) if fits else None,
            "pixel_classes": self._by_pixel(case),
            "errors": error_row(case, answer),
            "clear_input": None if case.real else self._on_the_clear_image(case, fits),
        }
        return row, pictures(case, answer, self.package.classes)

    def _on_the_clear_image(self, case: Case, fits: bool) -> dict[str, Any]:
        """Return what the model changes of the clear image, and its land cover of that."""
        answer = ask(self.package, self.backend, replace(case, cloudy=case.clear))
        known = np.isfinite(case.clear)
        return {
            "mae": float(np.abs(answer.restored - case.clear)[known].mean()),
            "classes": class_row(case, answer.probabilities) if fits else None,
        }

    def _by_pixel(self, case: Case) -> dict[str, Any] | None:
        """Return the class scores of the pixel classifier of the materials' table on the input."""
        if case.bands != OPTICAL or case.polarisations != SAR or self.package.classes != CLASSES:
            return None
        codes = from_materials(case.cloudy, case.sar, trusted=0.0)
        certain = np.stack([codes == c.code for c in CLASSES]).astype(np.float32)
        return class_row(case, certain) if case.labels.shape == codes.shape else None


def judge(
    model: str,
    cases: Iterable[Case],
    off_centre: float = 0.0,
    tell: Callable[[str], None] = lambda name: None,
    shown: int = 12,
) -> tuple[list[dict[str, Any]], list[tuple[str, Pictures]]]:
    """Return a row for every case, and the pictures of the first ``shown``."""
    loaded = Judge.of(model, off_centre)
    rows, sheets = [], []
    for case in cases:
        row, drawn = loaded.row(case)
        rows.append(row)
        if len(sheets) < shown:
            sheets.append((case.name, drawn))
        tell(case.name)
    return rows, sheets


def model_facts(model: str) -> dict[str, str]:
    """Return what identifies a package in a record."""
    package = find_package(model)
    return {
        "model": package.id,
        "version": package.version,
        "digest": package.digest,
        "folder": str(Path(package.folder).name),
    }
