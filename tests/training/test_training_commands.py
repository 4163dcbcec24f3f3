import pytest

from segcr_qgis.cli import main as command_line
from segcr_qgis.cli.main import available, main


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["train", "segcr-tiny", "data.root=nowhere"], "'nowhere' cannot be read"),
        (["train", "nowhere.yaml"], "no such file"),
        (["train", "segcr-tiny", "recipe.stepz=3"], "unknown key 'stepz' in recipe"),
        (["train", "segcr-tiny", "steps=many"], "recipe.steps is 'many', which is no int"),
        (["train", "segcr-tiny", "steps"], "is not key=value"),
        (["train", "m3mcr", "data.root=nowhere"], "no such folder"),
        (["train", "m3mcr", "data.dataset=x", "data.root=."], "no dataset that is known"),
        (["package", "--run", "nowhere", "--out", "x"], "it holds no best.pt"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(command, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(command) == 2
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_plugin_without_the_trainer_offers_none_of_its_commands(tmp_path, monkeypatch):
    assert {"train", "evaluate", "data"} <= set(available())
    monkeypatch.setattr(command_line, "PACKAGE", tmp_path)
    assert {"predict", "simulate-clouds"} <= set(available())
    assert not {"train", "evaluate", "data", "experiment", "package"} & set(available())
