"""What every network takes: values and valid maps of named channels, and perhaps a cloud mask."""

from __future__ import annotations

from typing import NamedTuple, Optional

import torch
from torch import Tensor
from torch.nn import functional

from ..core.errors import SegcrError
from .blocks import pool_to

STRIDE = 32


class Cells(NamedTuple):
    """The optical image in cells of some pixels a side, (B, bands, h, w) float32 each.

    ``colors``: mean of the valid pixels, square-root reflectance, 0 where there is none. ``seen``:
    the share of pixels that are valid.
    """

    colors: Tensor
    seen: Tensor


class Inputs(NamedTuple):
    """What a network computes with: padded to a multiple of the stride, 0 where not valid.

    ``mask`` is NaN where the user's mask knows nothing. ``flagged``: whether the network sees the
    valid maps; with fixed channels it does not.
    """

    optical: Tensor
    sar: Tensor
    optical_valid: Tensor
    sar_valid: Tensor
    mask: Optional[Tensor]
    flagged: bool = True

    def optical_stack(self) -> Tensor:
        """Return what the optical stem reads, (B, bands or 2 bands, H, W)."""
        return torch.cat([self.optical, self.optical_valid], 1) if self.flagged else self.optical

    def sar_stack(self) -> Tensor:
        """Return what the radar stem reads."""
        return torch.cat([self.sar, self.sar_valid], 1) if self.flagged else self.sar

    def everything(self) -> Tensor:
        """Return all values and valid maps."""
        return torch.cat([self.optical_stack(), self.sar_stack()], 1)

    def behind(self, cover: Tensor) -> Inputs:
        """Return the inputs with the optical image hidden as far as ``cover`` (B, 1, H, W) says."""
        seen = 1 - cover
        return self._replace(optical=self.optical * seen, optical_valid=self.optical_valid * seen)

    def cells(self, size: tuple[int, int]) -> Cells:
        """Return the optical image in cells, ``size`` (height, width) of them."""
        # What is not valid is 0 already.
        seen = pool_to(self.optical_valid.float(), size)
        colors = pool_to(self.optical.float(), size)
        return Cells(colors / seen.clamp(min=1e-4), seen)

    def optical_seen(self) -> Tensor:
        """Return where any optical band is valid, (B, 1, H, W)."""
        return self.optical_valid.amax(1, keepdim=True)

    def optical_channels(self) -> Tensor:
        """Return how many optical channels hold any value, (B, 1, 1, 1)."""
        return (self.optical_valid.amax((2, 3), keepdim=True) > 0).sum(1, keepdim=True)

    def excess(self, surface: Tensor) -> Tensor:
        """Return by how much the image is brighter than ``surface``, (B, 1, H, W) float32.

        Mean over the valid bands, in square-root reflectance, 0 where none is; below 0 where the
        image is darker. ``surface`` is (B, bands, H, W).
        """
        seen = self.optical_valid.float()
        brighter = (self.optical - surface.to(self.optical.dtype)).float() * seen
        return brighter.sum(1, keepdim=True) / seen.sum(1, keepdim=True).clamp(min=1)

    def sar_seen(self) -> Tensor:
        """Return where any polarisation is valid, (B, 1, H, W)."""
        return self.sar_valid.amax(1, keepdim=True)

    def covered(self, impact: Tensor) -> Tensor:
        """Return ``impact`` (B, C, h, w), no lower than a given mask says, 1 where unseen.

        Ground that the optical sensor did not see is as good as clouded.
        """
        size = (impact.shape[-2], impact.shape[-1])
        if self.mask is not None:
            impact = torch.maximum(impact, pool_to(torch.nan_to_num(self.mask), size))
        return 1 - (1 - impact) * pool_to(self.optical_seen(), size)

    def mask_or(self, own: Tensor) -> Tensor:
        """Return the given mask, and the network's own map where none is given."""
        return own if self.mask is None else torch.where(torch.isnan(self.mask), own, self.mask)

    def blend(self, cloud: Tensor, surface: Tensor) -> Tensor:
        """Take the surface as far as there is cloud, and wholly where a band is missing."""
        share = cloud * self.optical_valid + (1 - self.optical_valid)
        return torch.lerp(
            self.optical, surface.to(self.optical.dtype), share.to(self.optical.dtype)
        )


def prepare(
    optical: Tensor,
    sar: Tensor,
    optical_valid: Optional[Tensor],
    sar_valid: Optional[Tensor],
    cloud_mask: Optional[Tensor],
    channels: tuple[int, int],
    flagged: bool,
) -> Inputs:
    """Check and pad all; values without meaning (NaN, nodata) never reach a convolution.

    Raises
    ------
    SegcrError
        ``network_input`` where the tensors do not fit the ``channels`` or each other.
    """
    _check("optical", optical, optical_valid, channels[0])
    _check("radar", sar, sar_valid, channels[1])
    if sar.shape[-2:] != optical.shape[-2:] or sar.shape[0] != optical.shape[0]:
        _refuse(f"optical is {_size(optical)}, radar {_size(sar)}")
    if cloud_mask is not None and cloud_mask.shape != optical[:, :1].shape:
        _refuse(f"the cloud mask is {_size(cloud_mask)}, not {_size(optical[:, :1])}")
    optical, optical_valid = _known(optical, optical_valid)
    sar, sar_valid = _known(sar, sar_valid)
    mask = None if cloud_mask is None else pad(cloud_mask)
    return Inputs(pad(optical), pad(sar), pad(optical_valid), pad(sar_valid), mask, flagged)


def _known(values: Tensor, valid: Optional[Tensor]) -> tuple[Tensor, Tensor]:
    """Return values that are 0 where not valid, and where they are valid."""
    finite = torch.isfinite(values)
    valid = finite.to(values.dtype) if valid is None else valid * finite
    return torch.where(valid > 0, values, 0.0), valid


def _check(sensor: str, values: Tensor, valid: Optional[Tensor], channels: int) -> None:
    if values.ndim != 4 or values.shape[1] != channels:
        _refuse(
            f"{channels} {sensor} channels belong in (B, {channels}, H, W), not {_size(values)}"
        )
    if min(values.shape) < 1:
        _refuse(f"the {sensor} image {_size(values)} is empty")
    if valid is not None and valid.shape != values.shape:
        _refuse(f"the valid map of {sensor} is {_size(valid)}, its values {_size(values)}")


def _size(x: Tensor) -> str:
    return " x ".join(str(n) for n in x.shape)


def _refuse(reason: str) -> None:
    raise SegcrError("network_input", reason=reason)


def pad(x: Tensor) -> Tensor:
    """Pad right and bottom to a multiple of the stride: mirrored if large enough, else repeated."""
    height, width = x.shape[-2:]
    down, right = -height % STRIDE, -width % STRIDE
    if not (down or right):
        return x
    mode = "reflect" if down < height and right < width else "replicate"
    return functional.pad(x, (0, right, 0, down), mode=mode)
