"""Draw what a training run logged."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np


def draw_curves(run: Path) -> Path:
    """Write ``loss.png`` (loss and its parts, validation PSNR) beside the logs; return it."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    log, validation = _read(run / "log.csv"), _read(run / "validation.csv")
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4), layout="constrained")
    for name, values in log.items():
        if name not in ("step", "seconds", "wait_share"):
            left.plot(log["step"], values, label=name, lw=2 if name == "loss" else 1)
    left.set(xlabel="step", ylabel="loss", yscale="log", title="Training loss")
    left.legend(fontsize=7, ncol=2)
    for name, values in validation.items():
        if name.startswith("psnr_"):
            right.plot(validation["step"], values, marker="o", label=name.removeprefix("psnr_"))
    right.set(xlabel="step", ylabel="PSNR inside simulated clouds (dB)", title="Validation")
    right.legend(fontsize=8)
    figure.savefig(run / "loss.png", dpi=110)
    plt.close(figure)
    return run / "loss.png"


def _read(path: Path) -> dict[str, np.ndarray]:
    if not path.is_file():
        return {}
    with path.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return {name: np.array([float(row[name]) for row in rows]) for name in (rows or [{}])[0]}
