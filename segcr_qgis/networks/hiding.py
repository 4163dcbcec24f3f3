"""What of the image is hidden from the removal decoder, and so replaced: nothing is learnt here.

No cloud is like those that the decoder learnt from, and the grey of its top must not tint the
ground below. What surely is opaque is hidden, what drowns the ground in its own light or in the
dark, and the rim of either: the bands see a cloud from places a few pixels apart, and light from
its sides falls around it.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from .blocks import ramp
from .ground_contrast import Height

#: Opacity from where to where a cloud is wholly opaque.
OPAQUE = (0.8, 0.92)
#: How many times the contrast of the ground a cloud is brighter, from where to where it drowns the
#: ground; less is enough where it is plainly haze.
DROWNED, HAZY = (3.0, 4.5), (1.5, 2.5)
#: How many deviations of the ground the image is darker, and what impact there must be for that to
#: be shade: dark ground has none.
SHADED, SHADED_IMPACT = (1.0, 2.0), (0.2, 0.4)
#: Beside what is hidden: brightness and darkness of the same kinds, and deviations above the clear
#: line, from where to where it is the rim of that, and how many cells of 4 pixels that is wide.
BRIGHT_RIM, DARK_RIM, HAZY_RIM, WIDTH = (0.3, 1.0), (1.0, 2.0), (2.0, 4.0), 2


class Suspicion(NamedTuple):
    """What a network thinks of each cell before it hides any, (B, 1, H/4, W/4) each.

    ``impact`` and ``opacity`` in [0, 1]; ``plain``: how plain haze is, in [0, 1]; ``haze``:
    deviations above the clear line; ``shade``: deviations below the clear ground around.
    ``telling``, (B, 1, 1, 1): whether there are bands enough for haze and shade to be told from
    white roofs and dark water.
    """

    impact: Tensor
    opacity: Tensor
    plain: Tensor
    haze: Tensor
    shade: Tensor
    telling: Tensor


def hide(suspicion: Suspicion, height: Height) -> Tensor:
    """Return how far each cell is hidden, in [0, 1], (B, 1, H/4, W/4).

    ``height`` is what lies above the guessed ground.
    """
    impact, opacity, plain, haze, shade, telling = suspicion
    times, darker = height.times_contrast(), torch.maximum(height.darker(), shade)
    drowned = torch.maximum(impact * ramp(times, *DROWNED), plain * ramp(times, *HAZY))
    shaded = telling * ramp(impact, *SHADED_IMPACT) * ramp(darker, *SHADED)
    hidden = torch.maximum(torch.maximum(drowned, shaded), ramp(opacity, *OPAQUE))
    unlike = torch.maximum(ramp(haze, *HAZY_RIM), ramp(darker, *DARK_RIM))
    rim = torch.maximum(ramp(times, *BRIGHT_RIM), telling * unlike)
    for _ in range(WIDTH):
        hidden = torch.maximum(hidden, rim * functional.max_pool2d(hidden, 3, 1, 1))
    return hidden
