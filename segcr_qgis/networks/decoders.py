"""The two task decoders and what they exchange."""

from __future__ import annotations

from typing import NamedTuple, Optional, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from .blocks import LayerNorm2d, NAFBlock, Pointwise, pool_to, resize
from .clear_line import clear_line, doubtful, plain
from .clear_sky import ClearSkyPrior
from .ground_contrast import Height, above_ground, below_surroundings, shady
from .hiding import Suspicion, hide
from .impact_refinement import ImpactRefinement
from .inputs import Inputs
from .prediction import FEW
from .products import mix_channels


class SegmentationHead(nn.Module):
    """Fuse the four stages into one stride-4 feature, then classify it.

    After Xie et al., "SegFormer", NeurIPS 2021 (all-MLP head), with one depthwise convolution.
    ``removal``: channels of the removal decoder's feature, 0 where there is no such decoder.
    """

    def __init__(self, widths: tuple[int, ...], width: int, removal: int, classes: int) -> None:
        super().__init__()
        self.lift = nn.ModuleList(Pointwise(c, width) for c in widths)
        self.fuse = nn.Sequential(
            Pointwise(len(widths) * width, width, bias=False),
            LayerNorm2d(width),
            nn.GELU(),
            nn.Conv2d(width, width, 3, padding=1, groups=width),
            Pointwise(width, width),
            nn.GELU(),
        )
        self.from_removal = Pointwise(removal, width) if removal else None
        self.classify = Pointwise(width, classes)
        if self.from_removal is not None:
            # Starts at zero: training begins with two independent decoders.
            nn.init.zeros_(self.from_removal.weight)
            nn.init.zeros_(self.from_removal.bias)

    def query(self, stages: list[Tensor]) -> Tensor:
        """Fused stages at stride 4, 8, 16, 32 -> semantic feature (B, width, H/4, W/4)."""
        size = (stages[0].shape[-2], stages[0].shape[-1])
        # The first layer mixes what was lifted, resized and concatenated. Mixing before resizing
        # is the same, on fewer pixels.
        first = cast(Pointwise, self.fuse[0])
        weights = torch.split(first.weight, first.in_features // len(self.lift), dim=1)
        q, *coarser = (
            mix_channels(lift(x), weight) for lift, weight, x in zip(self.lift, weights, stages)
        )
        for x in coarser:
            q = q + resize(x, size)
        fused: Tensor = self.fuse[1:](q)
        return fused

    def logits(self, query: Tensor, removal: Optional[Tensor]) -> Tensor:
        """Semantic feature and the removal decoder's stride-4 feature -> (B, K, H, W)."""
        if self.from_removal is not None and removal is not None:
            query = query + self.from_removal(removal)
        coarse = self.classify(query).float()
        return functional.interpolate(coarse, scale_factor=4, mode="bilinear", align_corners=False)


class Restoration(NamedTuple):
    """What the removal decoder gives, all (B, ?, H, W) but ``feature``, which is at stride 4.

    ``surface`` (bands): square-root reflectance of the ground as if nothing of the input were to
    be kept. ``blend_logits`` (1): how much of it to take. ``expected_error`` (1): reflectance.
    ``refined`` (2), at stride 4 too: logits of cloud impact and of the cloud's opacity. ``prior``
    (bands): clear-sky prior, of the surface's kind. ``haze`` (1): deviations above the clear line.
    ``hidden`` (1): how far nothing of the image was seen, in [0, 1].
    """

    surface: Tensor
    blend_logits: Tensor
    expected_error: Tensor
    feature: Tensor
    refined: Tensor
    prior: Tensor
    haze: Tensor
    hidden: Tensor


class Finding(NamedTuple):
    """What the removal decoder knows of cloud and ground before it draws, (B, ?, H/4, W/4).

    ``refined`` and ``prior`` as in :class:`Restoration`, the prior at stride 4. ``hidden`` (1): how
    far the image must not be looked at. ``height``: how far it lies above the prior. ``light`` and
    ``haze`` (B, 1, H, W): above the clear line, in square-root reflectance and in deviations.
    """

    refined: Tensor
    prior: Tensor
    hidden: Tensor
    height: Height
    light: Tensor
    haze: Tensor


class Contradiction(nn.Module):
    """Where the image contradicts the ground that was guessed, something lies between.

    Adds to the blend what the difference between the input and the guessed surface says: cloud
    brightens every band over some distance, shadow darkens every band. Differences are taken from
    their mean over clear ground, as a guess may be off by the same colour everywhere. At half the
    resolution: single pixels contradict a smooth guess without any cloud. The surface may follow
    what it should remove: what lies above the clear-sky prior and above the clear line, both in
    deviations of the ground, is looked at as well.
    """

    WIDTH = 12
    #: Side of the surroundings, in cells of two pixels.
    AROUND = 4

    def __init__(self) -> None:
        super().__init__()
        self.look = nn.Conv2d(7, self.WIDTH, 3, padding=1)
        self.compare = nn.Conv2d(3, self.WIDTH, 3, padding=1, bias=False)
        self.look_at_haze = nn.Conv2d(1, self.WIDTH, 3, padding=1, bias=False)
        self.judge = nn.Conv2d(self.WIDTH, 1, 3, padding=1)
        nn.init.zeros_(self.compare.weight)
        nn.init.zeros_(self.look_at_haze.weight)
        nn.init.zeros_(self.judge.weight)
        nn.init.zeros_(self.judge.bias)  # type: ignore[arg-type]

    def forward(
        self,
        optical: Tensor,
        valid: Tensor,
        surface: Tensor,
        blend: Tensor,
        height: Tensor,
        haze: Tensor,
    ) -> Tensor:
        """Return what is to be added to ``blend`` (B, 1, H, W), logits.

        ``optical``, ``valid`` and ``surface`` are (B, bands, H, W); ``height`` (B, 3, H/4, W/4) is
        what lies above the prior, ``haze`` (B, 1, H, W) above the clear line. Only this module
        learns here.
        """
        size = (blend.shape[-2], blend.shape[-1])
        half = (size[0] // 2, size[1] // 2)
        share = torch.sigmoid(pool_to(blend.detach(), half))
        known = pool_to(valid, half)
        difference = pool_to((optical - surface.detach()) * valid, half)
        clear = known * (1 - share)
        usual = (difference * clear).sum((2, 3), keepdim=True) / (
            clear.sum((2, 3), keepdim=True) + 1
        )
        difference = difference - usual * known
        mean = difference.sum(1, keepdim=True) / known.sum(1, keepdim=True).clamp(min=1)
        # A band that is missing is neither the lowest nor the highest.
        filled = difference + (1 - known) * mean
        seen = torch.cat([mean, filled.amin(1, keepdim=True), filled.amax(1, keepdim=True)], 1)
        coarse = functional.avg_pool2d(seen, self.AROUND, ceil_mode=True)
        features = torch.cat([4 * seen, 4 * resize(coarse, half), share], 1)
        looked = self.look(features) + self.compare(resize(height / 4, half).to(features.dtype))
        looked = looked + self.look_at_haze(pool_to(haze, half).to(features.dtype))
        return resize(self.judge(functional.gelu(looked)), size)


class RemovalDecoder(nn.Module):
    """Rebuild the surface: coarse to fine, with the clear-sky prior and a gain for haze.

    Haze and shade are undone as gain and offset of the input, which keeps its texture; opaque
    cloud is replaced by the prior plus detail. A predicted share chooses between the two.

    What cloud drowns is hidden from the decoder (:mod:`hiding`), and is not left in the image.
    """

    #: Square-root reflectance above the clear line that the decoder reads as 1.
    VEIL = 0.05
    #: Cells a side of the squares over which nothing is added to the prior in hidden shade.
    COLORED = 8

    def __init__(
        self,
        inputs: int,
        bands: int,
        widths: tuple[int, ...],
        width: int,
        semantic: int,
        blue_red: Optional[tuple[int, int]],
    ) -> None:
        super().__init__()
        self.full = nn.Conv2d(inputs, width, 3, padding=1)
        self.look_at_haze = nn.Conv2d(1, width, 3, padding=1, bias=False)
        self.strided = nn.Conv2d(width, 2 * width, 3, stride=2, padding=1)
        self.lateral = nn.ModuleList(Pointwise(b, a) for a, b in zip(widths, widths[1:]))
        self.refine = nn.ModuleList(NAFBlock(a) for a in widths[:-1])
        self.modulate = Pointwise(semantic, 2 * widths[0]) if semantic else None
        self.refine_impact = ImpactRefinement(widths[0])
        self.prior = ClearSkyPrior(widths[0], widths[0], bands)
        self.from_prior = Pointwise(bands, widths[0])
        self.haze = nn.Conv2d(widths[0], 2 * bands, 3, padding=1)
        self.to_half = Pointwise(widths[0], 2 * width)
        self.at_half = NAFBlock(2 * width)
        self.to_full = Pointwise(2 * width, width)
        self.at_full = nn.Sequential(nn.Conv2d(width, width, 3, padding=1), nn.GELU())
        self.out = nn.Conv2d(width, bands + 2, 3, padding=1)
        self.error = nn.Sequential(
            nn.Conv2d(width + 1, 8, 3, padding=1), nn.GELU(), Pointwise(8, 1)
        )
        self.contradiction = Contradiction()
        self.bands, self.blue_red = bands, blue_red
        for layer in (self.modulate, self.haze, self.out):
            if layer is not None:
                nn.init.zeros_(layer.weight)
                nn.init.zeros_(layer.bias)  # type: ignore[arg-type]
        nn.init.zeros_(self.look_at_haze.weight)

    def forward(
        self,
        x: Inputs,
        stages: list[Tensor],
        sar: Tensor,
        impact: Tensor,
        query: Optional[Tensor],
    ) -> Restoration:
        """Restore the surface.

        Parameters
        ----------
        x : Inputs
            Optical, radar and their valid maps.
        stages : list of Tensor
            Fused features at stride 4, 8, 16, 32.
        sar : Tensor, (B, widths[0], H/4, W/4)
            First-stage radar feature.
        impact : Tensor, (B, 1, H/4, W/4), in [0, 1]
            As the finest stage found it.
        query : Tensor, (B, semantic, H/4, W/4)
            Semantic feature of the segmentation head, if there is one.
        """
        optical, valid = x.optical, x.optical_valid
        size = (optical.shape[-2], optical.shape[-1])
        y = self._merge(stages, query)
        found = self._judge(x, impact, sar, y)
        y = y + self.from_prior(found.prior)
        # One step for all that is as coarse: few channels take as long to resize as many.
        coarse = torch.cat([found.hidden, found.prior, self.haze(y).float()], 1)
        hidden, prior, gain, offset = torch.split(
            resize(coarse, size), [1, self.bands, self.bands, self.bands], dim=1
        )
        # What is to be taken away is light, however much the ground below varies.
        veil = (found.light / self.VEIL).clamp(-2, 4) * (1 - hidden)
        shallow = self._look(x.behind(hidden).everything(), veil)
        half = self.strided(functional.gelu(shallow))
        z = self.at_half(resize(self.to_half(y), (half.shape[-2], half.shape[-1])) + half)
        z = self.at_full(resize(self.to_full(z), size) + shallow)
        detail, replace, blend, judged = self._finish(z)
        dehazed = torch.addcmul(offset, optical, torch.exp(gain.clamp(-2, 2)))
        filled = prior + self._texture(detail, found)
        # A missing band, and one behind a cloud, has nothing to dehaze.
        useful = valid * (1 - hidden)
        share = 1 - useful * (1 - torch.sigmoid(replace + 1))
        surface = torch.lerp(dehazed, filled.to(dehazed.dtype), share.to(dehazed.dtype))
        blend = blend + self.contradiction(
            optical, valid, surface, blend, found.height.by_band(), found.haze / 4
        )
        of_blend = cast(nn.Conv2d, self.error[0]).weight[:, -1:]
        judged = judged + functional.conv2d(torch.sigmoid(blend).detach(), of_blend, padding=1)
        error = functional.softplus(self.error[1:](judged)) * 0.1
        return Restoration(surface, blend, error, y, found.refined, prior, found.haze, hidden)

    def _look(self, seen: Tensor, veil: Tensor) -> Tensor:
        """All inputs and the light above the clear line -> full-resolution feature.

        One convolution for both: at full resolution one channel takes half as long as all others.
        """
        weight = torch.cat([self.full.weight, self.look_at_haze.weight], 1)
        seen = torch.cat([seen, veil.to(seen.dtype)], 1)
        return functional.conv2d(seen, weight, self.full.bias, padding=1)

    def _texture(self, detail: Tensor, found: Finding) -> Tensor:
        """Take the colour out of ``detail`` (B, bands, H, W) where shade is hidden.

        How much light a shadow takes differs from image to image; how much to add back was learnt
        from others.
        """
        shade = found.hidden * (found.height.darker() > 0)
        size = (shade.shape[-2], shade.shape[-1])
        squares = (size[0] // self.COLORED, size[1] // self.COLORED)
        added = pool_to(shade * pool_to(detail, size), squares)
        color = added / pool_to(shade, squares).clamp(min=1e-3)
        return detail - resize(shade * resize(color, size), (detail.shape[-2], detail.shape[-1]))

    def _merge(self, stages: list[Tensor], query: Optional[Tensor]) -> Tensor:
        """Stages and semantic feature -> coarse-to-fine feature, (B, widths[0], H/4, W/4)."""
        y = stages[-1]
        for lateral, refine, stage in zip(
            reversed(self.lateral), reversed(self.refine), reversed(stages[:-1])
        ):
            y = refine(lateral(resize(y, (stage.shape[-2], stage.shape[-1]))) + stage)
        if self.modulate is not None and query is not None:
            gamma, beta = self.modulate(query).chunk(2, dim=1)
            y = y * (1 + gamma) + beta
        return y

    def _judge(self, x: Inputs, impact: Tensor, sar: Tensor, y: Tensor) -> Finding:
        """Judge what is cloud and what must not be looked at, and carry clear colours under it."""
        cells = x.cells((y.shape[-2], y.shape[-1]))
        clear = self.prior.clear(impact)
        haze = clear_line(cells, clear, self.blue_red).haze(*cells)
        shade = below_surroundings(cells, clear)
        refined = self.refine_impact(impact, y, haze / 4, shade / 4)
        impact, opacity = torch.chunk(x.covered(torch.sigmoid(refined)).to(y.dtype), 2, dim=1)
        # Of ground that the first map was unsure of, too little had a say in line and surroundings.
        clear = self.prior.clear(impact)
        line = clear_line(cells, clear, self.blue_red)
        haze, shade = line.haze(*cells), below_surroundings(cells, clear)
        suspected = impact.detach()
        # Where blue and red are among few bands, white roofs look as haze does.
        telling = (x.optical_channels() > FEW).to(impact.dtype)
        sure = telling * plain(haze, suspected)
        doubt = torch.maximum(doubtful(haze, suspected), shady(shade, suspected))
        unclear = torch.maximum(torch.maximum(impact, telling * doubt), sure)
        prior = self.prior(cells, unclear, sar, y)
        # What is bright without being cloud, as roofs are, drowns nothing.
        height = above_ground(cells, self.prior.clear(unclear), prior)
        suspicion = Suspicion(torch.maximum(impact, sure), opacity, sure, haze, shade, telling)
        hidden = hide(suspicion, height)
        light = line.above(x.optical, x.optical_valid)
        return Finding(refined, prior, hidden, height, light, line.in_deviations(light))

    def _finish(self, z: Tensor) -> list[Tensor]:
        """Full-resolution feature -> detail, share to replace, blend, what the error reads of it.

        The error head reads the feature and the blend but must not change them.
        """
        judge = cast(nn.Conv2d, self.error[0])
        of_feature = judge.weight[:, :-1]
        sizes = [self.bands, 1, 1]
        if torch.is_grad_enabled():
            judged = functional.conv2d(z.detach(), of_feature, judge.bias, padding=1)
            return [*torch.split(self.out(z), sizes, dim=1), judged]
        # One convolution for both: at full resolution few channels cost as much as sixteen.
        weight = torch.cat([self.out.weight, of_feature])
        bias = torch.cat([cast(Tensor, self.out.bias), cast(Tensor, judge.bias)])
        both = functional.conv2d(z, weight, bias, padding=1)
        return list(torch.split(both, [*sizes, len(of_feature)], dim=1))
