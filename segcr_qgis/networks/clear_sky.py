"""Clear-sky prior: the colours of the clear surroundings, carried under the cloud."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from .blocks import Pointwise, pool_to, resize
from .inputs import Cells


class PushPull(nn.Module):
    """Fill holes from ever coarser averages of what is clear around them.

    Gortler et al., "The Lumigraph", SIGGRAPH 1996. The coarsest average is mixed with a learnt
    mean colour, which is what is left where nothing at all is clear.
    """

    PULL = 0.03

    def __init__(self, bands: int) -> None:
        super().__init__()
        self.mean_color = nn.Parameter(torch.full((1, bands, 1, 1), 0.35))

    def forward(self, colors: Tensor, weights: Tensor) -> Tensor:
        """Colours and weights in [0, 1], both (B, bands, H, W) -> filled colours of that shape."""
        levels = [(colors * weights, weights)]
        while min(levels[-1][0].shape[-2:]) > 1:
            summed, weight = levels[-1]
            levels.append(
                (
                    functional.avg_pool2d(summed, 2, ceil_mode=True),
                    functional.avg_pool2d(weight, 2, ceil_mode=True),
                )
            )
        filled = self.mean_color.expand(*colors.shape[:2], *levels[-1][0].shape[-2:])
        for summed, weight in reversed(levels):
            above = resize(filled, (summed.shape[-2], summed.shape[-1]))
            filled = (summed + self.PULL * above) / (weight + self.PULL)
        return filled


class RadarAttention(nn.Module):
    """Colours of clear places whose radar looks alike and that are not far away.

    Queries are radar features at stride 8, keys and values those of clear ground at stride 16.
    Every key is biased by its distance and by the log of its clear share; a null key with a
    learnt colour answers where nothing is clear.
    """

    HEADS = 4
    WIDTH = 16
    #: What the score of the null key starts from.
    NULL_BIAS = -4.0

    def __init__(self, channels: int, bands: int) -> None:
        super().__init__()
        self.query = Pointwise(channels, self.HEADS * self.WIDTH)
        self.key = Pointwise(channels, self.HEADS * self.WIDTH)
        self.null_key = nn.Parameter(torch.zeros(self.HEADS, self.WIDTH))
        self.null_color = nn.Parameter(torch.full((bands,), 0.35))
        self.log_falloff = nn.Parameter(torch.tensor([0.0, -2.0, -4.0, -6.0]))

    def forward(self, sar: Tensor, colors: Tensor, weights: Tensor) -> Tensor:
        """Return (B, HEADS * bands, H/2, W/2) colours.

        ``sar`` (B, C, H, W), ``colors`` and ``weights`` (B, bands, H, W), all at stride 4.
        """
        height, width = colors.shape[-2:]
        pooled = pool_to(sar, (height // 2, width // 2))
        clear = pool_to(weights.amax(1, keepdim=True), (height // 4, width // 4))
        share = pool_to(weights, (height // 4, width // 4))
        color = pool_to(colors * weights, (height // 4, width // 4)) / (share + 1e-4)
        key_source = pool_to(pooled, (height // 4, width // 4))
        query, key = self._heads(self.query(pooled)), self._heads(self.key(key_source))
        # In half precision the distances would be lost.
        with torch.autocast(colors.device.type, enabled=False):
            out = self._attend(query.float(), key.float(), color.float(), clear.float())
        return out.to(colors.dtype)

    def _attend(self, query: Tensor, key: Tensor, color: Tensor, clear: Tensor) -> Tensor:
        """Attend with a bias by distance, without a matrix of all pairs.

        A squared distance is a product as well, |p - k|^2 = |p|^2 - 2 p.k + |k|^2: four more
        channels of queries and keys. A softmax ignores what is the same for all keys, so |p|^2 may
        stand, with the other sign, beside the one key without a distance.
        """
        batch, bands, height, width = color.shape
        falloff = torch.exp(self.log_falloff.float())[:, None, None]
        fine = self._places(2 * height, 2 * width, color.device) / 2
        coarse = self._places(height, width, color.device)
        from_centre = falloff * fine.square().sum(-1, keepdim=True)
        steer = torch.cat([2 * falloff * fine, from_centre, torch.ones_like(from_centre)], -1)
        query = torch.cat([query / self.WIDTH**0.5, self._of_all(steer, batch)], -1)
        far = falloff * coarse.square().sum(-1, keepdim=True)
        bias = torch.log(clear.flatten(2) + 1e-5)[..., None] - far
        places = functional.pad(coarse, (0, 1)).expand(self.HEADS, -1, -1)
        key = torch.cat([key, self._of_all(places, batch), bias], -1)
        nowhere = torch.tensor([0.0, 0.0, 1.0, self.NULL_BIAS], device=color.device)
        null = torch.cat([self.null_key.float(), nowhere.expand(self.HEADS, -1)], -1)
        key = torch.cat([key, self._of_all(null[:, None], batch)], 2)
        nothing = self.null_color.float().expand(batch, 1, bands)
        value = torch.cat([color.flatten(2).transpose(1, 2), nothing], 1)[:, None]
        # The fused kernels ask for one width of queries, keys and values.
        wide = max(query.shape[-1], bands)
        query, key, value = (
            functional.pad(x, (0, wide - x.shape[-1])) for x in (query, key, value)
        )
        out = functional.scaled_dot_product_attention(
            query, key, value.expand(-1, self.HEADS, -1, -1), scale=1.0
        )[..., :bands]
        return out.transpose(2, 3).reshape(batch, self.HEADS * bands, 2 * height, 2 * width)

    @staticmethod
    def _of_all(x: Tensor, batch: int) -> Tensor:
        return x.expand(batch, *x.shape)

    def _heads(self, x: Tensor) -> Tensor:
        """(B, HEADS * WIDTH, H, W) -> (B, HEADS, H * W, WIDTH)."""
        batch, _, height, width = x.shape
        heads = x.permute(0, 2, 3, 1).reshape(batch, height * width, self.HEADS, self.WIDTH)
        return heads.transpose(1, 2)

    @staticmethod
    def _places(height: int, width: int, device: torch.device) -> Tensor:
        """Return where the cells of a grid lie from its centre, (H * W, 2), in *its* cells."""
        axes = (
            torch.arange(size, device=device, dtype=torch.float32) - (size - 1) / 2
            for size in (height, width)
        )
        return torch.stack(torch.meshgrid(*axes, indexing="ij"), -1).flatten(0, 1)


class RadarRegression(nn.Module):
    """Colours that radar tells in this very image: ridge regression on what is clear.

    A translation from radar that holds anywhere, plus what the clear ground of the image says of
    its error, in closed form and differentiable (Bertinetto et al., "Meta-learning with
    differentiable closed-form solvers", ICLR 2019). Where nothing is clear the translation stands
    alone; the less is clear, the more the ridge holds the correction back.
    """

    FEATURES = 12

    def __init__(self, channels: int, bands: int) -> None:
        super().__init__()
        self.describe = Pointwise(channels, self.FEATURES)
        self.translate = Pointwise(self.FEATURES, bands)
        self.log_ridge = nn.Parameter(torch.tensor(-6.0))
        nn.init.zeros_(self.translate.weight)
        nn.init.constant_(self.translate.bias, 0.35)

    def forward(self, sar: Tensor, colors: Tensor, weights: Tensor) -> Tensor:
        """Return (B, bands, H, W) colours.

        ``sar`` (B, C, H, W), ``colors`` and ``weights`` (B, bands, H, W), all of one stride.
        """
        described = functional.gelu(self.describe(sar))
        general = self.translate(described)
        with torch.autocast(sar.device.type, enabled=False):
            features = described.float().flatten(2).transpose(1, 2)
            features = torch.cat([features, torch.ones_like(features[..., :1])], 2)
            clear = weights.float().amax(1).flatten(1)[..., None]
            error = (colors.float() - general.float()).flatten(2).transpose(1, 2)
            weighted = (features * clear).transpose(1, 2) / features.shape[1]
            ridge = torch.exp(self.log_ridge.float()) * torch.eye(
                features.shape[2], device=features.device
            )
            correction = features @ _solved(weighted @ features + ridge, weighted @ error)
        correction = correction.transpose(1, 2).reshape(general.shape)
        corrected: Tensor = general + correction.to(general.dtype)
        return corrected.clamp(0.0, 1.3)


def _solved(matrix: Tensor, right: Tensor) -> Tensor:
    """Solve positive definite systems, (B, K, K) and (B, K, N) -> (B, K, N), by elimination.

    ONNX knows no solver, and a definite matrix needs no pivots.
    """
    size = matrix.shape[-1]
    system = torch.cat([matrix, right], 2)
    units = torch.eye(size, device=matrix.device)
    for index in range(size):
        pivot = system[:, index : index + 1] / system[:, index : index + 1, index : index + 1]
        column = system[:, :, index : index + 1] - units[:, index : index + 1]
        system = system - column * pivot
    return system[..., size:]


class ClearSkyPrior(nn.Module):
    """Mix three ways of carrying clear colours by a softmax from the decoder's feature."""

    #: Weight below which ground has no say: a large cloud that is found less than surely would
    #: outvote the little clear ground beside it, and tint the ground below with its grey.
    LEAST = 0.01

    def __init__(self, sar_channels: int, feature_channels: int, bands: int) -> None:
        super().__init__()
        self.push_pull = PushPull(bands)
        self.attention = RadarAttention(sar_channels, bands)
        self.shares = Pointwise(feature_channels, 1 + RadarAttention.HEADS)
        self.regression = RadarRegression(sar_channels, bands)
        self.regression_share = Pointwise(feature_channels, 1)

    def clear(self, impact: Tensor) -> Tensor:
        """Return what ground of an ``impact`` in [0, 1] weighs, in [0, 1]."""
        return ((1 - impact) ** 8 - self.LEAST).clamp(min=0.0) / (1 - self.LEAST)

    def forward(self, cells: Cells, impact: Tensor, sar: Tensor, feature: Tensor) -> Tensor:
        """Return prior colours (B, bands, H/4, W/4) in square-root reflectance.

        ``cells`` (B, bands, H/4, W/4); ``impact`` (B, 1, H/4, W/4) in [0, 1]; ``sar`` and
        ``feature`` at stride 4.
        """
        size = (impact.shape[-2], impact.shape[-1])
        colors, seen = cells
        weights = seen * self.clear(impact)
        near = self.push_pull(colors, weights)
        alike = resize(self.attention(sar, colors, weights), size)
        batch, bands = colors.shape[:2]
        told = self.regression(sar, colors, weights)
        candidates = torch.cat([near, alike, told], 1).reshape(batch, -1, bands, *size)
        scores = torch.cat([self.shares(feature), self.regression_share(feature)], 1)
        shares = torch.softmax(scores.float(), 1)
        return (candidates * shares[:, :, None]).sum(1)
