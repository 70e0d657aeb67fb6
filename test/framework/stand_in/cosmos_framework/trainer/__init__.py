"""The loop: batches, steps, saves, validation, in the order and with the words of the real one."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import torch

from cosmos_framework.callbacks.hf_export import HFExportCallback
from cosmos_framework.checkpoint.dcp import Checkpointer
from cosmos_framework.faults import FAULTS, strike
from cosmos_framework.utils import log
from cosmos_framework.utils.callback import CallBackGroup
from cosmos_framework.utils.lazy_config import instantiate

SHOWN = 50


class Trainer:
    """A linear layer whose loss falls with the steps."""

    def __init__(self, config: Any) -> None:
        self.config = config
        self.model = torch.nn.Linear(64, 64)
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=config.optimizer["lr"])
        callbacks = [HFExportCallback(), *(instantiate(one) for one in config.trainer["callbacks"].values())]
        view = SimpleNamespace(**{**vars(config), "job": SimpleNamespace(**config.job)})
        for one in callbacks:
            one.config, one.trainer = (config if isinstance(one, HFExportCallback) else view), self
        self.callbacks = CallBackGroup(callbacks)
        config.state = self.state
        self.checkpointer = Checkpointer(config, self.callbacks)

    def state(self, iteration: int) -> dict[str, Any]:
        """The four parts of a checkpoint."""
        moments = {name: torch.zeros_like(value) for name, value in self.model.state_dict().items()}
        return {
            "model": {name: value.clone() for name, value in self.model.state_dict().items()},
            "optim": moments,
            "scheduler": {"last_epoch": torch.tensor(iteration)},
            "trainer": {"iteration": torch.tensor(iteration)},
        }

    def loss(self, iteration: int) -> float:
        """What is printed as loss."""
        return float("nan") if iteration + 1 >= FAULTS.get("nan_from", 10**9) else 6.0 / (iteration + 2)

    def step(self, iteration: int) -> None:
        """Micro-batches and an optimizer step."""
        for _ in range(self.config.trainer["grad_accum_iter"]):
            time.sleep(FAULTS.get("pace", 0.05))
            log.info(f"train/loss_avg: {self.loss(iteration):.5f} (iteration {iteration})")
        self.callbacks.on_before_optimizer_step(self.model, self.optimizer, None, None, iteration=iteration)
        cycles = self.config.scheduler["cycle_lengths"]
        if iteration >= sum(cycles):
            from omegaconf import OmegaConf

            OmegaConf.create(cycles)[None]

    def told(self, iteration: int, began: float) -> None:
        """The lines of a step that was made."""
        seconds, loss = time.monotonic() - began, self.loss(iteration - 1)
        if iteration <= SHOWN:
            log.info(
                f"Iteration {iteration}: Hit counter: {iteration}/{SHOWN} | Loss: {loss:.4f} | Time: {seconds:.2f}s"
            )
        else:
            log.info(f"{iteration} : iter_speed {seconds:.2f} seconds per iteration | Loss: {loss:.4f}")
        log.info(f"clip_grad_norm/global: {1 / iteration:.5f} (iteration {iteration})", rank0_only=False)

    def train(self, loader: Any, validation: Any) -> None:
        """From the checkpoint, if there is one, to the last step."""
        settings, save_iter = self.config.trainer, self.config.checkpoint["save_iter"]
        state = self.state(0)
        iteration = self.checkpointer.load(state)
        log.info("Starting training...")
        self.callbacks.on_train_start(self.model, iteration=iteration)
        batches = iter(loader)
        while True:
            began = time.monotonic()
            self.callbacks.on_before_dataloading(iteration)
            batch = next(batches)
            self.callbacks.on_after_dataloading(iteration)
            if iteration >= settings["max_iter"]:
                break
            self.step(iteration)
            iteration += 1
            if iteration % save_iter == 0:
                self.checkpointer.save(self.model, self.optimizer, None, None, iteration=iteration)
            self.told(iteration, began)
            strike(iteration, self.checkpointer.mp.pid)
            self.callbacks.on_training_step_end(self.model, batch, {}, None, iteration=iteration)
            if settings["run_validation"] and iteration % settings["validation_iter"] == 0:
                log.info(f"Validation loss (iteration {iteration}): {self.loss(iteration):.6f}")
        strike(iteration + 1, self.checkpointer.mp.pid)
        log.success("Done with training.")
        if iteration % save_iter != 0:
            self.checkpointer.save(self.model, self.optimizer, None, None, iteration=iteration)
        self.callbacks.on_train_end(self.model, iteration=iteration)
        self.checkpointer.finalize()
