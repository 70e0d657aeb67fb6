"""Make the start weights of a run, and then become the run: ``with_start_weights.py FOLDER MAKER… -- RUN…``.

``MAKER`` is a command line in which ``FOLDER`` stands for the place that it writes to. It writes beside the folder,
which gets its name only when it is whole: a conversion that was cut off is never taken for start weights. A folder that
is there already is left alone.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path


def problem_of(folder: Path) -> str | None:
    """Return why a folder of safetensors cannot be begun with, or ``None``."""
    index = folder / "model.safetensors.index.json"
    if not index.exists():
        return None if any(folder.glob("*.safetensors")) else "it holds no .safetensors file"
    names = set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
    missing = sorted(name for name in names if not (folder / name).exists())
    return f"{len(missing)} of its {len(names)} shards are missing" if missing else None


def make(folder: Path, maker: list[str]) -> None:
    """Run the maker into a folder of its own, look at what it made, and give it its name.

    Raises:
        SystemExit: the maker failed, or what it made is not whole.
    """
    part = folder.with_name(f"{folder.name}.part-{os.getpid()}")
    words = [str(part) if word == "FOLDER" else word for word in maker]
    print(f"cookbook-run: making the start weights {folder}", flush=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        done = subprocess.run(words, check=False)
        if done.returncode != 0:
            raise SystemExit(f"cookbook-run: the start weights could not be made: exit code {done.returncode}")
        problem = problem_of(part)
        if problem is not None:
            raise SystemExit(f"cookbook-run: the start weights were made, but {problem}")
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    print(f"cookbook-run: made the start weights {folder}", flush=True)


def main(words: list[str]) -> None:
    """Make what is missing, then replace this process by the run."""
    at = words.index("--")
    folder, maker, run = Path(words[0]), words[1:at], words[at + 1 :]
    if not folder.exists():
        make(folder, maker)
    os.execvp(run[0], run)


if __name__ == "__main__":
    main(sys.argv[1:])
