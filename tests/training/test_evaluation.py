import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torchmetrics.functional.classification import (
    multiclass_accuracy,
    multiclass_calibration_error,
    multiclass_jaccard_index,
)
from torchmetrics.functional.image import peak_signal_noise_ratio

from segcr_qgis.assessment.baselines import radar_regression
from segcr_qgis.assessment.fidelity import smooth, ssim_map
from segcr_qgis.cli.main import main
from segcr_qgis.core.model_package import find_package
from segcr_qgis.simulation.landscapes import landscape
from segcr_qgis.training.config import DataConfig
from segcr_qgis.training.datasets.entries import Entry, Reading, reading
from segcr_qgis.training.datasets.luojiaset import LAYOUT as LUOJIASET
from segcr_qgis.training.datasets.scene import IGNORE, OPTICAL
from segcr_qgis.training.datasets.splits import split
from segcr_qgis.training.evaluation import evaluation
from segcr_qgis.training.evaluation.candidates import Answer
from segcr_qgis.training.evaluation.cases import Case, implied_opacity
from segcr_qgis.training.evaluation.pages import markdown, page
from segcr_qgis.training.evaluation.record import record
from segcr_qgis.training.evaluation.rows import class_row, error_row, image_row, on_grid_of
from segcr_qgis.training.evaluation.summary import _by_cover, interval, summarise, verdict


