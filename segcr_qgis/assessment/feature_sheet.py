"""Draw a network's inner life as one SVG: inputs and answers, then a row for every stage."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape
from typing import NamedTuple, Optional

import numpy as np

from .png import encode_png

PANEL, GAP, LABEL = 176, 12, 18


class Panel(NamedTuple):
    """A picture (height, width, 3) uint8 and what stands above it."""

    title: str
    picture: np.ndarray


def grey(values: np.ndarray, limits: Optional[tuple[float, float]] = (0.0, 1.0)) -> np.ndarray:
    """Return (H, W) values as a grey picture; without limits stretched to the 2 to 98 % range."""
    low, high = limits or _range(values)
    level = np.clip((np.nan_to_num(values) - low) / (high - low), 0, 1)
    return np.repeat((level[..., None] * 255).round().astype(np.uint8), 3, axis=2)


def colours(bands: np.ndarray, like: Optional[np.ndarray] = None) -> np.ndarray:
    """Return three bands (3, H, W) as a colour picture, stretched as ``like`` would be."""
    layers = [grey(b, _range(r))[..., 0] for b, r in zip(bands, bands if like is None else like)]
    return np.stack(layers, axis=-1)


def principal(features: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Return features (C, H, W) as colours: their first three common principal components.

    Features drawn by one call share their axes and their stretch: equal colours, equal features.
    """
    pixels = [f.reshape(f.shape[0], -1).T.astype(np.float64) for f in features]
    everything = np.concatenate(pixels)
    centre = everything.mean(0)
    # With bias: of a single pixel there is no other covariance.
    _, _, axes = np.linalg.svd(np.cov((everything - centre).T, bias=True))
    turned = (everything - centre) @ axes[:3].T
    limits = [_range(turned[:, i]) for i in range(turned.shape[1])]
    pictures = []
    for values, feature in zip(pixels, features):
        maps = ((values - centre) @ axes[:3].T).T.reshape(-1, *feature.shape[1:])
        pictures.append(np.stack([grey(m, r)[..., 0] for m, r in zip(maps, limits)], axis=-1))
    return pictures


def sheet(title: str, rows: Sequence[tuple[str, Sequence[Panel]]], notes: Sequence[str]) -> str:
    """Return an SVG with a heading, rows of panels, and notes below."""
    width = GAP + max(len(panels) for _, panels in rows) * (PANEL + GAP)
    parts = [_text(GAP, 26, title, 16, "bold")]
    top = 40
    for heading, panels in rows:
        parts.append(_text(GAP, top + LABEL - 4, heading, 12, "bold"))
        top += LABEL
        for index, panel in enumerate(panels):
            left = GAP + index * (PANEL + GAP)
            parts.append(_text(left, top + LABEL - 5, panel.title, 11))
            parts.append(_image(left, top + LABEL, panel.picture))
        top += LABEL + PANEL + GAP
    for note in notes:
        parts.append(_text(GAP, top + 10, note, 11))
        top += LABEL
    height = top + GAP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg"'
        f' xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" font-family="sans-serif">\n'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _range(values: np.ndarray) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return 0.0, 1.0
    low, high = (float(v) for v in np.percentile(finite, (2, 98)))
    return low, max(high, low + 1e-6)


def _text(x: int, y: int, text: str, size: int, weight: str = "normal") -> str:
    return f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}">{escape(text)}</text>'


def _image(x: int, y: int, picture: np.ndarray) -> str:
    data = base64.b64encode(encode_png(np.ascontiguousarray(picture))).decode("ascii")
    return (
        f'<image x="{x}" y="{y}" width="{PANEL}" height="{PANEL}"'
        ' preserveAspectRatio="xMidYMid" style="image-rendering:pixelated"'
        f' xlink:href="data:image/png;base64,{data}"/>'
    )
