import json
from contextlib import nullcontext
from dataclasses import replace

import numpy as np
import pytest
import torch
from lightning_fabric import Fabric
from safetensors.torch import load_file, save_file

from segcr_qgis.core.classes import CLASSES
from segcr_qgis.core.errors import SegcrError
from segcr_qgis.core.model_package import file_digest, read_package
from segcr_qgis.networks import registry
from segcr_qgis.training import sampler
from segcr_qgis.training.augment import (
    SEDIMENT,
    add_sediment,
    collate,
    cut,
    disturb,
    drop_channels,
    saturate,
)
from segcr_qgis.training.checkpoints import average_with, fill_from_package, load_best
from segcr_qgis.training.config import MachineConfig
from segcr_qgis.training.datasets import corpus
from segcr_qgis.training.datasets.scene import IGNORE, scene
from segcr_qgis.training.fit import Run, make_fabric
from segcr_qgis.training.losses import (
    BRIGHT_WEIGHTS,
    FAR,
    FAR_WEIGHT,
    impact_weight,
    own_class_weights,
    segcr_loss,
    spectral_angle,
)
from segcr_qgis.training.mixed_precision import ExactInput
from segcr_qgis.training.package import PackageFacts, write_package
from segcr_qgis.training.recipe import Recipe
from segcr_qgis.training.sampler import Sampler

RECIPE = Recipe(steps=6, batch=2, crop=64, warm_up=2)


@pytest.fixture(scope="module")
def scenes():
    made = list(corpus.procedural(3, 5))
    rgb = np.full((6, 80, 80), np.nan)
    rgb[:3] = 0.1
    sar = np.stack([np.full((80, 80), np.nan), np.full((80, 80), -15.0)])
    return [*made, scene("rgb", "rgb", rgb, sar)]


def test_a_sample_hides_nothing_but_what_clouds_and_dropping_hide(scenes):
    rng = np.random.default_rng(3)
    arrays = disturb(rng, cut(rng, scenes[0], 64))
    batch = collate([arrays])
    assert batch.optical.shape == batch.target.shape == (1, 6, 64, 64)
    untouched = (batch.optical == batch.target).all(1)[0].numpy()
    assert (batch.opacity[0, 0].numpy()[untouched] <= 1e-6).all()
    assert set(np.unique(batch.labels)) <= {*range(8), IGNORE}


def test_missing_bands_are_zero_and_flagged(scenes):
    rng = np.random.default_rng(1)
    arrays = drop_channels(rng, saturate(rng, disturb(rng, cut(rng, scenes[-1], 64))))
    batch = collate([arrays])
    assert not batch.optical_valid[:, 3:].any() and not batch.optical[:, 3:].any()
    assert not batch.sar_valid[:, 0].any()
    assert not batch.target_known[:, 3:].any()


def test_the_same_seed_gives_the_same_batch(scenes):
    sampler = Sampler(scenes)
    a, b = (sampler.batch(np.random.default_rng(5), 2, 64) for _ in range(2))
    assert torch.equal(a.optical, b.optical) and torch.equal(a.labels, b.labels)


def test_the_loss_is_least_for_the_truth(scenes):
    rng = np.random.default_rng(2)
    batch = collate([disturb(rng, cut(rng, scenes[0], 64))])
    torch.manual_seed(0)
    network = registry.build("segcr-tiny").train()
    out = network(batch.optical, batch.sar, batch.optical_valid, batch.sar_valid)
    total, parts = segcr_loss(out, batch)
    perfect, perfect_parts = segcr_loss(out._replace(clear=batch.target), batch)
    # Without what the error head has yet to learn.
    assert perfect - perfect_parts["error"] < total - parts["error"]
    assert perfect_parts["restoration"] < 0.1 * parts["restoration"]
    assert abs(perfect_parts["structure"]) < 1e-5 and perfect_parts["edges"] == 0


def test_a_run_resumes_exactly_where_it_was_saved(scenes, tmp_path):
    sampler = Sampler(scenes)

    def losses(run, count):
        run.network.train()
        return [run.train_step(run.make_batch(sampler, run.step))["loss"] for _ in range(count)]

    whole = losses(Run(RECIPE, tmp_path / "whole"), 4)
    first = Run(RECIPE, tmp_path / "parts")
    halves = losses(first, 2)
    first.save()
    halves += losses(Run(RECIPE, tmp_path / "parts"), 2)
    assert halves == pytest.approx(whole, abs=1e-6)


