"""Where pixels lie: affine's own ``*`` warns in version 3, and version 2 does not know ``@``."""

from __future__ import annotations

from rasterio import Affine


def place(grid: Affine, column: float, row: float) -> tuple[float, float]:
    """Return where ``grid`` puts a position in pixels."""
    x = grid.a * column + grid.b * row + grid.c
    return float(x), float(grid.d * column + grid.e * row + grid.f)


def joined(outer: Affine, inner: Affine) -> Affine:
    """Return the transform that applies ``inner`` first, then ``outer``."""
    return Affine(
        outer.a * inner.a + outer.b * inner.d,
        outer.a * inner.b + outer.b * inner.e,
        outer.a * inner.c + outer.b * inner.f + outer.c,
        outer.d * inner.a + outer.e * inner.d,
        outer.d * inner.b + outer.e * inner.e,
        outer.d * inner.c + outer.e * inner.f + outer.f,
    )
