"""What the entry scripts expect of each engine version, against the real packages where they are unpacked."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from cookbook_entry import engine
from cookbook_entry.errors import CookbookConfigError

VERSIONS = ("0.2.6", "0.3.9", "0.4.4", "0.4.7")
HANDED = {"dataset", "data_packer", "val_data_packer"}
SINCE_039 = {"val_dataset", "val_batch_sampler", "custom_logger_fns", "hook_fns"}


def source(engine_dir: Path, version: str, path: str) -> ast.Module:
    found = sorted((engine_dir / f"v-{version}").glob(f"lib/python3.*/site-packages/cosmos_rl/{path}"))
    if not found:
        pytest.skip(f"no cosmos-rl {version} with {path} in {engine_dir}")
    return ast.parse(found[0].read_text(encoding="utf-8"))


def named(tree: ast.Module, kind: type, name: str) -> Any:
    return next((node for node in ast.walk(tree) if isinstance(node, kind) and node.name == name), None)


@pytest.mark.parametrize("version", VERSIONS)
def test_main_takes_what_is_handed_over(engine_dir: Path, version: str) -> None:
    main = named(source(engine_dir, version, "launcher/worker_entry.py"), ast.FunctionDef, "main")
    names = {argument.arg for argument in main.args.args + main.args.kwonlyargs}
    assert names >= HANDED
    assert SINCE_039 <= names if version != "0.2.6" else not names & {"custom_logger_fns", "hook_fns"}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("family", ["qwen2_5_vl", "qwen3_vl"])
def test_packers(engine_dir: Path, version: str, family: str) -> None:
    module, name = engine.PACKERS[family]
    if (version, family) == ("0.2.6", "qwen3_vl"):
        packers = source(engine_dir, version, "dispatcher/data/packer/__init__.py")
        assert "HFVLMDataPacker" not in ast.unparse(packers)
        return
    tree = source(engine_dir, version, module.removeprefix("cosmos_rl.").replace(".", "/") + ".py")
    packer = named(tree, ast.ClassDef, name)
    assert "sft_process_sample" in {node.name for node in packer.body if isinstance(node, ast.FunctionDef)}
    process = ast.unparse(named(tree, ast.FunctionDef, "_process_single_sample"))
    assert ("isinstance(content, list)" in process) == (family == "qwen3_vl")


@pytest.mark.parametrize("version", VERSIONS[1:])
def test_the_patched_name_is_the_one_that_is_called(engine_dir: Path, version: str) -> None:
    tree = source(engine_dir, version, "policy/model/hf_models/__init__.py")
    assert "pre_hf_models_patch(hf_config)" in ast.unparse(named(tree, ast.FunctionDef, "from_model_args"))
    imported = [alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names]
    assert "pre_hf_models_patch" in imported


def test_026_splits_whatever_it_is_given(engine_dir: Path) -> None:
    tree = source(engine_dir, "0.2.6", "policy/trainer/sft_trainer.py")
    split = ast.unparse(named(tree, ast.FunctionDef, "construct_dataset"))
    assert "n_test_samples = max(min(n_test_samples, len(train_dataset) - 1), 1)" in split
    assert "test_indices = indices[:n_test_samples]" in split
    assert "validation" not in split
    assert engine.splits_by_itself((0, 2, 6)) and not engine.splits_by_itself((0, 3, 9))


@pytest.mark.parametrize("version", VERSIONS[1:])
def test_validation_set_and_batches_are_taken_from_the_script(engine_dir: Path, version: str) -> None:
    tree = source(engine_dir, version, "policy/worker/sft_worker.py")
    chosen = ast.unparse(named(tree, ast.FunctionDef, "construct_dataset"))
    assert "test_dataset = user_provided_val_dataset" in chosen
    whole = ast.unparse(tree)
    assert "drop_last=self.config.train.train_policy.dataloader_drop_last" in whole
    assert "val_total_loss / len(self.val_data_loader.dataset)" in whole
    assert "batch_sampler=val_batch_sampler" in whole


@pytest.mark.parametrize("version", ["0.4.4", "0.4.7"])
def test_several_replicas_take_a_list_for_a_batch(engine_dir: Path, version: str) -> None:
    tree = source(engine_dir, version, "policy/worker/multi_replica_sft_worker.py")
    asked = ast.unparse(named(tree, ast.FunctionDef, "request_new_prompts"))
    assert "payload = [self.data_packer.sft_process_sample(x) for x in payload]" in asked


def test_accepted_keeps_named_arguments_only() -> None:
    def old(dataset: Any = None, data_packer: Any = None, *args: Any, **kwargs: Any) -> None: ...

    offered = {"dataset": 1, "data_packer": 2, "hook_fns": 3, "args": 4, "kwargs": 5}
    assert engine.accepted(old, offered) == {"dataset": 1, "data_packer": 2}


@pytest.mark.parametrize(
    ("model", "family"),
    [
        ("nvidia/Cosmos-Reason1-7B", "qwen2_5_vl"),
        ("nvidia/Cosmos-Reason2-8B", "qwen3_vl"),
        ("Qwen/Qwen2.5-VL-3B-Instruct", "qwen2_5_vl"),
        ("Qwen/Qwen3-VL-2B-Instruct", "qwen3_vl"),
    ],
)
def test_family_from_the_name(model: str, family: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert engine.model_family(model) == family


def test_family_from_the_checkpoint(tmp_path: Path) -> None:
    folder = tmp_path / "Cosmos-Reason1-lookalike"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"model_type": "qwen3_vl"}))
    assert engine.model_family(str(folder)) == "qwen3_vl"
    (folder / "config.json").write_text(json.dumps({"model_type": "llama"}))
    with pytest.raises(CookbookConfigError, match="is a llama model"):
        engine.model_family(str(folder))
    with pytest.raises(CookbookConfigError, match="cannot be told"):
        engine.model_family(str(tmp_path))


def test_sdpa_reaches_vision_and_text() -> None:
    class Part:
        _attn_implementation = "flash_attention_2"

    class Config(Part):
        vision_config, text_config = Part(), Part()

    config = Config()
    engine.set_sdpa(config)
    parts = (config, config.vision_config, config.text_config)
    assert [part._attn_implementation for part in parts] == ["sdpa"] * 3


def test_unwrapping_takes_both_forms() -> None:
    class Packer:
        def sft_process_sample(self, sample: Any) -> Any:
            return sample

    packer = engine.unwrapping(Packer)()
    assert isinstance(packer, Packer)
    assert packer.sft_process_sample({"messages": [1]}) == packer.sft_process_sample([1]) == [1]