def test_the_spectral_angle_is_that_between_the_reflectances():
    ours, theirs = torch.tensor([1.0, 0.0, 0.0]), torch.tensor([1.0, 1.0, 0.0])
    surface, target = (v.sqrt()[None, :, None, None].expand(1, 3, 2, 2) for v in (ours, theirs))
    weight = torch.ones(1, 3, 2, 2)
    chord = 2 * np.sin(np.radians(45) / 2)
    assert spectral_angle(surface, target, weight).item() == pytest.approx(chord, abs=1e-3)
    assert spectral_angle(2 * target, target, weight).item() == pytest.approx(0, abs=0.02)
    weight[:, 2] = 0
    assert spectral_angle(surface, target, weight) == 0, "two bands have no colour"


def test_training_lowers_the_loss(scenes, tmp_path):
    torch.manual_seed(1)
    run = Run(Recipe(steps=30, batch=2, crop=64, warm_up=3), tmp_path)
    run.network.train()
    sampler = Sampler(scenes)
    rng = np.random.default_rng(0)
    batch = sampler.batch(rng, 2, 64)
    sampler.batch = lambda *ignored: batch
    values = [run.train_step(run.make_batch(sampler, k))["loss"] for k in range(24)]
    assert values[-1] < 0.8 * values[0]


@pytest.mark.parametrize("name", ["segcr-tiny", "cgm2net-tiny"])
def test_mixed_precision_trains_on_exact_images(scenes, tmp_path, name):
    """Rounded to eight bits, clear ground would differ from its target."""
    fabric = make_fabric(MachineConfig(accelerator="cpu", precision="bf16-mixed"))
    run = Run(replace(RECIPE, network=name), tmp_path, fabric=fabric)
    drawn = run.make_batch(Sampler(scenes), 0)
    seen = []
    run.network.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0].clone()))
    inside = []
    convolution = next(m for m in run.network.modules() if isinstance(m, torch.nn.Conv2d))
    convolution.register_forward_hook(lambda *call: inside.append(call[-1].dtype))
    losses = run.train_step(drawn)
    assert np.isfinite(losses["loss"])
    assert torch.equal(seen[0], drawn[0].optical) and inside[0] == torch.bfloat16
    assert all(p.dtype == torch.float32 for p in run.network.parameters())


#: Small enough for a step in a moment.
SMALL = {"widths": [8, 16, 24, 32], "depths": [1, 1, 1, 1], "semantic": 16, "restoration": 8}


class ScaledLoss(ExactInput):
    """Scales the loss as for 16-bit floats; 32-bit ones are faster on processors."""

    def forward_context(self):
        return nullcontext()


def scaled(scale):
    """Return Fabric with a scaler that begins at a scale."""
    scaler = torch.amp.GradScaler("cpu", init_scale=scale)
    return Fabric(accelerator="cpu", devices=1, plugins=[ScaledLoss("16-mixed", "cpu", scaler)])


@pytest.mark.parametrize("optimiser", ["muon", "adamw"])
def test_a_step_that_overflows_sixteen_bits_is_skipped(scenes, tmp_path, optimiser):
    recipe = replace(RECIPE, batch=1, crop=32, network_config=SMALL, optimiser=optimiser)
    run = Run(recipe, tmp_path, fabric=scaled(2.0**127))
    before = {name: value.clone() for name, value in run.network.state_dict().items()}
    drawn = run.make_batch(Sampler(scenes), 0)
    assert np.isfinite(run.train_step(drawn)["loss"]) and run.step == 1
    state = run.network.state_dict()
    assert all(torch.equal(value, state[name]) for name, value in before.items())
    assert all(torch.equal(value, before[name]) for name, value in run.averaged.state.items())
    # The run goes on with the scale it had come to.
    run.save()
    again = Run(recipe, tmp_path, fabric=scaled(2.0**127))
    assert again.fabric.strategy.precision.scaler.get_scale() == 2.0**126
    # With a scale that fits, steps are taken.
    small = Run(recipe, tmp_path / "small", fabric=scaled(2.0))
    small.train_step(drawn)
    moved = small.network.state_dict()
    assert any(not torch.equal(value, moved[name]) for name, value in before.items())


def test_a_gradient_that_no_scale_makes_finite_stops_the_run(scenes, tmp_path):
    run = Run(replace(RECIPE, batch=1, crop=32, network_config=SMALL), tmp_path, fabric=scaled(1.0))
    drawn = run.make_batch(Sampler(scenes), 0)
    next(run.network.parameters()).register_hook(lambda gradient: gradient * float("inf"))
    with pytest.raises(FloatingPointError, match="the gradient is not a number at step 0"):
        run.train_step(drawn)


