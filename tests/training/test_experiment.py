import json

import pytest
import yaml

from segcr_qgis.cli.main import main
from segcr_qgis.core.errors import SegcrError
from segcr_qgis.training import experiment as module
from segcr_qgis.training.config import CONFIGS
from segcr_qgis.training.experiment import EXPERIMENTS, carry_out, read_experiment
from tests.training import fake_benchmarks as fake

SMALL = {"widths": [8, 16, 24, 32], "depths": [1, 1, 1, 1], "semantic": 16, "restoration": 8}


def test_an_experiment_trains_alike_compares_and_is_not_done_twice(tmp_path, monkeypatch):
    root = fake.m3mcr(tmp_path / "data", (("train", "spring", (1, 2, 3)),), 2)
    variants = {
        "whole": {"network_config": SMALL},
        "less": {"network_config": {**SMALL, "impact_map": False}},
        "classes": {"network_config": {**SMALL, "multitask": "segmentation"}},
        "images": {"network_config": {**SMALL, "multitask": "removal"}},
    }
    recipe = {"steps": 2, "batch": 1, "crop": 80, "large_every": 0, "log_every": 1, "warm_up": 1}
    document = {"title": "T", "config": "m3mcr", "recipe": recipe, "seeds": [1]}
    path = tmp_path / "own.yaml"
    path.write_text(yaml.safe_dump({**document, "variants": variants}, sort_keys=False))
    changes = [f"data.root={root}", "machine.precision=32-true", "machine.threads=1"]
    found = read_experiment(str(path), changes)
    result = carry_out(found, tmp_path / "out", lambda text: None)
    assert list(result["variants"]) == list(variants)
    whole, less, classes, images = result["variants"].values()
    assert whole["seeds"] == less["seeds"] == 1 and less["parameters"] < whole["parameters"]
    assert whole["scores"]["PSNR under cloud"]["verdict"] == ""
    # Two validation samples: a mean, but nothing is claimed.
    assert less["scores"]["PSNR under cloud"]["mean"] > 0
    assert less["scores"]["PSNR under cloud"]["verdict"] == ""
    # Nothing is claimed of a task that a network does not have.
    assert classes["scores"]["PSNR under cloud"] == {
        "mean": None,
        "difference": None,
        "verdict": "",
    }
    assert images["scores"]["PSNR under cloud"]["mean"] > 0
    assert classes["mean_iou_cloudy"] is not None and images["mean_iou_cloudy"] is None
    assert "| less |" in (tmp_path / "out" / "experiment.md").read_text()
    model = next((tmp_path / "out").rglob("model.json")).read_text()
    told = json.loads(model)["properties"]["segcr:model"]["training"]
    assert told == {"dataset": "M3M-CR", "split": "place", "simulate": False}
    monkeypatch.setattr(module, "_one", lambda *parts: pytest.fail("done twice"))
    assert carry_out(found, tmp_path / "out", lambda text: None) == json.loads(
        (tmp_path / "out" / "experiment.json").read_text()
    )


