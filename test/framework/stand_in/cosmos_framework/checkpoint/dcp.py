"""Saves: the state goes to a spawned process, which writes it with torch's own distributed checkpoints."""

from __future__ import annotations

import os
import time
from multiprocessing import get_context
from typing import Any, NamedTuple

import torch.distributed as dist
import torch.distributed.checkpoint as dcp

from cosmos_framework.utils import log


class SaveDone(NamedTuple):
    """What the process answers."""

    iteration: int
    elapsed_time: float
    succeeded: bool


def _save(folder: str, state: dict[str, Any], iteration: int) -> None:
    name = f"iter_{iteration:09d}"
    for part, values in state.items():
        dcp.save(values, checkpoint_id=os.path.join(folder, name, part))
    if os.environ["RANK"] == "0":
        log.info(f"Saving last checkpoint file {name}")
        with open(os.path.join(folder, "latest_checkpoint.txt"), "w", encoding="utf-8") as file:
            file.write(f"{name}\n")
        log.info(f"Saved checkpoint to {os.path.join(folder, name)}")


def background(tasks: Any, answers: Any, folder: str, port: int, loaders: Any) -> None:
    """The checkpoint process: one task after the other, until None.

    The real one gets two tables of the config, which refer to the whole of it: what the loaders name comes along.
    """
    del loaders
    store = dist.TCPStore("127.0.0.1", port, int(os.environ["WORLD_SIZE"]), os.environ["RANK"] == "0")
    dist.init_process_group("gloo", store=store, rank=int(os.environ["RANK"]), world_size=int(os.environ["WORLD_SIZE"]))
    while True:
        log.info("Checkpoint background process is ready for next task, waiting for new state_dict")
        task = tasks.get()
        log.info("Checkpoint background process received new state_dict")
        if task is None:
            log.info("Checkpoint background process received termination signal, closing sender queue")
            break
        state, iteration = task
        began, done = time.monotonic(), False
        try:
            log.info(f"Saving checkpoint to iter_{iteration:09d}")
            _save(folder, state, iteration)
            done = True
        finally:
            seconds = time.monotonic() - began
            log.info(
                f"Checkpoint save completed in background process. Time taken: {seconds:.2f} seconds, "
                f"iteration: {iteration}, status: {'SUCCESS' if done else 'FAILURE'}"
            )
            answers.put(SaveDone(iteration, seconds, done))
    log.info("Cleaning up: destroying distributed process group")
    dist.destroy_process_group()


class Checkpointer:
    """Hands states to the process, and waits for the answer before the next one."""

    def __init__(self, config: Any, callbacks: Any) -> None:
        self.folder = os.path.join(config.job["path_local"], "checkpoints")
        self.config, self.callbacks = config, callbacks
        port = [0]
        if dist.get_rank() == 0:
            probe = dist.TCPStore("127.0.0.1", 0, 1, True, wait_for_workers=False)
            port[0] = probe.port
            del probe
        dist.broadcast_object_list(port, src=0)
        context = get_context("spawn")
        self.tasks, self.answers = context.Queue(), context.Queue()
        told = (self.tasks, self.answers, self.folder, port[0], [config.dataloader_train, config.dataloader_val])
        self.mp = context.Process(target=background, args=told, daemon=True)
        self.mp.start()
        self.waiting = False

    def load(self, state: dict[str, Any]) -> int:
        """Goes on from what lies there under the same name, else from ``load_path``; returns the step."""
        latest = os.path.join(self.folder, "latest_checkpoint.txt")
        path, how = str(self.config.checkpoint["load_path"] or ""), "warm start, local"
        if os.path.exists(latest):
            with open(latest, encoding="utf-8") as file:
                path, how = os.path.join(self.folder, file.read().strip()), "same-job, local"
        log.critical(f"Resuming ckpt {f'{path} ({how})' if path else None} with keys: {sorted(state) if path else []}")
        if not path:
            log.info("Training from scratch.")
            return 0
        if how.startswith("warm") and not self.config.checkpoint["load_training_state"]:
            state = {"model": state["model"]}
        for part, values in state.items():
            dcp.load(values, checkpoint_id=os.path.join(path, part))
        iteration = int(state["trainer"]["iteration"]) if "trainer" in state else 0
        log.info(f"Loaded checkpoint from {path} ({how}) in iteration {iteration}")
        return iteration

    def save(self, model: Any, optimizer: Any, scheduler: Any, grad_scaler: Any, iteration: int) -> None:
        """Queue a save; an export begins with it."""
        self.callbacks.on_save_checkpoint_start(model, iteration=iteration)
        self._wait()
        self.callbacks.on_save_checkpoint(model, state_dict={})
        self.tasks.put((self.config.state(iteration), iteration))
        self.waiting = True
        log.info("Submitted checkpoint to background process")

    def _wait(self) -> None:
        if not self.waiting:
            return
        log.info("Waiting for checkpoint save result")
        answer = self.answers.get(timeout=3600)
        log.info(f"Received checkpoint save result: {answer}")
        self.waiting = False
        if not answer.succeeded:
            raise RuntimeError("Previous checkpoint save failed. Exiting...")

    def finalize(self) -> None:
        """As in the real one a process that is dead is not waited for, and what it had not written is lost."""
        if self.mp.is_alive():
            self._wait()
            self.tasks.put(None)
            self.mp.join()