def test_bright_clear_ground_counts_more_than_dark_where_clouds_are_looked_for(scenes):
    rng = np.random.default_rng(2)
    batch = collate([disturb(rng, cut(rng, scenes[0], 64))])
    clear = replace(batch, optical=batch.target, optical_valid=batch.target_known)

    def weight(level):
        """Return what ground of that brightness counts beside a cloud, and far from it."""
        even = torch.full_like(batch.target, level)
        changed = torch.zeros_like(even[:, :1])
        changed[..., 0, 0] = 1
        found = impact_weight(replace(clear, optical=even, target=even), changed)
        return float(found[..., FAR, FAR]), float(found[..., FAR + 1, FAR + 1])

    many, few = BRIGHT_WEIGHTS
    assert weight(0.3) == pytest.approx((1, FAR_WEIGHT))
    assert weight(0.6) == pytest.approx((many, many * FAR_WEIGHT))
    three = clear.optical_valid.clone()
    three[:, 3:] = 0
    clear = replace(clear, optical_valid=three)
    assert weight(0.3) == (1, 1), "without infrared far cloud is like far ground"
    assert weight(0.6) == (few, few) and 1 < few < many, "roofs and clouds are alike"
    hidden = replace(clear, optical_valid=torch.zeros_like(clear.optical_valid))
    assert not impact_weight(hidden, torch.zeros_like(batch.opacity)).any()


def test_what_is_added_to_the_prior_under_opaque_cloud_should_be_texture(scenes):
    batch = collate(
        [disturb(np.random.default_rng(2), cut(np.random.default_rng(2), scenes[0], 64))]
    )
    batch = replace(batch, opacity=torch.ones_like(batch.opacity))
    out = registry.build("segcr-tiny").train()(batch.optical, batch.sar)

    def offset(detail, opacity=1.0):
        prior = out.auxiliary.prior
        auxiliary = out.auxiliary._replace(surface=prior + detail)
        seen = replace(batch, opacity=torch.full_like(batch.opacity, opacity))
        return segcr_loss(out._replace(auxiliary=auxiliary), seen)[1]["offset"]

    plain = torch.full_like(batch.target, 0.05)
    stripes = plain * (-1.0) ** torch.arange(64)
    assert offset(plain) == pytest.approx(2 * 0.05, rel=1e-4)
    assert offset(stripes) == pytest.approx(0, abs=1e-6)
    assert offset(plain, opacity=0.5) == 0, "haze may be undone however that goes"


def test_a_checkpoint_becomes_a_package_that_verifies(tmp_path):
    run = Run(RECIPE, tmp_path / "run")
    run.keep_if_best(20.0)
    trained = load_best(tmp_path / "run")
    network, recipe = trained.network, trained.recipe
    assert recipe == RECIPE
    facts = PackageFacts("x", "X", recipe.network, {"optical_channels": 6}, "2026-01-01T00:00:00Z")
    package = read_package(write_package(tmp_path / "x", network, facts))
    assert package.optical_channels == ("B2", "B3", "B4", "B8", "B11", "B12")
    assert [c.code for c in package.classes] == list(range(1, 9))
    assert package.weights.stat().st_size < 6_500_000


def test_a_package_takes_the_place_of_a_package_only(tmp_path):
    network, facts = registry.build("segcr-tiny"), PackageFacts("x", "X", "segcr-tiny", {}, "2026")
    folder = write_package(tmp_path / "x", network, facts)
    write_package(folder, network, facts)
    (folder / "thesis.txt").write_text("years of work")
    for place in (folder, tmp_path):
        with pytest.raises(SegcrError, match="something other than a model"):
            write_package(place, network, facts)
    assert (folder / "thesis.txt").read_text() == "years of work"


def test_what_is_known_of_our_classes_is_kept_from_those_of_others(scenes):
    assert own_class_weights(CLASSES).shape == (8,)
    others = tuple(replace(entry, name=f"{entry.name} of others") for entry in CLASSES)
    assert own_class_weights(others) is None
    ours = [replace(item, labels=np.zeros_like(item.labels)) for item in scenes]
    theirs = [replace(item, group="theirs") for item in ours]
    seen = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sampler, "add_sediment", lambda rng, pieces, bands: seen.append(1) or pieces)
        Sampler(theirs).batch(np.random.default_rng(0), 12, 64)
        assert not seen
        Sampler(ours).batch(np.random.default_rng(0), 12, 64)
        assert seen