def case(size=40, **changes):
    rng = np.random.default_rng(4)
    clear = rng.uniform(0.05, 0.4, (2, size, size)).astype(np.float32)
    clouded = np.zeros((size, size), bool)
    clouded[:, : size // 2] = True
    thick = np.zeros_like(clouded)
    thick[:, : size // 4] = True
    cloudy = np.where(clouded, 0.8, clear).astype(np.float32)
    sar = np.full((2, size, size), -12, np.float32)
    labels = rng.integers(0, 3, (size, size)).astype(np.uint8)
    labels[:4] = IGNORE
    values = {"name": "a", "place": "a", "dataset": "d", "real": False}
    values |= {"bands": ("B2", "B3"), "polarisations": ("VV", "VH")}
    values |= {"clear": clear, "cloudy": cloudy, "sar": sar, "labels": labels}
    values |= {"clouded": clouded, "thick": thick}
    return Case(**{**values, **changes})


def test_image_scores_in_every_region_are_what_the_definitions_say():
    judged = case()
    offset = np.where(judged.thick, 0.1, np.where(judged.clouded, 0.05, 0.01))
    row = image_row(judged, judged.clear + offset)
    for region, error in (("thick", 0.1), ("thin", 0.05), ("clear", 0.01), ("unchanged", 0.01)):
        scores = row[region]
        assert scores["mae"] == pytest.approx(error, abs=1e-5)
        assert scores["rmse"] == pytest.approx(error, abs=1e-5)
        assert scores["psnr"] == pytest.approx(-20 * np.log10(error), abs=1e-3)
    both = np.sqrt((0.1**2 + 0.05**2) / 2)
    assert row["cloudy"]["rmse"] == pytest.approx(both, abs=1e-5)
    theirs = peak_signal_noise_ratio(
        torch.from_numpy(judged.clear + offset), torch.from_numpy(judged.clear), (0.0, 1.0)
    )
    assert row["all"]["psnr"] == pytest.approx(float(theirs), abs=1e-3)


def test_the_spectral_angle_is_that_between_the_spectra():
    judged = case(clear=np.stack([np.full((40, 40), 0.3), np.zeros((40, 40))]).astype(np.float32))
    turned = np.stack([np.full((40, 40), 0.3), np.full((40, 40), 0.3)])
    assert image_row(judged, turned)["all"]["sam"] == pytest.approx(45, abs=1e-3)


def test_clear_ground_left_alone_scores_against_the_input():
    judged = case()
    row = image_row(judged, judged.cloudy)
    assert row["unchanged"]["mae"] == 0 and row["unchanged"]["ssim"] == pytest.approx(1)
    assert row["cloudy"]["mae"] > 0.3


def test_the_public_window_is_half_a_pixel_off():
    point = np.zeros((1, 41, 41))
    point[0, 20, 20] = 1
    rows = np.arange(41)
    for off_centre in (0.0, 0.5):
        response = smooth(point, off_centre)[0].sum(1)
        centre = (response * rows).sum() / response.sum()
        assert abs(abs(centre - 20) - off_centre) < 0.02
    # pytorch_ssim of the public loaders: gaussian(11, 1.5) with its centre at 11 / 2.
    window = np.exp(-((np.arange(11) - 5.5) ** 2) / (2 * 1.5**2))
    assert np.allclose(smooth(point, 0.5)[0, 15:26, 20].max(), (window / window.sum()).max() ** 2)
    rng = np.random.default_rng(0)
    a, b = rng.random((2, 1, 30, 30))
    assert ssim_map(a, b, 0.5).mean() != pytest.approx(ssim_map(a, b).mean(), abs=1e-9)


def test_class_scores_equal_those_of_torchmetrics():
    judged = case()
    rng = np.random.default_rng(1)
    probabilities = rng.dirichlet(np.ones(3), (40, 40)).transpose(2, 0, 1).astype(np.float32)
    row = class_row(judged, probabilities)
    summary = summarise(
        [{"images": {"model": image_row(judged, judged.clear)}, "classes": row, "errors": {},
          "cloud_percent": 50}],
        ("x", "y", "z"),
    )  # fmt: skip
    guess = torch.from_numpy(probabilities)[None]
    truth = torch.from_numpy(judged.labels.astype(int))[None]
    kept = {"num_classes": 3, "ignore_index": IGNORE}
    found = summary["classes"]["all"]
    accuracy = multiclass_accuracy(guess, truth, average="micro", **kept)
    assert found["overall_accuracy"][0] == pytest.approx(float(accuracy), abs=1e-6)
    iou = multiclass_jaccard_index(guess, truth, **kept)
    assert found["mean_iou"][0] == pytest.approx(float(iou), abs=1e-6)
    error = multiclass_calibration_error(guess, truth, n_bins=15, **kept)
    assert summary["calibration_error"] == pytest.approx(float(error), abs=2e-3)
    assert np.sum(row["all"]) == np.sum(row["cloudy"]) + np.sum(row["clear"]) == 36 * 40


def test_labels_on_a_coarser_grid_meet_the_mask_there():
    mask = np.zeros((300, 300), bool)
    mask[:, :100] = True
    coarse = on_grid_of(mask, (90, 90))
    assert coarse.shape == (90, 90) and coarse.sum(1).tolist() == [30] * 90


def test_an_interval_holds_the_mean_and_shows_what_it_shows():
    rng = np.random.default_rng(3)
    mean, low, high = interval(rng.normal(1, 1, 200).tolist())
    assert low < mean < high and high - low == pytest.approx(2 * 1.96 / 200**0.5, rel=0.25)
    assert verdict((mean, low, high)) == "ahead"
    assert verdict((0.1, -0.2, 0.4)) == "no difference shown"
    assert verdict((-1, -2, -0.5)) == "behind"
    # Two scenes that agree show nothing yet.
    assert verdict(interval([3.0, 3.1])) == "too few scenes"


def test_radar_regression_carries_what_radar_tells_under_the_cloud():
    sar = np.random.default_rng(0).normal(-12, 3, (1, 60, 60))
    from scipy.ndimage import uniform_filter

    sar = uniform_filter(sar, (0, 9, 9))
    ground = np.stack([0.1 - 0.01 * (uniform_filter(sar[0], 5) + 12)])
    cloudy = np.zeros((60, 60), bool)
    cloudy[20:40, 20:40] = True
    filled = radar_regression(np.where(cloudy, 0.9, ground), sar, cloudy)
    assert np.abs(filled - ground).max() < 1e-6
    nothing = radar_regression(ground, np.full((1, 60, 60), np.nan), cloudy)
    assert np.array_equal(nothing, ground)


def test_opacity_follows_from_the_change_of_known_bands():
    clear = np.zeros((2, 4, 4), np.float32)
    cloudy = np.full_like(clear, 0.1)
    cloudy[1] = np.nan
    assert np.allclose(implied_opacity(clear, cloudy), 1 - np.exp(-1))


def test_what_the_input_lacks_has_no_error_and_spoils_none():
    judged = case()
    restored = np.where(judged.clouded, judged.clear + 0.1, judged.clear)
    expected = np.where(judged.clouded, 0.08, 0.01)
    hole = restored.copy()
    hole[:, :5], expected[:5] = np.nan, 0.7
    hole[1, 5] = np.nan
    row = error_row(judged, Answer(hole, np.zeros((3, 40, 40)), expected, expected))
    assert row["thin"] == pytest.approx([0.08, 0.1], abs=1e-6)
    assert row["clear"] == pytest.approx([0.01, 0.0], abs=1e-6)
    # A target that is unknown is no perfect one.
    clear = judged.clear.copy()
    clear[:, 10:20] = np.nan
    row = error_row(case(clear=clear), Answer(hole, np.zeros((3, 40, 40)), expected, expected))
    assert row["thick"] == pytest.approx([0.08, 0.1], abs=1e-6)


def test_a_scene_counts_in_one_stratum_of_cover():
    rows = [{"cloud_percent": share, "images": {}} for share in (0.0, 20.0, 59.9, 80.0, 100.0)]
    found = [(stratum["cover"], stratum["scenes"]) for stratum in _by_cover(rows, [])]
    assert found == [([0, 20], 1), ([20, 40], 1), ([40, 60], 1), ([80, 100], 2)]


@pytest.fixture
def patches(monkeypatch):
    """Eight regions of ten overlapping patches, half of which have a clouded image."""
    files = {role: Path(role) for role in LUOJIASET.roles}
    clear = {role: path for role, path in files.items() if role not in ("cloudy", "mask")}
    entries = [
        Entry(
            f"b/{roi}/{patch}", str(roi), files if roi < 4 or patch < 2 else clear, LUOJIASET,
            {"bucket": "b", "roi": str(roi), "patch": str(patch)},
        )
        for roi in range(8)
        for patch in range(10)
    ]  # fmt: skip

    def chosen(data, layout, name):
        how = layout.splitting if data.split == "place" else layout.public_splitting
        return split(reading(entries, Reading(simulate=data.simulate)), how)[name]

    monkeypatch.setattr(evaluation, "chosen", chosen)
    return chosen


@pytest.mark.parametrize(
    ("training", "judged", "said"),
    [
        (
            {"split": "place", "simulate": True},
            DataConfig(split="public", simulate=True),
            "model tr",
        ),
        ({"dataset": LUOJIASET.name}, DataConfig(split="public"), "model probably trained with"),
        ({"split": "public"}, DataConfig(), "trained with data.split=public"),
        ({"split": "public"}, DataConfig(split="public"), ""),
        ({}, DataConfig(), ""),
        ({"split": "place", "dataset": "open data"}, DataConfig(split="public"), ""),
        ({"split": "nonsense"}, DataConfig(), ""),
    ],
)
def test_training_samples_in_the_test_are_counted(training, judged, said, patches, monkeypatch):
    if training.get("split") == "nonsense":
        monkeypatch.undo()
    entries = patches(judged, LUOJIASET, "test")
    warning = evaluation.split_warning(training, LUOJIASET, judged, entries)
    assert said in warning and bool(warning) == bool(said)
    if said:
        trained = replace(judged, split=training.get("split", "place"))
        seen = {entry.name for entry in patches(trained, LUOJIASET, "train")}
        count = sum(entry.name in seen for entry in entries)
        assert count > 0 and f"{count} of the {len(entries)} samples are training" in warning


def test_a_warning_leads_the_page():
    row = {"images": {"model": image_row(case(), case().clear)}, "errors": {}, "cloud_percent": 50}
    document = {
        "date": "d", "commit": "c", "model": "m", "digest": "d" * 64, "dataset": "x",
        "split": "test", "protocol": "public", "summary": summarise([row], ()),
    }  # fmt: skip
    warned = {**document, "warning": "Warning: 3 of <5>"}
    assert "\n**Warning: 3 of <5>**\n" in markdown(warned).partition("##")[0]
    assert "<p><b>Warning: 3 of &lt;5&gt;</b></p>" in page(warned, []).partition("<h2>")[0]
    assert "Warning" not in markdown({**document, "warning": ""}) + page(document, [])


def test_a_package_tells_its_training():
    assert evaluation.training_of(find_package("segcr-tiny"))["dataset"] == "open data"


def test_every_look_at_test_scenes_is_a_line(tmp_path):
    judged = case()
    rows = [
        {"images": {"model": image_row(judged, judged.clear)}, "classes": None, "errors": {},
         "cloud_percent": 50}
    ]  # fmt: skip
    document = {
        "date": "2026-01-01", "commit": "abc", "model": "m", "digest": "d" * 64, "dataset": "x",
        "split": "test", "protocol": "segcr", "summary": summarise(rows, ()),
    }  # fmt: skip
    path = tmp_path / "test_runs.csv"
    record(document, path)
    record(document, path)
    with path.open(newline="") as stream:
        lines = list(csv.DictReader(stream))
    assert len(lines) == 2 and lines[0]["digest"] == "d" * 16 and lines[0]["scenes"] == "1"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--model", "segcr-tiny", "--data", "nowhere"], "no such folder"),
        (["--model", "nothing", "--data", "."], "was not found"),
        (["--model", "segcr-tiny", "--test", "nowhere"], "no such folder"),
    ],
)
def test_what_cannot_be_judged_is_one_sentence(words, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["evaluate", *words, "--record", str(tmp_path / "runs.csv")]) == 2
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1
    assert not (tmp_path / "runs.csv").exists()


def test_json_holds_no_nan():
    from segcr_qgis.training.evaluation.evaluation import _without_nan

    assert json.dumps(_without_nan({"a": [float("nan"), 1.0]}), allow_nan=False)


def test_the_pixel_classifier_is_scored_beside_the_model():
    from segcr_qgis.training.evaluation.judge import Judge

    made = landscape(np.random.default_rng(3), (64, 64), "parcels", "temperate")
    clouded = np.zeros((64, 64), bool)
    clouded[:20] = True
    cloudy = np.where(clouded, 0.7, made.reflectance).astype(np.float32)
    judged = case(
        bands=OPTICAL, clear=made.reflectance, cloudy=cloudy, sar=made.backscatter,
        labels=(made.classes - 1).astype(np.uint8), clouded=clouded, thick=clouded,
    )  # fmt: skip
    row = Judge(find_package("segcr-tiny"), None)._by_pixel(judged)
    right = {region: np.trace(row[region]) / np.sum(row[region]) for region in ("cloudy", "clear")}
    # It sees nothing but cloud where cloud is.
    assert right["clear"] > 0.5 > right["cloudy"]
