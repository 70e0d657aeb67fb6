"""Objects that are made later, written as tables with ``_target_``."""

from __future__ import annotations

import importlib
from typing import Any

from omegaconf import DictConfig, OmegaConf


class LazyCall:
    """``LazyCall(f)(a=1)`` is the table ``{"_target_": f, "a": 1}``."""

    def __init__(self, target: Any) -> None:
        self.target = target

    def __call__(self, **given: Any) -> DictConfig:
        """The table."""
        return OmegaConf.create({"_target_": self.target, **given}, flags={"allow_objects": True})


def instantiate(node: Any) -> Any:
    """What a table describes."""
    if not isinstance(node, dict):
        return node
    parts = {key: instantiate(value) for key, value in node.items() if key != "_target_"}
    target = node.get("_target_")
    if target is None:
        return parts
    if isinstance(target, str):
        module, _, name = target.rpartition(".")
        target = getattr(importlib.import_module(module), name)
    return target(**parts)
