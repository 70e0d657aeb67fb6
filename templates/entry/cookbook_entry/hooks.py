"""What the engine calls back during training, turned into events. Nothing here may raise into the engine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from .events import Events, planned_steps

LR = "optimizer/lr_"
STEP_KEYS = {
    "train/loss_avg": "loss",
    "optimizer/grad_norm": "grad_norm",
    "train/iteration_time": "seconds",
    "train/batch_arrival_time_mean": "data_wait",
    "train/epoch": "epoch",
    "train/grad_norm": "grad_norm",
    "train/learning_rate": "lr",
}
"""Engine key to event field (llm_trainer/sft_trainer.py).

0.3.9 reports ``train/grad_norm`` and one ``train/learning_rate``; 0.4.x reports ``optimizer/grad_norm`` and a rate per
model part.
"""


def memory() -> dict[str, int]:
    """Peak allocated and reserved CUDA bytes of this process; empty where CUDA is not in use (the controller)."""
    try:
        cuda = sys.modules["torch"].cuda
        if not cuda.is_initialized():
            return {}
        return {
            "peak_memory_bytes": cuda.max_memory_allocated(),
            "reserved_memory_bytes": cuda.max_memory_reserved(),
        }
    except Exception:  # noqa: BLE001 - a step without its memory is still a step
        return {}


def step_fields(data: dict[str, Any]) -> dict[str, Any]:
    """Fields of a ``step`` event out of what the engine reports; absent values stay absent.

    With an empty ``logging.logger`` the engine reports the epoch only (0.4.7, llm_trainer/sft_trainer.py,
    ``if self.config.logging.logger``), so ``loss`` is then missing.
    """
    fields = {name: data[key] for key, name in STEP_KEYS.items() if key in data and data[key] is not None}
    rates = {key.removeprefix(LR): value for key, value in data.items() if key.startswith(LR)}
    if rates:
        fields["lr"] = rates
    elif "lr" in fields:
        fields["lr"] = {"all": fields["lr"]}
    return fields


def quietly(call: Callable[..., None]) -> Callable[..., None]:
    """The same callback, but an exception inside it is dropped: a broken event must not end a training."""

    def safe(*args: Any, **kwargs: Any) -> None:
        try:
            call(*args, **kwargs)
        except Exception as error:  # noqa: BLE001
            print(f"cookbook-run: warning: {call.__name__} failed: {error!r}", file=sys.stderr, flush=True)

    return safe


def loggers(events: Events) -> list[Callable[..., None]]:
    """``custom_logger_fns``: called as ``fn(data, step)`` on the master rank (multi-replica: in the controller)."""

    def log(data: dict[str, Any], step: int) -> None:
        if "val/avg_loss" in data:
            events.write("validation", step=data.get("val/train_step", step), loss=data["val/avg_loss"])
            return
        total = planned_steps()
        known = {} if total is None else {"total": total}
        events.write("step", step=step, **known, **step_fields(data), **memory())

    return [quietly(log)]


def hooks(events: Events) -> dict[str, Callable[..., None]]:
    """``hook_fns``: the engine calls them on every rank as ``hook(self, report_data=…)`` or ``hook(self, data=…)``.

    Only rank 0 writes. ``post_validation_hook`` is left out: the logger reports the same loss once, on the rank that
    knows it.
    """

    def validation_start(worker: Any = None, *_: Any, **__: Any) -> None:
        if events.rank == 0:
            events.write("validation_start", step=getattr(worker, "train_step", None))

    def save(*_: Any, **given: Any) -> None:
        data = given.get("data") or {}
        if events.rank == 0:
            events.write("save", step=data.get("step"), path=data.get("checkpoint_path"))

    return {"pre_validation_hook": quietly(validation_start), "save_checkpoint_hook": quietly(save)}
