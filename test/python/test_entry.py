"""The scripts as processes: exit codes, messages and events; the engine is a small stand-in package or absent."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ENTRY, ROOT, make_avha

STAND_IN = {
    "torch/__init__.py": "",
    "torch/utils/__init__.py": "",
    "torch/utils/data.py": "class Dataset: ...\nclass Sampler:\n    __class_getitem__ = classmethod(lambda c, k: c)\n"
    "class BatchSampler:\n    def __init__(self, sampler, batch_size, drop_last): ...\n",
    "cosmos_rl/__init__.py": "",
    "cosmos_rl/dispatcher/__init__.py": "",
    "cosmos_rl/dispatcher/data/__init__.py": "",
    "cosmos_rl/dispatcher/data/packer/__init__.py": "",
    "cosmos_rl/dispatcher/data/packer/qwen2_5_vlm_data_packer.py": "class Qwen2_5_VLM_DataPacker: ...\n",
    "cosmos_rl/launcher/__init__.py": "",
}
NEW = """
import json, os
def main(dataset=None, data_packer=None, val_dataset=None, val_data_packer=None, custom_logger_fns=None,
         hook_fns=None, val_batch_sampler=None, **kwargs):
    assert not kwargs, kwargs
    if os.environ.get("BREAK"):
        raise RuntimeError("engine broke")
    hook_fns["pre_validation_hook"](None, report_data={})
    custom_logger_fns[0]({"train/loss_avg": 1.5, "train/epoch": 0}, 1)
    print(json.dumps([len(dataset), val_dataset and len(val_dataset), type(data_packer).__name__, dataset[0]]))
"""
OLD = """
import json
def main(dataset=None, data_packer=None, reward_fns=None, val_dataset=None, val_reward_fns=None, val_data_packer=None,
         *args, **kwargs):
    assert not kwargs and val_dataset is None
    print(json.dumps([len(dataset), dataset.held_out, type(data_packer).__name__, dataset[0]]))
"""


def stand_in(folder: Path, version: str) -> Path:
    """A package that looks enough like an engine to be started: no GPU, no model."""
    files = {**STAND_IN, "cosmos_rl/launcher/worker_entry.py": OLD if version == "0.2.6" else NEW}
    files[f"cosmos_rl-{version}.dist-info/METADATA"] = f"Metadata-Version: 2.1\nName: cosmos-rl\nVersion: {version}\n"
    if version != "0.2.6":
        files["cosmos_rl/dispatcher/data/packer/hf_vlm_data_packer.py"] = "class HFVLMDataPacker: ...\n"
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def start(
    tmp_path: Path, toml: str, script: Path = ENTRY / "avha.py", version: str | None = "0.4.7", **env: str
) -> tuple[subprocess.CompletedProcess[str], list[dict[str, Any]]]:
    """Run a script as the engine's controller would; returns the process and its events."""
    config, events = tmp_path / "c.toml", tmp_path / "events.jsonl"
    config.write_text(toml, encoding="utf-8")
    events.unlink(missing_ok=True)
    environment = {**os.environ, "COSMOS_ROLE": "Controller", "COOKBOOK_RUN_EVENTS": str(events), **env}
    environment["HF_HUB_OFFLINE"] = "1"
    if version is not None:
        environment["PYTHONPATH"] = str(stand_in(tmp_path / f"engine-{version}", version))
    command = [sys.executable, str(script), "--port", "1", "--config", str(config), "--redis-logfile-path", "x"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=tmp_path, timeout=60)
    lines = events.read_text().splitlines() if events.exists() else []
    return done, [json.loads(line) for line in lines]


def config(root: Path, model: str = "nvidia/Cosmos-Reason2-2B", more: str = "", train: str = "") -> str:
    return f"""
[train]
{train}
[train.train_policy]
type = "sft"
[train.train_policy.dataset]
name = "{root}"
[policy]
model_name_or_path = "{model}"
{more}
"""


def test_a_run_reports_from_start_to_end(tmp_path: Path) -> None:
    toml = config(ROOT / "examples" / "avha", more="[validation]\nenable = true\n[custom.vision]\nnframes = 8\n")
    done, events = start(tmp_path, toml)
    assert done.returncode == 0, done.stderr
    trained, held, packer, messages = json.loads(done.stdout)
    assert (trained, held, packer) == (11, 1, "HFVLMDataPacker")
    assert messages[1]["content"][0]["nframes"] == 8
    assert [event["kind"] for event in events] == ["start", "dataset", "validation_start", "step", "end"]
    named = {key: events[0][key] for key in ("script", "layout", "engine", "family", "role", "rank")}
    assert named == {
        "script": "avha.py",
        "layout": "avha",
        "engine": "0.4.7",
        "family": "qwen3_vl",
        "role": "controller",
        "rank": 0,
    }
    assert (events[1]["train"], events[1]["validation"], events[1]["skipped"]) == (11, 1, {})
    assert "cookbook-run: dataset: 11 samples per epoch, 1 for validation" in done.stderr


