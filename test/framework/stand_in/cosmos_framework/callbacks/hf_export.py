"""The export for transformers, written by a thread beside the training."""

from __future__ import annotations

import json
import os
import threading
from typing import Any

from safetensors.torch import save_file

from cosmos_framework.utils import log
from cosmos_framework.utils.callback import Callback


class HFExportCallback(Callback):
    """Begins with each save; its failure is raised at the end."""

    def __init__(self) -> None:
        self.iteration = 0
        self.thread: threading.Thread | None = None
        self.failure: Exception | None = None

    def on_save_checkpoint_start(self, model: Any, iteration: int = 0) -> None:
        """Which step it is."""
        self.iteration = iteration

    def on_save_checkpoint(self, model: Any, state_dict: Any) -> None:
        """Begin to write."""
        if not self.config.checkpoint["hf_export"]["enabled"] or os.environ["RANK"] != "0":
            return
        tensors = {name: value.clone() for name, value in model.state_dict().items()}
        self.thread = threading.Thread(target=self._write, args=(tensors, self.iteration), daemon=True)
        self.thread.start()

    def _write(self, tensors: dict[str, Any], iteration: int) -> None:
        folder = os.path.join(self.config.job["path_local"], "hf_exports", f"iter_{iteration:09d}")
        try:
            log.info(f"[HFExportCallback] Writing iter {iteration} export to {folder}")
            os.makedirs(folder)
            save_file(tensors, os.path.join(folder, "00000.safetensors"))
            index = {"metadata": {}, "weight_map": dict.fromkeys(tensors, "00000.safetensors")}
            for name, value in (("model.safetensors.index.json", index), ("config.json", {"model_type": "qwen3_vl"})):
                with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                    json.dump(value, file)
            log.info(f"[HFExportCallback] Export complete for iter {iteration}.")
        except Exception as error:  # noqa: BLE001 - raised on the main thread
            log.warning(f"[HFExportCallback] Export worker for iter {iteration} raised an exception: {error}")
            self.failure = error

    def on_train_end(self, model: Any, iteration: int = 0) -> None:
        """Wait for the thread."""
        if self.thread is not None:
            self.thread.join()
        if self.failure is not None:
            raise RuntimeError(f"[HFExportCallback] Export thread failed with: {self.failure}") from self.failure
