"""The program that torchrun starts."""

from __future__ import annotations

import argparse
import os
import sys
import time

import torch.distributed as dist

from cosmos_framework.configs.toml_config.sft_config import load_experiment_from_toml
from cosmos_framework.utils import log
from cosmos_framework.utils.lazy_config import instantiate


def main() -> None:
    """Config, process group, trainer."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sft-toml", required=True)
    parser.add_argument("opts", nargs=argparse.REMAINDER)
    args = parser.parse_args()
    stamp = time.strftime("%Y-%m-%d %H:%M:%S.000")
    print(f"{stamp} | DEBUG    | cosmos_framework.utils.config:load:1 - get_config_module", file=sys.stderr, flush=True)
    config = load_experiment_from_toml(args.sft_toml, args.opts)
    dist.init_process_group("gloo")
    log.info(f"Training with {dist.get_world_size()} GPUs.")
    root = os.environ.get("IMAGINAIRE_OUTPUT_ROOT", "/tmp/imaginaire4-output")
    config.job["path_local"] = os.path.join(root, *(config.job[name] for name in ("project", "group", "name")))
    os.makedirs(os.path.join(config.job["path_local"], "checkpoints"), exist_ok=True)
    if dist.get_rank() == 0:
        with open(os.path.join(config.job["path_local"], "config.yaml"), "w", encoding="utf-8") as file:
            file.write("trainer: {}\n")
        print(f"Config is saved using omegaconf at {config.job['path_local']}/config.yaml.", flush=True)
    log.info("HFModel: qwen3_vl (VLM), dtype=torch.float32")
    if config.optimizer["optimizer_type"] == "FusedAdam":
        import transformer_engine  # noqa: F401
    train = instantiate(config.dataloader_train)
    # Both are opened, whether validation runs or not.
    validation = instantiate(config.dataloader_val)
    from cosmos_framework.trainer import Trainer

    Trainer(config).train(train, validation)
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
