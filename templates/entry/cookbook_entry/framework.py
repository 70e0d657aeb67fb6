"""The entry script for cosmos-framework, in order: read the TOML, check the data, hand over to the trainer."""

from __future__ import annotations

import argparse
import copy
import functools
import importlib
import runpy
import sys
from typing import Any

from .data import load
from .errors import CookbookConfigError, Problem
from .events import Events
from .framework_config import OwnExperiment, load_toml, own_experiment
from .main import guarded, held_out, say

TRAINER = "cosmos_framework.scripts.train"
CONFIG = "cosmos_framework.configs.base.reasoner.config"
EXPERIMENTS = "cosmos_framework.configs.base.reasoner.experiment"
CALLBACK = "+trainer.callbacks.cookbook_run._target_=cookbook_entry.framework_callback.CookbookCallback"


def toml_path(argv: list[str]) -> str:
    """The file given with ``--sft-toml``; the rest is the trainer's own business."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--sft-toml")
    path = parser.parse_known_args(argv)[0].sft_toml
    if path is None:
        fix = "run: torchrun … cosmos3_reasoner.py --sft-toml X.toml"
        raise CookbookConfigError([Problem("--sft-toml", "is missing", fix)])
    return path


def with_callback(argv: list[str]) -> list[str]:
    """The same command line, with our callback among the overrides behind ``--``."""
    return [*argv, CALLBACK] if "--" in argv else [*argv, "--", CALLBACK]


def experiment_node(base: Any, toml: str, validates: bool) -> Any:
    """The published experiment with our dataset and processor in its loaders; everything else stays."""
    from cosmos_framework.data.generator.dataflow import MapDistributor
    from cosmos_framework.utils.lazy_config import LazyCall

    from .framework_data import SampleProcessor, build

    node = copy.deepcopy(base)
    for split, key in (("train", "dataloader_train"), ("validation", "dataloader_val")):
        if split == "validation" and not validates:
            # The trainer opens it in any case, and the published data with it (scripts/train.py, 5eee9ed, seen).
            node[key] = None
            continue
        loader = node[key]
        loader["distributor"] = LazyCall(MapDistributor)(
            dataset=LazyCall(build)(toml=toml, split=split), shuffle=split == "train"
        )
        loader["processor"] = LazyCall(SampleProcessor)(processor=loader["processor"]["processor"])
    return node


def register(own: OwnExperiment, toml: str) -> None:
    """Put our experiment beside the published ones.

    ``make_config`` loads their modules anew: classes taken before would be others of the same name, and could not be
    pickled for the checkpoint process (utils/config_helper.py, 5eee9ed, seen). So this runs behind it.
    """
    from hydra.core.config_store import ConfigStore

    base = getattr(importlib.import_module(f"{EXPERIMENTS}.{own.base}"), own.base)
    node = experiment_node(base, toml, own.settings.validation)
    ConfigStore.instance().store(group="experiment", package="_global_", name=own.name, node=node)


def register_behind_make_config(own: OwnExperiment, toml: str) -> None:
    """Wrap ``make_config``, which the trainer asks for its experiments."""
    module = importlib.import_module(CONFIG)
    original = module.make_config

    @functools.wraps(original)
    def make_config() -> Any:
        config = original()
        register(own, toml)
        return config

    module.make_config = make_config


def train(argv: list[str], events: Events) -> None:
    """Check the data, then run the trainer in this very process."""
    path = toml_path(argv)
    own = own_experiment(load_toml(path))
    if own is not None:
        # Every rank reads, so that none waits for one that has refused; only the first one tells.
        data = load(own.settings)
        events.write("dataset", **data.event())
        if events.rank == 0:
            say([f"dataset: {len(data.train)} samples, {held_out(data)}", *data.findings.notes()])
        register_behind_make_config(own, path)
    sys.argv[1:] = with_callback(argv)
    runpy.run_module(TRAINER, run_name="__main__", alter_sys=True)
    events.write("end")


def run() -> None:
    """Entry point of the script."""
    guarded(lambda events: train(sys.argv[1:], events))
