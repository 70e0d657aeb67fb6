"""Make the start weights of a run, and then become the run: ``with_start_weights.py FOLDER BYTES MAKER… -- RUN…``.

``MAKER`` is a command line in which ``FOLDER`` stands for the place that it writes to. It writes beside the folder,
which gets its name only when it is whole: a conversion that was cut off is never taken for start weights. A folder that
is there is looked at and left as it is. Runs that want the same folder at once wait for the one that makes it.
``BYTES`` is the room that it takes, 0 where that is not known.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import NoReturn

# Whoever supervises ends what says nothing for longer than its limit, some minutes at least.
EVERY = 20.0
INDEX = "model.safetensors.index.json"


def say(text: str) -> None:
    """Print a line that cookbook-run reads."""
    print(f"cookbook-run: {text}", flush=True)


def tensors_of(path: Path) -> set[str]:
    """Return the names in a file of safetensors.

    Raises:
        ValueError: it is cut, or no such file.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if size < 8 or length > size - 8:
            raise ValueError("it is cut in its header")
        header = json.loads(file.read(length))
    header.pop("__metadata__", None)
    end = max((entry["data_offsets"][1] for entry in header.values()), default=0)
    if 8 + length + end != size:
        raise ValueError(f"it has {size} bytes, and its header tells of {8 + length + end}")
    return set(header)


def problem_of(folder: Path) -> str | None:
    """Return why a folder cannot be begun with, or ``None``: every shard of its index, each to its last byte."""
    try:
        wanted: dict[str, set[str]] = {path.name: set() for path in sorted(folder.glob("*.safetensors"))}
        if (folder / INDEX).exists():
            wanted = {}
            for tensor, name in json.loads((folder / INDEX).read_text(encoding="utf-8"))["weight_map"].items():
                wanted.setdefault(name, set()).add(tensor)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return f"its index cannot be read: {error!r}"
    if not wanted:
        return "it holds no .safetensors file"
    missing = [name for name in wanted if not (folder / name).exists()]
    if missing:
        return f"{len(missing)} of its {len(wanted)} shards are missing"
    for name, tensors in wanted.items():
        try:
            lacking = tensors - tensors_of(folder / name)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            return f"{name} cannot be read: {error}"
        if lacking:
            return f"{name} lacks {min(lacking)}"
    return None


def work_of(pid: int) -> int:
    """Return a number that grows while a process reads, writes or computes."""
    try:
        ticks = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        moved = [line.split()[1] for line in Path(f"/proc/{pid}/io").read_text(encoding="utf-8").splitlines()[:2]]
    except (OSError, IndexError):
        return 0
    # A hundredth of a second, and a MiB that was read or written, weigh the same.
    return int(ticks[11]) + int(ticks[12]) + sum(map(int, moved)) // 2**20


def attend(maker: subprocess.Popen[bytes], every: float) -> int:
    """Wait for the maker, and say from time to time that it works; one that does nothing is not spoken of."""
    begun = time.monotonic()
    before = 0
    while True:
        try:
            return maker.wait(every)
        except subprocess.TimeoutExpired:
            now = work_of(maker.pid)
            # A process that only waits wakes up now and then.
            if now - before > every * 2:
                say(f"still making the start weights, {time.monotonic() - begun:.0f} s so far")
            before = now


def fail(text: str) -> NoReturn:
    """End with a line that cookbook-run reads."""
    raise SystemExit(f"cookbook-run: the start weights {text}")


def make(folder: Path, room: int, maker: list[str], every: float = EVERY) -> None:
    """Run the maker into a folder of its own, look at what it made, and give it its name.

    Raises:
        SystemExit: there is no room, the maker failed, or what it made is not whole.
    """
    for stale in folder.parent.glob(f"{folder.name}.part-*"):
        shutil.rmtree(stale, ignore_errors=True)
    free = shutil.disk_usage(folder.parent).free
    if free < room:
        fail(f"could not be made: No space left on device: {folder.parent} has {free / 1e9:.1f} GB of {room / 1e9:.1f}")
    part = folder.with_name(f"{folder.name}.part-{os.getpid()}")
    say(f"making the start weights {folder}")
    running = subprocess.Popen([str(part) if word == "FOLDER" else word for word in maker])

    def ended(number: int, _: FrameType | None) -> None:
        running.terminate()
        raise SystemExit(128 + number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ended)
    try:
        code = attend(running, every)
        if code != 0:
            fail(f"could not be made: exit code {code}")
        problem = problem_of(part)
        if problem is not None:
            fail(f"could not be made: what was made is not whole: {problem}")
        part.rename(folder)
    finally:
        running.wait()
        shutil.rmtree(part, ignore_errors=True)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
    say(f"made the start weights {folder}")


def prepare(folder: Path, room: int, maker: list[str], every: float = EVERY) -> None:
    """Make what is missing, and look at what is there; one run at a time.

    Raises:
        SystemExit: there are no start weights that can be begun with.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f".{folder.name}.lock").open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                say("another run makes the same start weights; waiting for it")
                time.sleep(every)
        if not folder.exists():
            make(folder, room, maker, every)
            return
        problem = problem_of(folder)
        if problem is not None:
            fail(f"{folder} cannot be used: {problem}")


def main(words: list[str]) -> None:
    """Have start weights, then replace this process by the run."""
    at = words.index("--")
    prepare(Path(words[0]), int(words[1]), words[2:at])
    run = words[at + 1 :]
    os.execvp(run[0], run)


if __name__ == "__main__":
    main(sys.argv[1:])
