"""Datasets of the Hugging Face hub that were downloaded before: where they lie on disk."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ID = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
"""``owner/name``, which is also how a relative path may look."""


def _cache_home() -> str:
    return os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")


def _hub_cache() -> str:
    """Where huggingface_hub keeps repositories (constants.py, 0.36)."""
    home = os.environ.get("HF_HOME") or os.path.join(_cache_home(), "huggingface")
    return os.environ.get("HF_HUB_CACHE") or os.path.join(home, "hub")


def locate_dataset(name: str, source: Mapping[str, Any]) -> str:
    """The folder that is named, or the snapshot of the dataset in the local cache."""
    if os.path.isdir(name) or not ID.fullmatch(name):
        return os.path.abspath(name)
    repository = os.path.join(_hub_cache(), f"datasets--{name.replace('/', '--')}")
    revision = source.get("revision")
    wanted = revision if isinstance(revision, str) and revision else "main"
    try:
        commit = Path(repository, "refs", wanted).read_text(encoding="utf-8").strip()
    except OSError:
        commit = wanted
    snapshot = os.path.join(repository, "snapshots", commit)
    return snapshot if os.path.isdir(snapshot) else os.path.abspath(name)


def prepared_clips(name: str, subset: str) -> str:
    """The folder of prepared clips of the published script (cosmos_rl/utils/util.py, 0.4.7)."""
    cache = os.environ.get("COSMOS_CACHE") or os.path.join(os.path.expanduser("~"), ".cache", "cosmos")
    return os.path.join(cache, "datasets", *name.strip().strip("/").split("/")[-2:], subset, "video_clips")
