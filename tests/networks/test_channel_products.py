"""Products over channels, whichever way they go."""

from __future__ import annotations

import torch
from torch.nn import functional

from segcr_qgis.networks import products


def test_the_first_product_may_be_one_in_bfloat16():
    products._onednn_agrees.cache_clear()
    x, weight = torch.rand(2, 8, 6, 5), torch.rand(4, 8)
    wanted = torch.einsum("bchw,dc->bdhw", x, weight)
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        found = products.mix_channels(x, weight)
        active = products.mix_channels(x, weight, gelu=True)
    assert torch.allclose(found.float(), wanted, rtol=0.02, atol=0.02)
    assert torch.allclose(active.float(), functional.gelu(wanted), rtol=0.02, atol=0.02)
