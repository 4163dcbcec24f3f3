from __future__ import annotations

import pytest

from segcr_qgis.core.places import shipped_models


@pytest.fixture(scope="session")
def package_folder():
    """The shipped SegCR tiny: only its description is used."""
    return str(shipped_models() / "segcr-tiny")
