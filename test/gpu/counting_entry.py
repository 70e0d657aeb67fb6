"""Entry script that also writes down what decides GPU memory: tokens and patches of each sample, and the memory's course.

    COUNTING_LAYOUT=llava cookbook-run sft --script test/gpu/counting_entry.py …

``samples.ndjson`` and ``memory.ndjson`` appear beside the events of the run, one line a sample (of any process) and one a
growth of the peak (rank 0, looked at ten times a second). The rest is the product's own script.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "templates" / "entry"))

from cookbook_entry import main as entry  # noqa: E402

FOLDER = Path(os.environ.get("COOKBOOK_RUN_EVENTS", "./events")).parent


def append(name: str, fields: dict[str, Any]) -> None:
    """One line, written at once."""
    with (FOLDER / name).open("a") as file:
        file.write(json.dumps({"t": time.time(), **fields}) + "\n")


def counting(packer: type) -> type:
    """The packer, writing down the tokens and patches of each sample that it makes."""

    class Counting(packer):  # type: ignore[misc]
        def sft_process_sample(self, sample: Any, *args: Any, **kwargs: Any) -> Any:
            """Let the engine's packer work, then count."""
            made = super().sft_process_sample(sample, *args, **kwargs)
            pixels = [made.get(key) for key in ("pixel_values", "pixel_values_videos")]
            patches = sum(int(value.shape[0]) for value in pixels if value is not None)
            append("samples.ndjson", {"tokens": len(made["input_ids"]), "patches": patches})
            return made

    Counting.__name__ = packer.__name__
    return Counting


def watch_memory() -> None:
    """Write the peak down whenever it has grown by 32 MiB."""
    last = 0
    while True:
        time.sleep(0.1)
        try:
            cuda = sys.modules["torch"].cuda
            peak = cuda.max_memory_allocated() if cuda.is_initialized() else 0
        except (KeyError, AttributeError, RuntimeError):  # torch is being imported
            continue
        if peak > last + 2**25:
            last = peak
            append("memory.ndjson", {"peak": peak, "reserved": cuda.max_memory_reserved()})


if __name__ == "__main__":
    original = entry.packer_class
    entry.packer_class = lambda family, version: counting(original(family, version))
    if os.environ.get("COSMOS_ROLE") == "Policy" and os.environ.get("RANK") == "0":
        threading.Thread(target=watch_memory, daemon=True).start()
    entry.run(os.environ.get("COUNTING_LAYOUT", "llava"))
