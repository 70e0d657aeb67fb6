"""The typed settings of one run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .vision import Vision


@dataclass(frozen=True)
class Settings:
    """What the entry scripts need to know of a config.

    Paths are absolute; ``root`` is the training data, ``column`` its column of conversations in a layout that has
    columns, ``options`` are the sound values of ``custom.dataset``, and ``source`` is the engine's own table
    ``train.train_policy.dataset``.
    """

    layout: str
    root: str
    model: str
    seed: int
    replicas: int
    pipeline_stages: int
    validation: bool
    validation_path: str | None
    validation_share: float
    options: Mapping[str, Any]
    source: Mapping[str, Any]
    vision: Vision
    system_file: str | None
    user_file: str | None
    column: str = "conversations"
