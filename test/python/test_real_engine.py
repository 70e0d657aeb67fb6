"""With torch and a real cosmos-rl in this interpreter: datasets, packers and loaders on the CPU.

Skipped elsewhere. The packer tests also need ``COOKBOOK_TINY_CHECKPOINTS``, a folder with the checkpoints ``qwen3_vl``
and ``qwen2_5_vl`` (tiny, randomly initialised, with tokenizer and processor).
"""

from __future__ import annotations

import ast
import copy
import os
import pickle
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import ROOT, avha_config
from cookbook_entry import engine
from cookbook_entry.config import read_settings
from cookbook_entry.data import Data, load

torch = pytest.importorskip("torch", reason="torch is not installed")

from cookbook_entry.settings import Settings  # noqa: E402
from cookbook_entry.torch_dataset import HoldOutFirst, TorchSamples, whole_batches  # noqa: E402

NEWEST = (0, 4, 7)


def example(validation: bool = True, **changes: Any) -> tuple[dict[str, Any], Settings, Data]:
    config = avha_config(ROOT / "examples" / "avha", vision={"nframes": 8, "max_pixels": 40_000})
    config["validation"] = {"enable": validation}
    config["policy"] |= changes.pop("policy", {})
    settings = read_settings(config, "avha", NEWEST)
    return config, settings, load(settings)


def checkpoint(family: str) -> str:
    folder = os.environ.get("COOKBOOK_TINY_CHECKPOINTS")
    if folder is None:
        pytest.skip("COOKBOOK_TINY_CHECKPOINTS is not set")
    return str(Path(folder) / family)


@pytest.mark.parametrize("validation", [True, False])
def test_026_splits_where_we_want(engine_dir: Path, validation: bool) -> None:
    """Runs the engine's own ``construct_dataset`` with the config that ``setup`` was given."""
    found = sorted((engine_dir / "v-0.2.6").glob("lib/python3.*/site-packages/cosmos_rl/policy/trainer/sft_trainer.py"))
    if not found:
        pytest.skip("no cosmos-rl 0.2.6")
    tree = ast.parse(found[0].read_text())
    function = next(
        node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "construct_dataset"
    )
    function.returns = None
    for argument in function.args.args:
        argument.annotation = None
    said = SimpleNamespace(info=lambda *_: None, warning=lambda *_: None)
    scope: dict[str, Any] = {"torch": torch, "logger": said, "SFTDataset": lambda *_, dataset, **__: dataset}
    exec(compile(ast.Module([function], []), str(found[0]), "exec"), scope)
    _, _, data = example(validation)
    dataset = pickle.loads(pickle.dumps(HoldOutFirst(data.train, data.validation, {}, "text")))
    policy = SimpleNamespace(dataset=SimpleNamespace(test_size=None))
    dataset.setup(SimpleNamespace(train=SimpleNamespace(train_policy=policy)), "tokenizer")
    train, held = scope["construct_dataset"](policy, None, None, dataset)
    trained = [dataset.samples[index].id for index in train.indices]
    assert trained == [sample.id for sample in data.train]
    assert len(held) == 1
    assert len(trained) == (11 if validation else 12)


def test_the_last_validation_batch_is_kept() -> None:
    _, _, data = example()
    dataset = TorchSamples(data.train, {}, "parts")
    sampler = torch.utils.data.DistributedSampler(dataset, num_replicas=2, rank=0, shuffle=False)
    for batches in (
        whole_batches(sampler, batch_size=4, drop_last=False),  # 0.3.9
        whole_batches(**{"sampler": sampler, "batch_size": 4, "drop_last": False}),  # 0.4.x
    ):
        loader = torch.utils.data.DataLoader(dataset, batch_sampler=batches, collate_fn=list)
        assert [len(batch) for batch in loader] == [4, 2]


@pytest.mark.parametrize("family", ["qwen3_vl", "qwen2_5_vl"])
@pytest.mark.parametrize("replicas", [1, 2])
def test_the_packer_labels_exactly_the_answer(family: str, replicas: int) -> None:
    model = checkpoint(family)
    pytest.importorskip("cosmos_rl", reason="cosmos-rl is not installed")
    from cosmos_rl.dispatcher.data import RLDataset
    from cosmos_rl.policy.config import Config
    from cosmos_rl.utils.util import call_setup

    policy = {"model_name_or_path": model, "parallelism": {"n_init_replicas": replicas}, "model_max_length": 4096}
    config, settings, data = example(policy=policy)
    config["train"]["output_dir"] = "unused"
    assert engine.model_family(model) == family
    vision, _ = settings.vision.parts(family)
    offered = engine.datasets(settings, data, family, vision, NEWEST)
    packer = engine.packer_class(family, "0.4.7")
    packer = engine.unwrapping(packer)() if replicas > 1 else packer()
    engine_config = Config.from_dict(copy.deepcopy(config))
    call_setup(packer, engine_config)
    assert isinstance(offered["dataset"], torch.utils.data.Dataset)
    given = offered["dataset"][0]
    if replicas > 1:
        given = RLDataset(offered["dataset"], engine_config)[0][1].prompt
        assert "val_batch_sampler" not in offered and not isinstance(given, list)
    packed = packer.sft_process_sample(given)
    labels = [token for token in packed["label_ids"] if token not in (-100, packer.tokenizer.eos_token_id)]
    assert packer.tokenizer.decode(labels) == data.train[0].turns[-1].text
    assert packed["video_grid_thw"].tolist()[0][0] == 4  # 8 frames, two per temporal patch
    assert offered["dataset"][0] == offered["dataset"][0]


@pytest.mark.parametrize("family", ["qwen3_vl", "qwen2_5_vl"])
def test_sdpa_reaches_the_model(family: str, monkeypatch: pytest.MonkeyPatch) -> None:
    model = checkpoint(family)
    models = pytest.importorskip("cosmos_rl.policy.model.hf_models", reason="cosmos-rl is not installed")
    from transformers import AutoConfig

    monkeypatch.setattr(models, "pre_hf_models_patch", models.pre_hf_models_patch)
    if not engine.use_sdpa_without_flash_attn():
        pytest.skip("flash-attn is installed")
    built = models.HFModel.from_model_args(AutoConfig.from_pretrained(model)).model.config
    assert [part._attn_implementation for part in (built, built.vision_config, built.text_config)] == ["sdpa"] * 3
