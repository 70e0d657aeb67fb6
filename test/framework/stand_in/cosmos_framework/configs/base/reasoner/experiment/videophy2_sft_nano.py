"""The one experiment that the stand-in has."""

from __future__ import annotations

import os

from hydra.core.config_store import ConfigStore
from omegaconf import DictConfig, OmegaConf

from cosmos_framework.data.generator.dataflow import CosmosDataLoader, IterableDistributor, LocalSamples, RawProcessor
from cosmos_framework.data.generator.processors import build_processor
from cosmos_framework.utils.lazy_config import LazyCall


def _loader(split: str, workers: int) -> DictConfig:
    root = os.environ.get("VIDEOPHYSICS_ROOT", "examples/data/videophysics")
    return LazyCall(CosmosDataLoader)(
        distributor=LazyCall(IterableDistributor)(iterable=LazyCall(LocalSamples)(root=root, split=split)),
        processor=LazyCall(RawProcessor)(processor=LazyCall(build_processor)()),
        num_workers=workers,
    )


videophy2_sft_nano = OmegaConf.create(
    {
        "job": {"project": "cosmos3_reasoner", "group": "sft", "name": "videophy2_sft_nano"},
        "trainer": {
            "callbacks": {},
            "max_iter": 50,
            "grad_accum_iter": 1,
            "logging_iter": 1,
            "run_validation": True,
            "validation_iter": 10,
        },
        "scheduler": {"cycle_lengths": [50]},
        "checkpoint": {"save_iter": 100, "hf_export": {"enabled": True}, "load_path": "", "load_training_state": False},
        "optimizer": {"lr": 1e-6, "optimizer_type": "FusedAdam"},
        "dataloader_train": _loader("train", 1),
        "dataloader_val": _loader("val", 0),
    },
    flags={"allow_objects": True},
)

ConfigStore.instance().store(group="experiment", package="_global_", name="videophy2_sft_nano", node=videophy2_sft_nano)
