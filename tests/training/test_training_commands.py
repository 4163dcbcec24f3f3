import pytest

from segcr_qgis.cli.main import main


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
