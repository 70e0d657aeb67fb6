"""Tiny models and adapters for the tests that need torch; run with the Python of `scripts/torch-lane.sh`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test" / "gpu"))

import make_checkpoint  # noqa: E402

torch.set_num_threads(2)


def make_base(folder: Path, family: str, dtype: torch.dtype = torch.float32, shard: str = "3MB") -> Path:
    """A tiny checkpoint with everything that a published one has."""
    tokenizer = make_checkpoint.make_tokenizer()
    config = make_checkpoint.make_config(family, "tiny", tokenizer.convert_tokens_to_ids)
    model = make_checkpoint.make_model(family, config, "cpu").to(dtype)
    model.generation_config.eos_token_id = tokenizer.eos_token_id
    model.save_pretrained(folder, max_shard_size=shard)
    tokenizer.save_pretrained(folder)
    make_checkpoint.make_processor(family, tokenizer).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def base3(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny Qwen3-VL (Cosmos-Reason2), several shards of float32."""
    return make_base(tmp_path_factory.mktemp("models") / "tiny-reason2", "qwen3_vl")


@pytest.fixture(scope="session")
def base25(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny Qwen2.5-VL (Cosmos-Reason1), several shards of float32."""
    return make_base(tmp_path_factory.mktemp("models") / "tiny-reason1", "qwen2_5_vl")


def file_tensors(folder: Path) -> dict[str, torch.Tensor]:
    """All tensors of a folder by the names of its files."""
    from safetensors.torch import load_file

    return {name: value for path in sorted(folder.glob("*.safetensors")) for name, value in load_file(path).items()}


def make_adapter(
    folder: Path,
    base: Path,
    targets: list[str] | str,
    matches: Callable[[str], bool],
    rank: Callable[[str], int] = lambda _: 4,
    whole: Callable[[str], bool] = lambda _: False,
    dtype: torch.dtype = torch.float32,
    **settings: Any,
) -> Path:
    """An adapter as cosmos-rl 0.4.7 exports it: names, its LoraConfig, and the index of the base without shards."""
    torch.manual_seed(7)
    tensors: dict[str, torch.Tensor] = {}
    for name, weight in file_tensors(base).items():
        module = name.removesuffix(".weight")
        if whole(name):
            tensors[f"base_model.model.{name}"] = torch.randn(weight.shape).mul(0.05).to(dtype)
        elif name.endswith(".weight") and weight.dim() == 2 and matches(module):
            r = rank(module)
            tensors[f"base_model.model.{module}.lora_A.weight"] = torch.randn(r, weight.shape[1]).mul(0.1).to(dtype)
            tensors[f"base_model.model.{module}.lora_B.weight"] = torch.randn(weight.shape[0], r).mul(0.1).to(dtype)
    assert tensors
    folder.mkdir(parents=True)
    save_file(tensors, folder / "adapter_model.safetensors")
    config = {
        "r": 4,
        "lora_names": ["default"],
        "lora_path": None,
        "lora_alpha": 8.0,
        "lora_dropout": 0.0,
        "target_modules": targets,
        "primary_adapter": None,
        "use_rslora": False,
        "modules_to_save": None,
        "alpha_pattern": None,
        "r_pattern": None,
        "init_lora_weights": True,
        "base_model_name_or_path": str(base),
        "peft_type": "LORA",
        **settings,
    }
    (folder / "adapter_config.json").write_text(json.dumps(config, indent=4), encoding="utf-8")
    for name in ("config.json", "model.safetensors.index.json"):
        if (base / name).is_file():
            (folder / name).write_bytes((base / name).read_bytes())
    return folder


@dataclass(frozen=True)
class Ended:
    """How the command ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """What ``--json`` printed."""
        return json.loads(self.out)


def cookbook_run(*words: str | Path, cwd: Path, **env: str) -> Ended:
    """The built command line."""
    import os

    done = subprocess.run(
        ["node", str(ROOT / "dist" / "cli.js"), *map(str, words)],
        cwd=cwd,
        env={**os.environ, "CI": "true", "NO_COLOR": "1", "HF_HUB_OFFLINE": "1", **env},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)
