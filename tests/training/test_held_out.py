"""No test or demo scene is read by training."""

import ast
import inspect

from segcr_qgis.simulation.landscapes import TRAINING_LAYOUTS, landscape
from segcr_qgis.training import held_out
from segcr_qgis.training.datasets import corpus, open_data


def test_training_reads_only_below_the_folder_it_is_given():
    """Readers may name sub-folders of ``train`` only; none leads out of it or to test data."""
    for module in (corpus, open_data):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert ".." not in node.value.split("/")
                assert node.value not in ("test", "demo", "long_beach", "sen12mscr_p30")


def test_synthetic_scenes_use_a_layout_training_never_sees(monkeypatch):
    layouts = []

    def remember(rng, shape, layout, biome):
        layouts.append(layout)
        return landscape(rng, (32, 32), layout, biome)

    monkeypatch.setattr(held_out, "landscape", remember)
    made = list(held_out.synthetic_scenes())
    assert len(made) == len(layouts) and all(scene.synthetic for scene in made)
    assert not set(layouts) & set(TRAINING_LAYOUTS)