def test_reason1_gets_its_packer_and_plain_answers(tmp_path: Path) -> None:
    done, _ = start(tmp_path, config(ROOT / "examples" / "avha", "nvidia/Cosmos-Reason1-7B"), version="0.3.9")
    trained, held, packer, messages = json.loads(done.stdout)
    assert (trained, held, packer) == (12, None, "Qwen2_5_VLM_DataPacker")
    assert messages[2]["content"].startswith("```json")


@pytest.mark.parametrize(("train", "count"), [("", 13), ("enable_validation = true", 12)])
def test_026_gets_its_hold_out_in_front(tmp_path: Path, train: str, count: int) -> None:
    toml = config(ROOT / "examples" / "avha", "nvidia/Cosmos-Reason1-7B", train=train)
    done, _ = start(tmp_path, toml, version="0.2.6")
    assert json.loads(done.stdout)[:2] == [count, 1]


def test_026_cannot_train_reason2(tmp_path: Path) -> None:
    done, events = start(tmp_path, config(ROOT / "examples" / "avha"), version="0.2.6")
    assert done.returncode == 78
    assert "cosmos-rl 0.2.6 has no HFVLMDataPacker" in done.stderr
    assert events[-1]["kind"] == "failed"


def test_bad_data_ends_before_the_engine_is_imported(tmp_path: Path) -> None:
    root = make_avha(tmp_path / "data", ["a", "b"])
    (root / "metas" / "a.label.json").unlink()
    done, events = start(tmp_path, config(root), version=None)
    assert done.returncode == 65
    lines = done.stderr.splitlines()
    assert lines[-2].startswith(
        f"cookbook-run: data: {root}/videos/a.camera_front_wide_120fov.mp4: video without a label"
    )
    assert lines[-2].endswith("(add the label or remove the video)")
    assert lines[-1].startswith("CookbookDataError: 1 problem in the dataset, first: ")
    assert [event["kind"] for event in events] == ["start", "failed"]
    assert (events[1]["error"], events[1]["problems"]) == ("CookbookDataError", 1)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("[custom.vision]\nfps = 2\nnframes = 8\n", "config: custom.vision: has both fps and nframes"),
        ("[custom.vision]\nmax_pixels = 9\n", "custom.vision.max_pixels: 9 pixels are less than one token"),
        ("[custom.dataset]\nvalidation_pth = 'x'\n", "unknown key (did you mean validation_path?)"),
    ],
)
def test_bad_configuration(tmp_path: Path, more: str, said: str) -> None:
    done, _ = start(tmp_path, config(ROOT / "examples" / "avha", more=more), version=None)
    assert done.returncode == 78 and said in done.stderr
    assert done.stderr.splitlines()[-1].startswith("CookbookConfigError: 1 problem in the configuration, first: ")


def test_an_engine_error_is_reported_and_passed_on(tmp_path: Path) -> None:
    done, events = start(tmp_path, config(ROOT / "examples" / "avha"), BREAK="1")
    assert done.returncode == 1 and "RuntimeError: engine broke" in done.stderr
    assert (events[-1]["kind"], events[-1]["error"], events[-1]["message"]) == (
        "failed",
        "RuntimeError",
        "engine broke",
    )


def test_the_folders_can_be_copied_into_a_run(tmp_path: Path) -> None:
    shutil.copytree(ENTRY, tmp_path / "run 1" / "entry")
    shutil.copytree(ENTRY.parent / "prompts", tmp_path / "run 1" / "prompts")
    root = ROOT / "examples" / "blended-av"
    custom = f'[custom.dataset]\ndataset_root = "{root}"\nsubdirectories = ["cv_annotated", "reason1_sft"]\n'
    script = tmp_path / "run 1" / "entry" / "blended_av.py"
    done, events = start(tmp_path, config(root, more=custom), script)
    assert done.returncode == 0, done.stderr
    assert (events[0]["layout"], events[1]["train"]) == ("blended-av", 8)
    assert events[1]["subdirectories"]["cv_annotated"] == {"items": 4, "validation": 0, "drawn": 4, "never_drawn": 0}


def test_without_config(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, ENTRY / "avha.py"], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 78 and "--config: is missing" in done.stderr
