"""`cookbook-run eval` with real torch: a tiny random Qwen3-VL and its fine-tune on real clips, on a CPU."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from conftest import ROOT, Ended, cookbook_run, make_adapter, make_base
from safetensors.torch import load_file, save_file

SMALL = ("--tokens", "4", "--samples", "3", "--batch", "2", "--backend", "transformers", "--python", sys.executable)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A base, an adapter that changes much, and both merged."""
    folder = tmp_path_factory.mktemp("eval")
    base = make_base(folder / "base", "qwen3_vl", torch.float32, "100MB")
    adapter = make_adapter(
        folder / "adapter", base, ["mlp"], lambda name: "language_model" in name and "mlp" in name, lora_alpha=64.0
    )
    done = cookbook_run("merge", adapter, "--out", folder / "merged", "--python", sys.executable, cwd=folder)
    assert done.code == 0, done.err
    return {"base": base, "adapter": adapter, "merged": folder / "merged"}


def evaluate(model: Path, *words: str | Path, cwd: Path) -> Ended:
    return cookbook_run(
        "eval",
        model,
        "--data",
        ROOT / "examples/avha",
        "--preset",
        "reason1-av-caption",
        "--json",
        *SMALL,
        *words,
        cwd=cwd,
    )


def result_of(document: dict[str, Any]) -> dict[str, Any]:
    return json.loads(Path(document["result"]).read_text(encoding="utf-8"))


def test_base_and_tuned_on_real_clips(models: dict[str, Path], tmp_path: Path) -> None:
    done = evaluate(models["merged"], "--base", models["base"], cwd=tmp_path)
    assert done.code == 0, done.err
    document = done.document
    assert document["samples"] == 3 and list(document["models"]) == ["tuned", "base"]
    assert document["models"]["tuned"]["metrics"]["json"]["field_accuracy"] == 0
    assert document["difference"]["exact_match"] == {"value": 0, "low": 0, "high": 0}
    first = result_of(document)
    # The two models do say different things, and everything is kept: nothing is asked again.
    assert any(len(set(row["answers"].values())) == 2 for row in first["rows"])
    again = evaluate(models["merged"], "--base", models["base"], cwd=tmp_path).document
    assert [one["kept"] for one in again["models"].values()] == [3, 3]
    assert result_of(again)["rows"] == first["rows"]
    page = Path(document["page"]).read_text(encoding="utf-8")
    assert "No difference between the tuned model and its base" in page and first["rows"][0]["id"] in page


def test_an_adapter_answers_as_its_merged_model(models: dict[str, Path], tmp_path: Path) -> None:
    merged = result_of(evaluate(models["merged"], "--out", tmp_path / "a", cwd=tmp_path).document)
    adapter = result_of(evaluate(models["adapter"], "--base", "--out", tmp_path / "b", cwd=tmp_path).document)
    assert list(adapter["models"]) == ["tuned", "base"]
    assert adapter["models"]["base"]["path"] == str(models["base"])
    assert [row["answers"]["tuned"] for row in adapter["rows"]] == [row["answers"]["tuned"] for row in merged["rows"]]


def test_a_changed_clip_is_asked_again(models: dict[str, Path], tmp_path: Path) -> None:
    data = Path(shutil.copytree(ROOT / "examples/avha", tmp_path / "data"))
    words = ("--data", data)
    first = evaluate(models["merged"], *words, cwd=tmp_path).document
    clip = result_of(first)["rows"][0]["media"][0]
    Path(clip).touch()
    again = evaluate(models["merged"], *words, cwd=tmp_path).document
    assert again["models"]["tuned"]["kept"] == 2


def test_a_model_whose_files_lack_weights_is_not_asked(models: dict[str, Path], tmp_path: Path) -> None:
    """As the export of Qwen2.5-VL was before the entry scripts mended its names: transformers fills what is missing."""
    folder = tmp_path / "odd"
    shutil.copytree(models["merged"], folder)
    path = next(folder.glob("*.safetensors"))
    tensors = load_file(path)
    name = next(name for name in tensors if name.endswith("layers.0.mlp.up_proj.weight"))
    odd = name.replace("model.", r"model(?!\.visual).", 1)
    save_file({odd if one == name else one: value for one, value in tensors.items()}, path, {"format": "pt"})
    (folder / "model.safetensors.index.json").unlink(missing_ok=True)
    path.rename(folder / "model.safetensors")
    done = evaluate(folder, cwd=tmp_path)
    assert done.code == 65
    assert f"has no {name}: its answers would be those of random weights" in done.err
