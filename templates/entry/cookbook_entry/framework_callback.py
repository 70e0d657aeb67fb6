"""The callback that our entry script adds to the trainer of cosmos-framework: tells of steps, stops on request."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

import torch
from cosmos_framework.utils import log
from cosmos_framework.utils.callback import Callback

LOST = 70
"""How a worker ends whose checkpoint process is gone."""
FOLDER = "cookbook_stop"
"""Below the job's folder: ``ready`` says that somebody looks, ``request`` asks for a checkpoint and an end."""


def rates(optimizer: Any) -> list[float]:
    """Different learning rates of the groups of an optimizer, or of those in a container of optimizers."""
    inner = getattr(optimizer, "optimizers", None)
    groups = [group for one in inner or [optimizer] for group in getattr(one, "param_groups", [])]
    return sorted({float(group["lr"]) for group in groups if "lr" in group}, reverse=True)


class CookbookCallback(Callback):
    """Every rank looks for the request at the same step, and all of them end there."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: tuple[Any, Any, Any] | None = None
        self.saved = -1
        self.asked_at = time.monotonic()
        self.waited = 0.0

    @property
    def folder(self) -> str:
        """Where the request lies."""
        return os.path.join(self.config.job.path_local, FOLDER)

    @property
    def first(self) -> bool:
        """Whether this is rank 0."""
        return os.environ.get("RANK", "0") == "0"

    def on_train_start(self, model: Any, iteration: int = 0) -> None:
        """Say that somebody looks."""
        if self.first:
            os.makedirs(self.folder, exist_ok=True)
            with open(os.path.join(self.folder, "ready"), "w", encoding="utf-8"):
                pass

    def on_before_dataloading(self, iteration: int = 0) -> None:
        """A batch is asked for."""
        self.asked_at = time.monotonic()

    def on_after_dataloading(self, iteration: int = 0) -> None:
        """It is there."""
        self.waited += time.monotonic() - self.asked_at

    def on_before_optimizer_step(
        self, model: Any, optimizer: Any, scheduler: Any, grad_scaler: Any, iteration: int = 0
    ) -> None:
        """Keep what a save needs."""
        self.parts = (optimizer, scheduler, grad_scaler)

    def on_save_checkpoint_start(self, model: Any, iteration: int = 0) -> None:
        """The trainer saves by itself."""
        self.saved = iteration

    def on_training_step_end(
        self, model: Any, data_batch: Any, output_batch: Any, loss: Any, iteration: int = 0
    ) -> None:
        """Tell of the step, then look for the request."""
        self._tell(iteration)
        self._look_after_saves(iteration)
        if not self._asked():
            return
        log.info(f"[cookbook-run] stop requested: saving step {iteration}")
        assert self.parts is not None, "a step without an optimizer"
        if self.saved != iteration:
            self.trainer.checkpointer.save(model, *self.parts, iteration=iteration)
        # The export ends in a thread that only this waits for (callbacks/hf_export.py, 5eee9ed).
        self.trainer.callbacks.on_train_end(model, iteration=iteration)
        self.trainer.checkpointer.finalize()
        if torch.distributed.is_initialized():
            torch.distributed.barrier()
        log.info(f"[cookbook-run] saved step {iteration} and ended")
        sys.exit(0)

    def _asked(self) -> bool:
        """Whether any rank sees the request: they may not see it at the same moment."""
        here = os.path.exists(os.path.join(self.folder, "request"))
        if not torch.distributed.is_initialized() or torch.distributed.get_world_size() == 1:
            return here
        device = "cuda" if torch.distributed.get_backend() == "nccl" else "cpu"
        seen = torch.tensor([int(here)], device=device)
        torch.distributed.all_reduce(seen, op=torch.distributed.ReduceOp.MAX)
        return bool(seen.item())

    def _look_after_saves(self, iteration: int) -> None:
        """End where the checkpoint process is dead: a save would wait an hour for it, the last one would be lost.

        With its own exit: a worker that raises then never ends (5eee9ed, seen).
        """
        process = getattr(self.trainer.checkpointer, "mp", None)
        if process is None or process.is_alive():
            return
        log.critical(f"[cookbook-run] the checkpoint process died (exit code {process.exitcode}), at step {iteration}")
        sys.stdout.flush()
        os._exit(LOST)

    def _tell(self, iteration: int) -> None:
        """What the engine does not print, in a line of its own."""
        waited, self.waited = self.waited, 0.0
        if not self.first:
            return
        try:
            told = [
                f"data_wait={waited:.4f}",
                *(f"lr={rate:.6g}" for rate in rates(self.parts[0] if self.parts else None)[:1]),
            ]
            if torch.cuda.is_available():
                told.append(f"peak_bytes={torch.cuda.max_memory_allocated()}")
                told.append(f"reserved_bytes={torch.cuda.max_memory_reserved()}")
            log.info(f"[cookbook-run] step {iteration}: {' '.join(told)}")
        except Exception as error:  # noqa: BLE001 - a step of which less is told is still a step
            log.info(f"[cookbook-run] step {iteration}: {error!r}")
