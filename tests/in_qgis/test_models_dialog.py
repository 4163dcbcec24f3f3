from __future__ import annotations

import shutil
import zipfile

import pytest
from qgis.core import QgsApplication

from segcr_qgis.core.model_package import model_folders
from segcr_qgis.core.places import added_models
from tests.watching import wait_for

STATE, ORIGIN = 4, 3


@pytest.fixture
def dialog(qgis_app, tmp_path, monkeypatch):
    from segcr_qgis.gui.models_dialog import ModelsDialog

    monkeypatch.setenv("SEGCR_HOME", str(tmp_path / "home"))
    made = ModelsDialog()
    yield made
    made.end()
    made.deleteLater()


@pytest.fixture
def another(tmp_path):
    """A copy of the shipped model under another id."""
    import json

    from segcr_qgis.core.model_package import file_digest

    folder = tmp_path / "another"
    shutil.copytree(model_folders()["segcr-tiny"], folder)
    path = folder / "model.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["id"] = "another"
    path.write_text(json.dumps(document), encoding="utf-8")
    names = [line.split("  ")[1] for line in (folder / "SHA256SUMS").read_text().splitlines()]
    lines = [f"{file_digest(folder / name)}  {name}\n" for name in names]
    (folder / "SHA256SUMS").write_text("".join(lines))
    return folder


def rows(dialog):
    items = [dialog.list.topLevelItem(n) for n in range(dialog.list.topLevelItemCount())]
    return {item.data(0, 0x100): item for item in items}


def choose(dialog, name):
    dialog.list.setCurrentItem(rows(dialog)[name])


def test_shipped_models_are_listed_and_cannot_be_removed(dialog):
    item = rows(dialog)["segcr-tiny"]
    assert item.text(ORIGIN) == "Comes with SegCR" and item.text(2)
    choose(dialog, "segcr-tiny")
    assert dialog.card.isEnabled() and not dialog.remove.isEnabled()


@pytest.mark.parametrize("as_archive", [True, False])
def test_a_model_is_added_listed_and_removed(dialog, another, tmp_path, as_archive):
    changed = []
    dialog.models_changed.connect(lambda: changed.append(True))
    source = another
    if as_archive:
        source = tmp_path / "another.zip"
        with zipfile.ZipFile(source, "w") as bundle:
            for path in another.iterdir():
                bundle.write(path, f"another/{path.name}")
    assert dialog.add(source), dialog.messages._label.text()
    assert rows(dialog)["another"].text(STATE) == "Verified"
    assert (added_models() / "another" / "model.json").is_file()
    choose(dialog, "another")
    assert dialog.remove.isEnabled()
    dialog.remove_model("another")
    assert "another" not in rows(dialog) and not (added_models() / "another").exists()
    assert len(changed) == 2


def test_a_damaged_package_is_refused_in_one_sentence(dialog, another):
    weights = another / "weights.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"x")
    assert not dialog.add(another)
    assert "weights.safetensors" in dialog.messages._label.text()
    assert "another" not in rows(dialog)
    assert not [p for p in added_models().iterdir() if not p.name.startswith(".")]


def test_verifying_tells_the_whole_from_the_damaged(dialog, another):
    assert dialog.add(another)
    (added_models() / "another" / "MODEL_CARD.md").write_text("changed")
    dialog.start_verification()
    assert not dialog.verify.isEnabled()
    wait_for(lambda: QgsApplication.processEvents() or dialog.verify.isEnabled())
    assert rows(dialog)["segcr-tiny"].text(STATE) == "Verified"
    assert "MODEL_CARD.md" in rows(dialog)["another"].text(STATE)


def test_the_card_opens(dialog):
    from segcr_qgis.gui.model_card import ModelCardDialog

    choose(dialog, "segcr-tiny")
    dialog.show_card()
    (card,) = dialog.findChildren(ModelCardDialog)
    assert "SegCR" in card.windowTitle()
    card.close()
