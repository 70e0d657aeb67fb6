"""`cookbook-run merge` with real torch: the merged folder answers as base + adapter do under peft, the judge here."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from conftest import ROOT, Ended, cookbook_run, file_tensors, make_adapter, make_base
from judge import by_peft, logits
from safetensors.torch import load_file, save_file
from transformers import AutoModelForImageTextToText


def merge(adapter: Path, out: Path, *words: str) -> Ended:
    return cookbook_run("merge", adapter, "--out", out, "--python", sys.executable, "--json", *words, cwd=out.parent)


LAST = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


def ends_with(*names: str) -> Callable[[str], bool]:
    return lambda module: module.rsplit(".", 1)[-1] in names


def has(*parts: str) -> Callable[[str], bool]:
    return lambda module: any(part in module for part in parts) and "lm_head" not in module and "embed" not in module


CASES: dict[str, dict[str, Any]] = {
    "seven projections": {"targets": list(LAST), "matches": ends_with(*LAST)},
    "dotted": {"targets": ["attn.qkv", "mlp.up_proj"], "matches": has("attn.qkv", "mlp.up_proj")},
    "all linear": {"targets": "all-linear", "matches": has(".")},
    "substring proj": {"targets": ["proj"], "matches": has("proj")},
    "not a leaf": {"targets": ["self_attn"], "matches": has("self_attn")},
    "modules to save": {
        "targets": ["q_proj"],
        "matches": ends_with("q_proj"),
        "whole": lambda name: name == "model.language_model.norm.weight" or "merger.linear_fc1" in name,
        "modules_to_save": ["language_model.norm", "merger.linear_fc1"],
    },
    "ranks by pattern": {
        "targets": ["q_proj", "v_proj"],
        "matches": ends_with("q_proj", "v_proj"),
        "rank": lambda module: 2 if module.endswith("v_proj") else 4,
        "r_pattern": {"v_proj": 2},
    },
    "alpha by pattern": {
        "targets": ["q_proj", "v_proj"],
        "matches": ends_with("q_proj", "v_proj"),
        "alpha_pattern": {"layers\\.[01]\\.self_attn\\.q_proj": 32.0, "q_proj": 2.0},
    },
    "rank stabilised": {"targets": ["q_proj"], "matches": ends_with("q_proj"), "use_rslora": True},
}


@pytest.mark.parametrize("name", CASES)
def test_reason2(name: str, base3: Path, tmp_path: Path) -> None:
    adapter = make_adapter(tmp_path / "adapter", base3, **CASES[name])
    done = merge(adapter, tmp_path / "out")
    assert done.code == 0, done.err
    check(base3, adapter, tmp_path / "out", done.document)


@pytest.mark.parametrize("name", ["seven projections", "all linear", "rank stabilised"])
def test_reason1(name: str, base25: Path, tmp_path: Path) -> None:
    # cosmos-rl exports the old layout (`model.layers`, `visual`), in which the files are too.
    assert "model.layers.0.self_attn.q_proj.weight" in file_tensors(base25)
    adapter = make_adapter(tmp_path / "adapter", base25, **CASES[name])
    done = merge(adapter, tmp_path / "out")
    assert done.code == 0, done.err
    check(base25, adapter, tmp_path / "out", done.document)


def test_what_the_real_engine_wrote(base25: Path, tmp_path: Path) -> None:
    """An adapter of cosmos-rl 0.4.7, trained for 80 steps on an H200 (2026-11-29, `test/gpu/merge_eval.py`)."""
    adapter = ROOT / "test/fixtures/adapters/reason1-h200"
    done = merge(adapter, tmp_path / "out", "--base", str(base25))
    assert done.code == 0, done.err
    check(base25, adapter, tmp_path / "out", done.document)


def check(base: Path, adapter: Path, out: Path, document: dict[str, Any]) -> None:
    """The merged folder: every file that a server needs, the tensors of the base, and the answers of base + adapter."""
    before, after = file_tensors(base), file_tensors(out)
    assert {name: (value.shape, value.dtype) for name, value in before.items()} == {
        name: (value.shape, value.dtype) for name, value in after.items()
    }
    # What was frozen keeps a B of zeros and changes nothing.
    own = load_file(adapter / "adapter_model.safetensors")
    named = {name for name, value in own.items() if ".lora_A" not in name and value.any()}
    changed = [name for name in before if not torch.equal(before[name], after[name])]
    assert len(changed) == len(named) == document["tensors"]["changed"] - len(document["tensors"]["unmoved"])
    assert document["missing"] == [] and document["dtypes"] == ["F32"]
    index = json.loads((out / "model.safetensors.index.json").read_text(encoding="utf-8"))
    assert set(index["weight_map"]) == set(after)
    assert index["metadata"]["total_size"] == sum(value.nbytes for value in after.values())
    expected = logits(by_peft(base, adapter, torch.float32), base)
    merged = AutoModelForImageTextToText.from_pretrained(out, dtype="auto").eval()
    assert merged.dtype == torch.float32
    got = logits(merged, out)
    assert not torch.allclose(got, logits(AutoModelForImageTextToText.from_pretrained(base).eval(), base), atol=1e-3)
    torch.testing.assert_close(got, expected, atol=2e-4, rtol=1e-3)
    assert not list(out.parent.glob("*.part*"))


def test_bfloat16_is_rounded_once(tmp_path: Path) -> None:
    base = make_base(tmp_path / "base", "qwen3_vl", torch.bfloat16)
    adapter = make_adapter(tmp_path / "adapter", base, ["q_proj"], ends_with("q_proj"), dtype=torch.bfloat16)
    done = merge(adapter, tmp_path / "out")
    assert done.code == 0, done.err
    assert done.document["dtypes"] == ["BF16"]
    before, after, own = file_tensors(base), file_tensors(tmp_path / "out"), file_tensors(adapter)
    for name, weight in after.items():
        assert weight.dtype == torch.bfloat16
        a = own.get(f"base_model.model.{name.removesuffix('.weight')}.lora_A.weight")
        if a is None:
            assert torch.equal(weight, before[name])
            continue
        b = own[f"base_model.model.{name.removesuffix('.weight')}.lora_B.weight"]
        exact = before[name].double() + 2.0 * b.double() @ a.double()
        step = torch.finfo(torch.bfloat16).eps / 2 * exact.abs()
        assert bool(((weight.double() - exact).abs() <= step + 1e-6).all())


def overwrite(path: Path, name: str, change: Callable[[torch.Tensor], torch.Tensor]) -> None:
    """Changes one tensor of a file."""
    tensors = load_file(path)
    save_file({key: change(value) if key == name else value for key, value in tensors.items()}, path)


def test_values_that_are_not_finite_are_refused(base3: Path, tmp_path: Path) -> None:
    base = Path(shutil.copytree(base3, tmp_path / "base"))
    adapter = make_adapter(tmp_path / "adapter", base, ["q_proj"], ends_with("q_proj"))
    weights = adapter / "adapter_model.safetensors"
    name = next(name for name in load_file(weights) if name.endswith("lora_A.weight"))
    overwrite(weights, name, lambda value: value.index_fill(0, torch.tensor([0]), float("nan")))
    done = merge(adapter, tmp_path / "out")
    assert done.code == 65 and f"{name} of the adapter holds NaN" in done.err
    overwrite(weights, name, lambda value: torch.full_like(value, 3e38))
    done = merge(adapter, tmp_path / "out2")
    assert done.code == 65 and "too large for F32 once it is merged" in done.err
    overwrite(weights, name, torch.zeros_like)
    shard = sorted(base.glob("model-*.safetensors"))[1]
    first = next(iter(load_file(shard)))
    overwrite(shard, first, lambda value: torch.full_like(value, float("inf")))
    done = merge(adapter, tmp_path / "out3")
    assert done.code == 65 and f"{first} of the base holds NaN or infinity" in done.err
    assert not (tmp_path / "out").exists() and not (tmp_path / "out2").exists() and not (tmp_path / "out3").exists()


def test_a_file_of_zeros_is_refused(base3: Path, tmp_path: Path) -> None:
    base = Path(shutil.copytree(base3, tmp_path / "base"))
    adapter = make_adapter(tmp_path / "adapter", base, ["q_proj"], ends_with("q_proj"))
    shard = sorted(base.glob("model-*.safetensors"))[-1]
    save_file({name: torch.zeros_like(value) for name, value in load_file(shard).items()}, shard)
    done = merge(adapter, tmp_path / "out")
    assert done.code == 65 and "holds nothing but zeros" in done.err


def test_an_untrained_adapter_is_told(base3: Path, tmp_path: Path) -> None:
    adapter = make_adapter(tmp_path / "adapter", base3, ["q_proj"], ends_with("q_proj"))
    weights = adapter / "adapter_model.safetensors"
    save_file(
        {name: torch.zeros_like(one) if "lora_B" in name else one for name, one in load_file(weights).items()}, weights
    )
    done = merge(adapter, tmp_path / "out")
    assert done.code == 0 and "the adapter changes nothing" in done.err
    assert len(done.document["tensors"]["unmoved"]) == done.document["tensors"]["changed"]


def test_another_base_is_refused_before_anything_is_loaded(base3: Path, base25: Path, tmp_path: Path) -> None:
    adapter = make_adapter(tmp_path / "adapter", base25, ["q_proj", "o_proj"], has("self_attn"))
    done = cookbook_run("merge", adapter, "--base", base3, "--out", "out", "--python", "/no/python", cwd=tmp_path)
    assert done.code == 78 and "does not fit" in done.err
    assert not list(tmp_path.glob("out*"))


def test_the_remedy_of_an_adapter_is_this_command(base3: Path, tmp_path: Path) -> None:
    """`feasibility` says that an adapter must be merged; what it says to type makes that finding go away."""
    adapter = make_adapter(tmp_path / "adapter", base3, ["q_proj"], ends_with("q_proj"))
    asked = ("--consumer", base3, "--json")
    before = cookbook_run("feasibility", "--model", adapter, *asked, cwd=tmp_path).document
    finding = next(one for one in before["findings"] if one["id"] == "graft-needs-merge")
    words = finding["remedy"]["argv"]
    assert words[:2] == ["cookbook-run", "merge"]
    done = cookbook_run(*words[1:], "--python", sys.executable, cwd=tmp_path)
    assert done.code == 0, done.err
    after = cookbook_run("feasibility", "--model", "MERGED_DIR", *asked, cwd=tmp_path).document
    assert [one["id"] for one in after["findings"] if one["id"].startswith("graft-")] == []


def test_memory_does_not_grow_with_the_model(tmp_path: Path) -> None:
    """A tensor of 800 MB, changed throughout: what the worker holds is blocks of it, beside what torch takes itself."""
    import struct
    import subprocess

    base, rows, width = tmp_path / "base", 100_000, 4_000
    base.mkdir()
    (base / "config.json").write_text('{"model_type": "qwen3_vl"}', encoding="utf-8")
    name = "model.language_model.layers.0.mlp.up_proj"
    entry = {"dtype": "BF16", "shape": [rows, width], "data_offsets": [0, rows * width * 2]}
    header = json.dumps({f"{name}.weight": entry}).encode()
    block = torch.full((1_000, width), 0.5, dtype=torch.bfloat16).view(torch.uint8).numpy().tobytes()
    with (base / "model.safetensors").open("wb") as file:
        file.write(struct.pack("<Q", len(header)) + header)
        for _ in range(rows // 1_000):
            file.write(block)
    adapter = tmp_path / "adapter"
    adapter.mkdir()
    pair = {"lora_A": torch.ones(4, width), "lora_B": torch.ones(rows, 4)}
    save_file(
        {f"base_model.model.{name}.{half}.weight": one for half, one in pair.items()},
        adapter / "adapter_model.safetensors",
    )
    config = {"lora_alpha": 1.0, "r": 4, "peft_type": "LORA", "base_model_name_or_path": str(base)}
    (adapter / "adapter_config.json").write_text(json.dumps(config), encoding="utf-8")
    code = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    cli = ["node", str(ROOT / "dist/cli.js"), "merge", str(adapter), "--out", str(tmp_path / "out")]
    words = [sys.executable, "-c", code, *cli, "--python", sys.executable]
    peak = int(subprocess.run(words, capture_output=True, text=True, check=True, cwd=tmp_path).stdout)
    torch_alone = subprocess.run(
        [sys.executable, "-c", "import torch, resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"],
        capture_output=True,
        text=True,
        check=True,
    )
    print(f"peak {peak / 1024:.0f} MiB, torch alone {int(torch_alone.stdout) / 1024:.0f} MiB")
    assert peak - int(torch_alone.stdout) < 400 * 1024
    after = load_file(tmp_path / "out" / "model.safetensors")[f"{name}.weight"]
    assert bool((after == 1.5).all())


def test_names_with_a_pattern_left_in_them(base25: Path, tmp_path: Path) -> None:
    """As cosmos-rl 0.4.7 exports one of Qwen2.5-VL (on a GPU, 2026-11-29): with a pattern of transformers in names."""
    adapter = make_adapter(tmp_path / "adapter", base25, ["q_proj", "down_proj"], ends_with("q_proj", "down_proj"))
    path = adapter / "adapter_model.safetensors"
    odd = r"base_model.model.model(?!\.(language_model|visual)).layers."
    tensors = {name.replace("base_model.model.model.layers.", odd): one for name, one in load_file(path).items()}
    assert sum(odd in name for name in tensors) > 4
    save_file(tensors, path)
    ended = merge(adapter, tmp_path / "merged")
    assert ended.code == 0, ended.err
    assert ended.document["tensors"]["changed"] == len(tensors) // 2
    merged = AutoModelForImageTextToText.from_pretrained(tmp_path / "merged", dtype=torch.float32).eval()
    both = by_peft(base25, adapter, torch.float32)
    assert torch.allclose(logits(merged, tmp_path / "merged"), logits(both, base25), atol=1e-4)
    sys.path.insert(0, str(ROOT / "templates" / "eval"))
    from lora import apply_adapter

    held = AutoModelForImageTextToText.from_pretrained(base25, dtype=torch.float32).eval()
    assert apply_adapter(held, adapter) == len(tensors) // 2
    assert torch.allclose(logits(held, base25), logits(both, base25), atol=1e-4)


def test_a_worker_whose_caller_is_gone_stops(base3: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "templates" / "merge"))
    import merge as worker

    adapter = make_adapter(tmp_path / "adapter", base3, targets=["q_proj"], matches=ends_with("q_proj"))
    scaling = {"alpha": 4, "rootOfRank": False, "patterns": []}
    files = {path.name: {} for path in base3.glob("*.safetensors")}
    plan = {"base": base3, "out": tmp_path, "adapter": adapter / "adapter_model.safetensors", "scaling": scaling}
    merger = worker.Merger({**plan, "files": files})
    monkeypatch.setattr(worker.os, "getppid", lambda: 1)
    with pytest.raises(worker.DataError, match="is gone"):
        merger.run()
    assert [path.name for path in tmp_path.glob("*.safetensors")] == []
