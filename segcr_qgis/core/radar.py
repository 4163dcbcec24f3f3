"""How radar backscatter enters a network."""

from __future__ import annotations

#: Decibels that map to 0 and 1, the convention of GLF-CR, M3M-CR and CloudSeg.
SAR_CLIP_DB: dict[str, tuple[float, float]] = {"VV": (-25.0, 0.0), "VH": (-32.5, 0.0)}