def test_held_out_scenes_are_judged_once_and_real_clouds_apart(tmp_path, monkeypatch):
    """With evaluations as they are written; that these are right is tested with them."""

    def evaluation(better):
        rows = [
            {
                "scene": f"{kind} {index}",
                "real_clouds": kind == "real",
                "images": {"model": {"cloudy": {"psnr": level + better + index}}},
            }
            for kind, level in (("simulated", 20.0), ("real", 30.0))
            for index in range(6)
        ]
        return {"summary": {"classes": {"cloudy": {"mean_iou": [0.5]}}}, "rows": rows}

    def evaluate(model, test, out, log):
        asked.append(model)
        out.mkdir(parents=True)
        text = json.dumps(evaluation(0 if "optical" in model else 1))
        (out / "evaluation.json").write_text(text)

    asked = []
    monkeypatch.setattr(module, "evaluate_held_out", evaluate)
    found = read_experiment("baselines", [])
    found = module.replace(found, seeds=(1,))
    for name in found.variants:
        run = tmp_path / module._slug(name) / "1"
        run.mkdir(parents=True)
        result = {"parameters": 1e6, "seconds": 1, "settings": found.settings(name, 1)}
        (run / "result.json").write_text(json.dumps(result))
    for _ in range(2):
        document = module.judge_held_out(found, tmp_path, tmp_path, lambda text: None)
    assert len(asked) == len(found.variants)
    optical = document["variants"]["optical only"]["scores"]
    assert optical["PSNR under simulated cloud"]["mean"] == 22.5
    assert optical["PSNR under real cloud"]["mean"] == 32.5
    assert optical["PSNR under real cloud"]["difference"] == [-1.0, -1.0, -1.0]
    assert optical["PSNR under real cloud"]["verdict"] == "behind"
    one_task = module._of_held_out(evaluation(0), "segmentation")["scenes"].values()
    assert all(value is None for scene in one_task for value in scene.values())
    assert module._of_held_out(evaluation(0), "removal")["mean_iou_cloudy"] is None
    table = (tmp_path / "held_out.md").read_text()
    assert "real held-out scenes" in table and "| optical only | 1.00 M | 22.50 |" in table


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (["recipe.steps=50"], "was made with other recipe.steps"),
        (["data.split=public"], "was made with other data.split"),
        (["recipe.log_every=1", "machine.threads=1"], ""),
    ],
)
@pytest.mark.parametrize("kept", ["result", "config", "checkpoint"])
def test_results_of_other_settings_are_refused(changes, told, kept, tmp_path, monkeypatch):
    first = module.replace(read_experiment("ablation-segcr"), seeds=(1,))
    entry = {"seconds": 1, "parameters": 1, "mean_iou_cloudy": None}
    entry["scenes"] = {"s": dict.fromkeys(module.COMPARED, 1.0)}
    for name in first.variants:
        run = tmp_path / module._slug(name) / "1"
        run.mkdir(parents=True)
        settings = {"settings": first.settings(name, 1)} if kept == "result" else {}
        if kept == "checkpoint":
            (run / "last.pt").write_bytes(b"")
        else:
            (run / "result.json").write_text(json.dumps({**entry, **settings}))
        if kept != "result":
            first.training(name, 1, run).save(run / "config.yaml")
    monkeypatch.setattr(module, "_one", lambda *parts: dict(entry))
    now = module.replace(read_experiment("ablation-segcr", changes), seeds=(1,))
    if told:
        with pytest.raises(SegcrError, match=told) as raised:
            carry_out(now, tmp_path, lambda text: None)
        assert raised.value.code == "config_invalid"
        with pytest.raises(SegcrError, match=told):
            module.judge_held_out(now, tmp_path, tmp_path, lambda text: None)
    else:
        assert carry_out(now, tmp_path, lambda text: None)["steps"] == first.config.recipe.steps


def test_results_that_tell_no_settings_are_refused(tmp_path):
    found = read_experiment("ablation-segcr")
    run = tmp_path / module._slug(next(iter(found.variants))) / str(found.seeds[0])
    run.mkdir(parents=True)
    (run / "result.json").write_text("{}")
    with pytest.raises(SegcrError, match="does not tell its settings"):
        carry_out(found, tmp_path, lambda text: None)


@pytest.mark.parametrize(
    ("variant", "said"),
    [
        ({"stepz": 3}, "unknown key 'stepz' in variant 'b'"),
        ({"steps": "many"}, "variant 'b'.steps is 'many', which is no int"),
        ({"batch": 0}, "recipe.batch is 0"),
    ],
)
def test_a_variant_that_cannot_be_is_one_sentence(variant, said, tmp_path):
    document = {"title": "T", "config": "m3mcr", "seeds": [1], "variants": {"a": {}, "b": variant}}
    path = tmp_path / "own.yaml"
    path.write_text(yaml.safe_dump(document))
    with pytest.raises(SegcrError, match=said) as raised:
        read_experiment(str(path))
    assert raised.value.code == "config_invalid"


@pytest.mark.parametrize("path", sorted(EXPERIMENTS.glob("*.yaml")), ids=lambda p: p.stem)
def test_every_shipped_experiment_builds_its_variants(path):
    from dataclasses import replace

    from segcr_qgis.training.subject import OPEN_DATA

    found = read_experiment(path.stem)
    assert len(found.seeds) == 3 and len(found.variants) > 2
    for recipe in found.variants.values():
        OPEN_DATA.build(replace(found.config.recipe, **recipe))


def test_what_is_no_experiment_is_one_sentence(capsys):
    assert main(["experiment", "nothing"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert CONFIGS.is_dir()
