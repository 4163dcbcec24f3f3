"""The bars of the real held-out scenes are measured as they say and judged on the right side."""

import math

import pytest

from segcr_qgis.training.evaluation.bars import BARS, bars_table

OTHERS = ("nearest clear pixel", "mean clear colour", "without radar", "radar regression")


def row(psnr, others, real=False, sam=9.0, **more):
    """Return a row of an evaluation whose candidates score ``others`` under cloud."""
    images = {"model": {"cloudy": {"psnr": psnr, "sam": sam}}}
    for name, value in others.items():
        images[name] = {"cloudy": {"psnr": value, "sam": 20.0}}
    return {"images": images, "real_clouds": real, **more}


def simulated(psnr, below):
    """Return a scene with four pixels of labels, two under the cloud."""
    confidence = [[0, 4], [0.0, 3.6], [0, 3]]
    seen = {"all": [[2, 1], [0, 1]], "cloudy": [[1, 1], [0, 0]], "clear": [[1, 0], [0, 1]]}
    clear = {"all": [[2, 0], [1, 1]], "cloudy": [[2, 0], [0, 0]], "clear": [[0, 0], [1, 1]]}
    return row(
        psnr,
        dict.fromkeys(OTHERS, psnr - below),
        classes={**seen, "confidence": confidence},
        clear_input={"mae": 0.003, "classes": {**clear, "confidence": confidence}},
    )


def measured(rows):
    return {bar.title: bar.measure(rows) for bar in BARS}


def test_every_bar_is_what_its_title_says():
    rows = [simulated(26, 2), simulated(24, 1), row(22, {"cloudy input": 10}, True, 14.0)]
    found = list(measured(rows).values())
    assert found[:4] == pytest.approx([1.5] * 4)
    assert found[4:] == pytest.approx([12, 14, 0.003, 0.75, 0.5, 0.15])


def test_nothing_measured_is_said_and_not_passed():
    assert all(math.isnan(value) for value in measured([]).values())
    assert bars_table([]).count("| not measured |") == len(BARS)


@pytest.mark.parametrize("bar", BARS, ids=lambda bar: bar.title[:30])
def test_bars_have_the_right_side(bar):
    step = 1e-4 if bar.least else -1e-4
    assert bar.verdict(bar.must - step) == "not met"
    assert bar.verdict(bar.must + step) == "met"
    assert bar.verdict(bar.good + step) == "good"


def test_the_table_names_what_is_not_met():
    table = bars_table([simulated(26, 0.5)])
    assert table.splitlines()[2].endswith("| at least 1 | 2 | 0.50 | not met |")
