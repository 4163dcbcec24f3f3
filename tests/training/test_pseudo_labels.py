"""Labels that are guessed, and what a product or a reference knows better."""

import numpy as np

from segcr_qgis.core.classes import WORLDCEREAL, translate
from segcr_qgis.training.datasets.pseudo_labels import plain, with_cropland

WATER, TREES, CROPS, BUILT, BARE, RANGELAND = 1, 2, 4, 5, 6, 8


def test_one_date_tells_neither_bare_ground_nor_rangeland():
    codes = np.array([[WATER, TREES, CROPS], [BUILT, BARE, RANGELAND]], np.uint8)
    assert (plain(codes) == [[WATER, TREES, CROPS], [BUILT, 0, 0]]).all()


def test_cropland_is_where_the_product_says_so_and_nowhere_else():
    codes = np.array([WATER, CROPS, 0, TREES, BARE], np.uint8)
    cropland = np.array([False, True, True, True, False])
    assert (with_cropland(codes, cropland) == [WATER, CROPS, CROPS, CROPS, 0]).all()


def test_what_looks_like_fields_and_is_no_cropland_is_grassland():
    codes, nowhere = np.array([CROPS, RANGELAND], np.uint8), np.zeros(2, bool)
    assert (with_cropland(codes, nowhere) == [RANGELAND, RANGELAND]).all()


def test_worldcereal_references_become_our_classes():
    found = translate(np.array([0, 11, 13, 60, 99]), WORLDCEREAL)
    assert found.tolist() == [0, CROPS, RANGELAND, BUILT, 0]
