import pytest

from segcr_qgis.cli.main import main


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["train", "--data", "nowhere", "--run", "also-nowhere"], "'nowhere' cannot be read"),
        (["package", "--run", "nowhere", "--out", "x"], "it holds no best.pt"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(command, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(command) == 2
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
