"""The table of surface materials: joint optical and radar statistics of each class."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..core.places import resources

OPTICAL_BANDS = ("B2", "B3", "B4", "B8", "B11", "B12")
SAR_CHANNELS = ("VV", "VH")
#: Decibels are stored divided by this, so that all features have comparable spread.
DECIBEL_UNIT = 20.0


@dataclass(frozen=True)
class MaterialMixture:
    """Mixture of Gaussians over six square-root reflectances and two scaled backscatters.

    ``weights`` (K,), ``means`` (K, 8), ``covariances`` (K, 8, 8).
    """

    weights: NDArray[np.float64]
    means: NDArray[np.float64]
    covariances: NDArray[np.float64]

    def draw(
        self, rng: np.random.Generator, components: NDArray[np.int64], spread: float
    ) -> NDArray[np.float64]:
        """Draw one material (8 features) for each entry of ``components``."""
        roots = np.linalg.cholesky(self.covariances)
        noise = rng.standard_normal((len(components), 8)) * spread
        return self.means[components] + np.einsum("nij,nj->ni", roots[components], noise)


@lru_cache(maxsize=1)
def materials() -> dict[int, MaterialMixture]:
    """Return the mixture of each class code."""
    path = resources() / "landscapes" / "materials.json"
    table = json.loads(path.read_text(encoding="utf-8"))
    return {
        int(code): MaterialMixture(
            np.array(entry["weights"]), np.array(entry["means"]), np.array(entry["covariances"])
        )
        for code, entry in table["classes"].items()
    }


def log_likelihoods(features: NDArray[np.float64], used: list[int]) -> NDArray[np.float64]:
    """Return the log density of every class, (N, 8 classes in code order).

    Parameters
    ----------
    features : (N, 8)
        Square-root reflectance and scaled backscatter; columns outside ``used`` are ignored.
    used : list of int
        Columns that hold values; the others are marginalised out.
    """
    known = features[:, used].T
    result = np.empty((len(materials()), len(features)))
    for density, (_, mixture) in zip(result, sorted(materials().items())):
        parts = np.empty((len(mixture.weights), len(features)))
        for part, weight, mean, covariance in zip(
            parts, mixture.weights, mixture.means, mixture.covariances
        ):
            block = covariance[np.ix_(used, used)] + 2e-4 * np.eye(len(used))
            whitened = np.linalg.inv(np.linalg.cholesky(block)) @ (known - mean[used][:, None])
            spread = np.linalg.slogdet(block)[1]
            part[:] = np.log(weight + 1e-9) - 0.5 * ((whitened * whitened).sum(0) + spread)
        highest = parts.max(0)
        density[:] = highest + np.log(np.exp(parts - highest).sum(0))
    return result.T
