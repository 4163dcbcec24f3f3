"""Scores against values worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from segcr_qgis.assessment.accuracy import class_scores, confusion_matrix
from segcr_qgis.assessment.baselines import mean_clear_colour, nearest_clear_pixel
from segcr_qgis.assessment.fidelity import image_scores, ssim_map


def test_confusion_matrix_by_hand():
    reference = np.array([[1, 1, 2], [2, 0, 3], [9, 2, 1]])
    predicted = np.array([[1, 2, 2], [2, 1, 0], [1, 3, 1]])
    matrix = confusion_matrix(reference, predicted, 3)
    assert matrix.tolist() == [[2, 1, 0, 0], [0, 2, 1, 0], [0, 0, 0, 1]]
    scores = class_scores(matrix)
    assert scores.pixels == 7
    assert scores.overall_accuracy == pytest.approx(4 / 7)
    assert scores.iou == pytest.approx([2 / 3, 2 / 4, 0])
    assert scores.mean_iou == pytest.approx((2 / 3 + 1 / 2) / 3)
    assert scores.f1 == pytest.approx([4 / 5, 4 / 6, 0])


def test_classes_in_neither_map_do_not_count():
    ones = np.ones((2, 2), int)
    scores = class_scores(confusion_matrix(ones, ones, 4))
    assert scores.mean_iou == 1 and np.isnan(scores.iou[1:]).all()
    empty = class_scores(confusion_matrix(ones * 0, ones, 4))
    assert math.isnan(empty.overall_accuracy) and math.isnan(empty.mean_iou)


def test_masks_choose_the_pixels():
    reference, predicted = np.array([1, 1, 2, 2]), np.array([1, 2, 2, 1])
    right = class_scores(confusion_matrix(reference, predicted, 2, np.array([1, 0, 1, 0]) > 0))
    assert right.overall_accuracy == 1


def test_image_scores_by_hand():
    truth = np.full((2, 20, 20), 0.5)
    scores = image_scores(truth, truth + 0.1)
    assert scores.psnr == pytest.approx(20)
    assert scores.mae == pytest.approx(0.1)
    assert scores.sam == pytest.approx(0, abs=1e-5)
    skewed = truth.copy()
    skewed[0] = 0.0
    assert image_scores(truth, skewed).sam == pytest.approx(45)
    same = image_scores(truth, truth)
    assert same.psnr == math.inf and same.ssim == pytest.approx(1)


def test_only_the_restored_image_is_clipped_and_gaps_do_not_count():
    truth = np.full((1, 12, 12), 1.2)
    assert image_scores(truth, truth).mae == pytest.approx(0.2)
    gap = np.full((1, 12, 12), 0.3)
    gap[0, 0] = np.nan
    assert image_scores(gap, np.nan_to_num(gap, nan=0.9)).pixels == 132
    nothing = image_scores(gap, gap, np.zeros((12, 12), bool))
    assert nothing.pixels == 0 and math.isnan(nothing.psnr)


def test_ssim_of_two_constants_by_hand():
    # Far from the border the window sees constants: no variance, only the means count.
    a, b = np.full((1, 31, 31), 0.2), np.full((1, 31, 31), 0.6)
    expected = (2 * 0.2 * 0.6 + 1e-4) / (0.2**2 + 0.6**2 + 1e-4)
    assert ssim_map(a, b)[15, 15] == pytest.approx(expected)


def test_ssim_window_is_centred():
    a, b = np.zeros((1, 31, 31)), np.zeros((1, 31, 31))
    b[0, 15, 15] = 1
    found = ssim_map(a, b)
    np.testing.assert_allclose(found, found[::-1, ::-1])
    np.testing.assert_allclose(found, found.T)
    assert found[15, 15] == found.min()
    assert found[15, 20] < 0.9999 and found[15, 21] == pytest.approx(1)


def test_baselines_by_hand():
    image = np.array([[[1.0, 2.0, 9.0, 9.0, 4.0]]])
    cloudy = np.array([[False, False, True, True, False]])
    assert mean_clear_colour(image, cloudy)[0, 0].tolist() == pytest.approx([1, 2, 7 / 3, 7 / 3, 4])
    assert nearest_clear_pixel(image, cloudy)[0, 0].tolist() == [1, 2, 2, 4, 4]
    overcast = np.ones_like(cloudy)
    assert (mean_clear_colour(image, overcast) == image).all()
    assert (nearest_clear_pixel(image, overcast) == image).all()
