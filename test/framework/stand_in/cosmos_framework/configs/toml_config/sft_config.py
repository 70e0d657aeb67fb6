"""From the TOML and the overrides of the command line to the config of a run."""

from __future__ import annotations

import importlib
from types import SimpleNamespace
from typing import Any

import tomllib
from hydra.core.config_store import ConfigStore
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.errors import MissingConfigException
from omegaconf import OmegaConf

CONFIG = "cosmos_framework.configs.base.reasoner.config"
TABLES = {"job", "model", "optimizer", "scheduler", "trainer", "checkpoint", "dataloader_train", "custom"}


def _merge(into: dict[str, Any], given: dict[str, Any]) -> None:
    for key, value in given.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = value


def _experiment(name: str) -> dict[str, Any]:
    stored = ConfigStore.instance().repo.get("experiment", {}).get(f"{name}.yaml")
    if stored is None:
        options = "\n".join(f"\t{one.removesuffix('.yaml')}" for one in ConfigStore.instance().repo["experiment"])
        raise MissingConfigException(
            missing_cfg_file=name,
            message=f"In 'config': Could not find 'experiment/{name}'\n\nAvailable options in 'experiment':\n{options}",
        )
    return OmegaConf.to_container(stored.node)


def load_experiment_from_toml(path: str, extra_overrides: list[str]) -> Any:
    """The config of a run, ``custom`` beside it."""
    with open(path, "rb") as file:
        raw = tomllib.load(file)
    unknown = set(raw) - TABLES
    if unknown:
        raise ValueError(
            f"1 validation error for SFTExperimentConfig\n{unknown.pop()}\n  Extra inputs are not permitted"
        )
    importlib.import_module(CONFIG).make_config()
    config = _experiment(raw["job"]["experiment"])
    _merge(config, {key: value for key, value in raw.items() if key != "custom"})
    for override in OverridesParser.create().parse_overrides([one for one in extra_overrides if one != "--"]):
        table = config
        *parents, last = override.key_or_group.split(".")
        for name in parents:
            table = table.setdefault(name, {})
        table[last] = override.value()
    return SimpleNamespace(**config, custom=raw.get("custom", {}), table=config)
