"""Losses of both networks: segmentation, restoration, translation from radar, cloud impact."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from ..core.classes import CLASSES, LandCoverClass
from ..networks.blocks import pool_to
from ..networks.inputs import STRIDE
from ..networks.prediction import Prediction
from .augment import Batch
from .datasets.scene import IGNORE
from .visibility import contrast, visible_weight

#: Weights of the eight classes: rare and hard ones count more.
CLASS_WEIGHTS = (1.0, 0.9, 1.6, 0.9, 1.3, 1.2, 1.2, 0.9)
#: Mean change of square-root reflectance that counts as none, and from where to where it counts as
#: complete: at so many times the ground's contrast, where a change is as plain to see.
NO_IMPACT, FULL_IMPACT, FULL_BY_CONTRAST = 0.006, (0.04, 0.07), 2.0
#: Square-root reflectance from which clear ground is as bright as cloud, and how many times more it
#: counts where clouds are looked for: white roofs, beaches and dry fields are rare, and what is
#: taken for cloud there is lost from the image. Less in images of fewer bands than the last number,
#: where white roofs and white clouds are alike, and clouds would be left for roofs.
BRIGHT_GROUND, BRIGHT_WEIGHTS, TELLING_BANDS = 0.46, (5.0, 2.0), 4
#: Clear ground that lies more than so many pixels from cloud and shadow, and how many times more it
#: counts there where infrared tells it from cloud: nobody forgives a change so far off.
FAR, FAR_WEIGHT = 8, 1.7
#: Opacity, and darkening in deviations of the ground, from which what is added to the clear-sky
#: prior must be texture, and side, in pixels, of what counts as its colour: what the decoder makes
#: up is tinted by clouds and shadows of other kinds.
OPAQUE, SHADED, COLORED = 0.8, 2.0, 32
#: Weight of target bands that the input did not have.
DROPPED_BAND = 0.25


def segcr_loss(
    out: Prediction, batch: Batch, class_weights: Tensor | None = None
) -> tuple[Tensor, dict[str, float]]:
    """Return the total loss and its parts, for the log.

    ``class_weights`` (K,) are those of the cross-entropy; without them, all classes count alike.
    """
    auxiliary = out.auxiliary
    if auxiliary is None:
        raise ValueError("the loss needs the auxiliary outputs of training mode")
    target, known = batch.target, batch.target_known
    band_weight = known * (batch.optical_valid + DROPPED_BAND * (1 - batch.optical_valid))
    ground = contrast(batch)
    seen = band_weight * visible_weight(ground)
    changed = impact_target(batch, ground)
    clear, surface = out.clear.float(), auxiliary.surface.float()
    # Faint haze over even ground is as plain to see as cloud over a town.
    judged = impact_weight(batch, changed) * visible_weight(ground).clamp(min=1)
    reflectance = (surface.square() - target.square()).square()
    parts = {
        "restoration": 2 * _charbonnier(clear, target, seen, 1 + 4 * changed),
        # The surface by itself: judged through the blend alone it learns to be too dark, to make
        # up for the cloud that the blend leaves.
        "surface": _charbonnier(surface, target, seen * changed, torch.ones_like(changed)),
        "reflectance": 80 * _weighted(reflectance, band_weight * changed),
        "structure": 0.15 * (1 - ssim(clear * known, target * known)),
        "angle": 0.5 * spectral_angle(surface, target, seen * changed),
        "edges": 0.5 * _gradient_difference(clear, target, seen),
        "blend": _cross_entropy(auxiliary.blend_logits.float(), changed, judged),
        "impact": 0.5 * _impact_loss(auxiliary.impact_logits, changed, judged),
        "classes": _class_loss(out.logits.float(), batch.labels, class_weights),
        "error": 2 * _error_loss(out, batch, band_weight),
    }
    if auxiliary.opacity_logits is not None:
        parts["opacity"] = 0.25 * _impact_loss((auxiliary.opacity_logits,), batch.opacity, judged)
    if auxiliary.prior is not None:
        prior = auxiliary.prior.float()
        parts["prior"] = 0.5 * _charbonnier(prior, target, seen * changed, torch.ones_like(changed))
        drowned = (batch.opacity > OPAQUE) | (-_brightening(batch) > SHADED * ground)
        parts["offset"] = 2 * _offset(surface - prior, band_weight * drowned)
    if auxiliary.simulated_optical is not None:
        simulated = auxiliary.simulated_optical.float()
        parts["translation"] = 0.5 * _weighted((simulated - target).abs(), band_weight)
    total = torch.stack(list(parts.values())).sum()
    return total, {name: float(value.detach()) for name, value in parts.items()}


def impact_weight(batch: Batch, changed: Tensor) -> Tensor:
    """What a pixel counts where impact is judged, (B, 1, H, W): bright or far clear ground more.

    0 where no input band has a known target.
    """
    both = batch.optical_valid * batch.target_known
    seen = both.amax(1, keepdim=True)
    count = both.sum(1, keepdim=True)
    brightness = (batch.target * both).sum(1, keepdim=True) / count.clamp(min=1)
    bright = (brightness > BRIGHT_GROUND) & (changed == 0)
    telling = count >= TELLING_BANDS
    near = functional.max_pool2d((changed > 0).float(), 2 * FAR + 1, 1, FAR) > 0
    weight = torch.where(bright, torch.where(telling, *BRIGHT_WEIGHTS), 1.0)
    return seen * weight * torch.where(telling & ~near, FAR_WEIGHT, 1.0)


def impact_target(batch: Batch, contrast: Tensor) -> Tensor:
    """Soft cloud impact from the mean of |x - t|: needs only the training pair.

    0 below what the eye takes for clear, 1 from :data:`FULL_IMPACT` on: a target that only
    approaches 1 leaves a tenth of every cloud in the image. ``contrast`` (B, 1, H, W) is the
    ground's.
    """
    both = batch.optical_valid * batch.target_known
    difference = ((batch.optical - batch.target).abs() * both).sum(1, keepdim=True)
    mean = difference / both.sum(1, keepdim=True).clamp(min=1)
    full = (FULL_BY_CONTRAST * contrast).clamp(*FULL_IMPACT)
    return ((mean - NO_IMPACT) / (full - NO_IMPACT)).clamp(0, 1)


def _brightening(batch: Batch) -> Tensor:
    """Return by how much clouds make the image brighter, (B, 1, H, W); below 0 in shade."""
    both = batch.optical_valid * batch.target_known
    brighter = ((batch.optical - batch.target) * both).sum(1, keepdim=True)
    return brighter / both.sum(1, keepdim=True).clamp(min=1)


def _weighted(value: Tensor, weight: Tensor) -> Tensor:
    return (value * weight).sum() / weight.sum().clamp(min=1)


def spectral_angle(surface: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    """Mean angle between spectra in radians, as the chord of the unit circle: smooth at zero.

    ``surface`` and ``target`` (B, C, H, W) are square roots of reflectance, ``weight`` of that
    shape says what counts. Pixels with fewer than three known bands do not: they have no colour.
    """
    known = (weight > 0).float()
    ours, theirs = surface.square() * known, target.square() * known
    product = (ours * theirs).sum(1, keepdim=True)
    lengths = ours.square().sum(1, keepdim=True) * theirs.square().sum(1, keepdim=True)
    chord = (2 - 2 * product / (lengths + 1e-8).sqrt()).clamp(min=0)
    telling = (known.sum(1, keepdim=True) >= 3).float()
    return _weighted((chord + 1e-4).sqrt(), weight.amax(1, keepdim=True) * telling)


def _charbonnier(value: Tensor, target: Tensor, weight: Tensor, emphasis: Tensor) -> Tensor:
    return _weighted(emphasis * ((value - target).square() + 1e-6).pow(0.45), weight)


def _offset(detail: Tensor, weight: Tensor) -> Tensor:
    """Mean size of what ``detail`` (B, C, H, W) adds over squares of :data:`COLORED` pixels."""

    def mean(x: Tensor) -> Tensor:
        return functional.avg_pool2d(x, COLORED, ceil_mode=True)

    counted = mean(weight)
    return _weighted((mean(detail * weight) / counted.clamp(min=1e-3)).abs(), counted)


def _gradient_difference(value: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    error = value - target
    down = (error[..., 1:, :] - error[..., :-1, :]).abs()
    right = (error[..., :, 1:] - error[..., :, :-1]).abs()
    return _weighted(down, weight[..., 1:, :]) + _weighted(right, weight[..., :, 1:])


def _cross_entropy(logits: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    loss = functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
    return _weighted(loss, weight)


def _impact_loss(logits: tuple[Tensor, ...], target: Tensor, seen: Tensor) -> Tensor:
    losses = [seen.sum() * 0]
    # The networks pad to whole strides inside; nobody saw anything there.
    height, width = target.shape[-2:]
    beyond = (0, -width % STRIDE, 0, -height % STRIDE)
    target, seen = functional.pad(target, beyond), functional.pad(seen, beyond)
    for level in logits:
        size = (level.shape[-2], level.shape[-1])
        losses.append(_cross_entropy(level.float(), pool_to(target, size), pool_to(seen, size)))
    return torch.stack(losses).sum() / max(1, len(logits))


def own_class_weights(classes: Sequence[LandCoverClass]) -> Tensor | None:
    """Return :data:`CLASS_WEIGHTS` (K,) for our own classes, None for those of other datasets."""
    return torch.tensor(CLASS_WEIGHTS) if tuple(classes) == CLASSES else None


def on_label_grid(logits: Tensor, labels: Tensor) -> Tensor:
    """Return logits (B, K, H, W) averaged onto the grid of ``labels`` (B, h, w)."""
    size = labels.shape[-2:]
    return logits if logits.shape[-2:] == size else functional.adaptive_avg_pool2d(logits, size)


def _class_loss(logits: Tensor, labels: Tensor, weights: Tensor | None) -> Tensor:
    if not bool((labels != IGNORE).any()):
        return logits.sum() * 0
    logits = on_label_grid(logits, labels)
    return functional.cross_entropy(logits, labels, weights, ignore_index=IGNORE)


def _error_loss(out: Prediction, batch: Batch, weight: Tensor) -> Tensor:
    """Regress the absolute error in reflectance; the squared loss aims at its mean."""
    error = (out.clear.detach().float().square() - batch.target.square()).abs()
    mean = (error * weight).sum(1, keepdim=True) / weight.sum(1, keepdim=True).clamp(min=1e-3)
    known = (weight.sum(1, keepdim=True) > 0).float()
    return _weighted((out.expected_error.float() - mean).square().mul(20), known)


def ssim(a: Tensor, b: Tensor) -> Tensor:
    """Mean structural similarity of (B, C, H, W) images in [0, 1], 7x7 mean windows.

    Every second window only: the same mean at a quarter of the time.
    """

    def mean(x: Tensor) -> Tensor:
        # By columns, then by rows: a fourth of the sums.
        return functional.avg_pool2d(functional.avg_pool2d(x, (7, 1), (2, 1)), (1, 7), (1, 2))

    mu_a, mu_b = mean(a), mean(b)
    var_a, var_b = mean(a * a) - mu_a**2, mean(b * b) - mu_b**2
    covariance = mean(a * b) - mu_a * mu_b
    c1, c2 = 0.01**2, 0.03**2
    value = (2 * mu_a * mu_b + c1) * (2 * covariance + c2)
    return (value / ((mu_a**2 + mu_b**2 + c1) * (var_a + var_b + c2))).mean()