def test_sediment_brightens_water_alone_and_no_real_cloud(scenes):
    rng = np.random.default_rng(11)
    arrays = {**cut(rng, scenes[0], 64)}
    arrays["labels"] = np.full((64, 64), 4, np.uint8)
    assert add_sediment(rng, arrays) is arrays
    arrays["labels"][:, :30] = 0
    muddy = add_sediment(rng, arrays)["clear"]
    more = muddy - arrays["clear"]
    assert (more[:4, :, :30] > 0).any((1, 2)).all() and (more >= 0).all()
    assert more[1].max() <= SEDIMENT * 1.01
    assert not more[:, :, 30:].any() and not more[4:].any()
    assert add_sediment(rng, {**arrays, "cloudy": muddy})["clear"] is arrays["clear"]


def test_not_a_number_stops_the_run_and_says_where(scenes, tmp_path):
    run = Run(RECIPE, tmp_path)
    run.network.train()
    with torch.no_grad():
        next(run.network.parameters()).fill_(float("nan"))
    with pytest.raises(FloatingPointError, match=r"step 0, in the batch of .*procedural"):
        run.train_step(run.make_batch(Sampler(scenes), 0))


def test_only_a_better_checkpoint_replaces_the_best(tmp_path):
    run = Run(RECIPE, tmp_path)
    for step, score in ((1, 20.0), (2, 19.0), (3, 21.0), (4, 20.5)):
        run.step = step
        run.keep_if_best(score)
    assert load_best(tmp_path).step == 3


def test_a_run_can_begin_with_the_weights_of_a_package(tmp_path):
    first = Run(RECIPE, tmp_path / "first")
    facts = PackageFacts("x", "X", RECIPE.network, {"optical_channels": 6}, "2026-01-01T00:00:00Z")
    package = write_package(tmp_path / "x", first.network, facts)
    begun = Run(replace(RECIPE, seed=99, start=str(package)), tmp_path / "second")
    state = begun.network.state_dict()
    for name, value in first.network.state_dict().items():
        assert torch.allclose(state[name], value, atol=1e-3), name


def test_runs_of_one_beginning_are_averaged(tmp_path):
    facts = PackageFacts("x", "X", RECIPE.network, {"optical_channels": 6}, "2026-01-01T00:00:00Z")
    ends = [Run(replace(RECIPE, seed=seed), tmp_path / str(seed)).network for seed in (1, 2)]
    package = write_package(tmp_path / "x", ends[0], facts)
    wanted = {n: (v + ends[0].state_dict()[n]) / 2 for n, v in ends[1].state_dict().items()}
    average_with(ends[1], [str(package)])
    for name, value in ends[1].state_dict().items():
        assert torch.allclose(value, wanted[name], atol=1e-3), name
    with pytest.raises(SegcrError, match="of another network"):
        average_with(ends[1].segmentation, [str(package)])


def test_parts_gained_since_the_package_was_written_begin_anew(tmp_path):
    first = Run(RECIPE, tmp_path / "first")
    facts = PackageFacts("x", "X", RECIPE.network, {"optical_channels": 6}, "2026-01-01T00:00:00Z")
    package = write_package(tmp_path / "x", first.network, facts)
    weights = load_file(package / "weights.safetensors")
    lost = [name for name in weights if ".regression" in name]
    _replace_weights(package, {n: v for n, v in weights.items() if n not in lost})
    network = Run(replace(RECIPE, seed=99), tmp_path / "second").network
    assert sorted(fill_from_package(network, str(package))) == sorted(lost)
    assert lost

    _replace_weights(package, {**weights, "no.such.layer": torch.zeros(1)})
    with pytest.raises(SegcrError, match="another network"):
        fill_from_package(network, str(package))


def _replace_weights(package, weights):
    save_file(weights, package / "weights.safetensors")
    document = json.loads((package / "model.json").read_text(encoding="utf-8"))
    document["properties"]["mlm:total_parameters"] = sum(
        value.numel() for value in weights.values()
    )
    (package / "model.json").write_text(json.dumps(document), encoding="utf-8")
    names = ("model.json", "weights.safetensors")
    lines = [f"{file_digest(package / name)}  {name}" for name in names]
    (package / "SHA256SUMS").write_text("\n".join(lines) + "\n", encoding="utf-8")
