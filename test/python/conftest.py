"""Paths and small builders for the tests of the entry scripts (``templates/entry``)."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENTRY = ROOT / "templates" / "entry"
sys.path.insert(0, str(ENTRY))

from cookbook_entry.labels import AVHA_KEYS  # noqa: E402

Change = Callable[[dict[str, Any]], Any]


def avha_label(**changes: Any) -> dict[str, Any]:
    """A sound AVHA label; keyword arguments replace values."""
    label: dict[str, Any] = {key: f"some {key}" for key in AVHA_KEYS}
    label |= {"driving_difficulty": 2, "rule_violation": False, "interesting_scenario": True}
    return {**label, **changes}


def cv_label() -> dict[str, Any]:
    """A sound CV label."""
    schema = {"ego_behavior_reasoning": "why", "effect_on_ego_behavior": "what", "difficulty_score": 2}
    final = {"ego_behavior_schema": schema}
    return {"event_start_frame": 3, "event_start_timestamp": 0.3, "final_content": final}


def reasoning_label() -> dict[str, Any]:
    """A sound reasoning label."""
    notice = [{"Between time 0s and 1s": "look"}]
    return {"response": {"description": "d", "driving difficulty explanation": "e", "notice": notice}}


def write(path: Path, value: Any) -> Path:
    """JSON (or raw bytes) into a file, with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode())
    return path


def make_avha(root: Path, names: list[str]) -> Path:
    """An AVHA folder with one sound sample per name."""
    for name in names:
        write(root / "videos" / f"{name}.camera_front_wide_120fov.mp4", b"video")
        write(root / "metas" / f"{name}.label.json", avha_label())
    return root


def make_sub(root: Path, name: str, labels: list[Any], folder: str = "media/") -> Path:
    """A sub-directory of a blend: one item per label, media ``<n>.mp4``."""
    items = [{"id": f"{n}", "media": f"{folder}{n}.mp4", "label": label} for n, label in enumerate(labels)]
    for n in range(len(labels)):
        write(root / name / "media" / f"{n}.mp4", b"video")
    write(root / name / "meta.json", items)
    return root


def box_3d(**changes: Any) -> dict[str, Any]:
    """A sound 3D box; keyword arguments replace values."""
    return {"bbox_3d": [1.5, 0.75, 12.5, 1.9, 1.5, 4.5, 0, 0.1, 0], "label": "car", **changes}


def make_av3d(root: Path, files: list[Any]) -> Path:
    """Pictures with one JSON file each, by number."""
    items = [{"id": f"{n}", "media": f"images/{n}.png", "text": f"text/{n}.json"} for n in range(len(files))]
    for n, value in enumerate(files):
        write(root / "images" / f"{n}.png", b"picture")
        write(root / "text" / f"{n}.json", value)
    write(root / "meta.json", items)
    return root


def av3d_config(root: Path, **dataset: Any) -> dict[str, Any]:
    """A config for the av3d layout."""
    return avha_config(root, dataset={"dataset_root": str(root), **dataset})


def avha_config(root: Path, **custom: Any) -> dict[str, Any]:
    """A config for the AVHA layout."""
    return {
        "train": {"train_policy": {"type": "sft", "dataset": {"name": str(root)}}},
        "policy": {"model_name_or_path": "nvidia/Cosmos-Reason2-2B"},
        "custom": custom,
    }


def blended_config(root: Path, names: list[str], weights: list[float] | None = None, **more: Any) -> dict[str, Any]:
    """A config for the blended layout."""
    dataset = {"dataset_root": str(root), "subdirectories": names, **more}
    if weights is not None:
        dataset["weights"] = weights
    config = avha_config(root, dataset=dataset)
    config["train"]["seed"] = 42
    return config


@pytest.fixture(scope="session")
def engine_dir() -> Path:
    """The folder with ``v-<version>`` environments of real engine packages."""
    if "COOKBOOK_ENGINE_DIR" not in os.environ:
        pytest.skip("COOKBOOK_ENGINE_DIR is not set: no engine packages to compare with")
    return Path(os.environ["COOKBOOK_ENGINE_DIR"])
