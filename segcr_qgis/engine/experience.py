"""Count values far outside of what the models were trained on."""

from __future__ import annotations

import numpy as np

from ..core.radiometry import Units

#: Reflectance a trained network has seen, snow under a low sun and sensor noise included.
REFLECTANCE_RANGE = (-0.2, 1.5)
#: Decibels below and above the model's own range that noise and bright targets reach.
DECIBEL_MARGIN = (15.0, 12.0)
#: Share of such values, in percent, from which the user is told.
TELL_PERCENT = 0.1


class Experience:
    """Counts of valid values and of those outside; one for the optical, one for the radar layer."""

    def __init__(self) -> None:
        self.seen = 0
        self.outside = 0

    @property
    def percent(self) -> float:
        """Return the share of values outside, in percent."""
        return 100.0 * self.outside / self.seen if self.seen else 0.0

    def count(self, values: np.ndarray, valid: np.ndarray, span: tuple[float, float]) -> None:
        """Count ``values`` (any shape) where ``valid``; outside means beyond ``span``."""
        low, high = span
        self.seen += int(np.count_nonzero(valid))
        self.outside += int(np.count_nonzero(valid & ((values < low) | (values > high))))


def stored_range(units: Units, channel: str) -> tuple[float, float]:
    """Return :data:`REFLECTANCE_RANGE` in stored values: conversion is linear in them."""
    zero, one = (float(v) for v in units.to_reflectance(np.array([0.0, 1.0], np.float32), channel))
    if units.kind == "display8bit" or one <= zero:
        # A picture's curve is defined for its 256 values only.
        return -np.inf, np.inf
    low, high = REFLECTANCE_RANGE
    return (low - zero) / (one - zero), (high - zero) / (one - zero)
