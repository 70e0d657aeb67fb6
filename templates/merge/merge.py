"""Merges a LoRA adapter into its base model, file by file: `python merge.py PLAN.json`, run by `cookbook-run merge`.

Every file of the base is read once from front to back and written with the same header, in blocks of some megabytes:
the memory that is needed does not grow with the model. What was decided before, from headers alone, stands in the plan;
here is only arithmetic: ``W + scale * (B @ A)`` in float32, rounded once to the type of W. Every value is looked at for
NaN and infinity.

One JSON object a line on stdout tells how far it is: ``bytes``, ``file``, ``done``, or ``failed`` with a reason.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "eval"))

from lora import FLOATS, Adapter, DataError, Tensor, read_header, read_into, values  # noqa: E402

BLOCK = 32 * 1024 * 1024
"""Bytes of a tensor that are in memory at a time."""

TOLD_EVERY = 256 * 1024 * 1024
"""Bytes between two lines about progress."""


def tell(**event: Any) -> None:
    """One line for cookbook-run."""
    print(json.dumps(event), flush=True)


class Addition:
    """``scale * (B @ A)``, added to blocks of whole rows."""

    def __init__(self, adapter: Adapter, change: dict[str, Any]) -> None:
        self.a = adapter.matrix(change["a"])
        self.b = adapter.matrix(change["b"]) * adapter.scale(change["names"], int(change["rank"]))
        self.moved = bool(torch.count_nonzero(self.b)) and bool(torch.count_nonzero(self.a))

    def apply(self, block: torch.Tensor, start: int) -> None:
        """Changes the block, whose first value is the ``start``-th of the tensor."""
        width = self.a.shape[1]
        row = start // width
        weight = block.reshape(-1, width)
        product = self.b[row : row + weight.shape[0]] @ self.a
        weight.copy_(weight.to(torch.float32) + product)


class Replacement:
    """Another tensor in its place."""

    moved = True

    def __init__(self, adapter: Adapter, change: dict[str, Any]) -> None:
        self.path = adapter.path
        self.tensor = adapter.tensors[change["from"]]
        self.dtype = FLOATS[self.tensor.dtype]

    def apply(self, block: torch.Tensor, start: int) -> None:
        """Overwrites the block, whose first value is the ``start``-th of the tensor."""
        with self.path.open("rb") as file:
            file.seek(self.tensor.start + start * self.dtype.itemsize)
            block.copy_(values(read_into(file, block.numel() * self.dtype.itemsize), self.dtype))


def blocks(tensor: Tensor) -> Iterator[tuple[int, int]]:
    """Start and length in bytes of blocks of whole rows, counted from the start of the tensor."""
    size = tensor.end - tensor.start
    rows = tensor.shape[0] if tensor.shape else 1
    row = size // max(1, rows)
    step = max(row, BLOCK // row * row) if row else 1
    for start in range(0, size, step):
        yield start, min(step, size - start)


class Merger:
    """Writes the files of one plan."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.base, self.out = Path(plan["base"]), Path(plan["out"])
        self.adapter = Adapter(Path(plan["adapter"]), plan["scaling"])
        self.done = 0
        self.told = 0
        self.parent = os.getppid()
        self.unmoved: list[str] = []

    def count(self, length: int) -> None:
        """Counts bytes that were written, and tells now and then.

        Raises:
            DataError: nobody waits for us any more; another try may be writing the same by now.
        """
        if os.getppid() != self.parent:
            raise DataError("cookbook-run is gone")
        self.done += length
        if self.done - self.told >= TOLD_EVERY:
            self.told = self.done
            tell(event="bytes", done=self.done)

    def change_of(self, name: str, changes: dict[str, Any]) -> Addition | Replacement | None:
        """What is to be done with a tensor."""
        change = changes.get(name)
        if change is None:
            return None
        made = (Addition if change["kind"] == "add" else Replacement)(self.adapter, change)
        if not made.moved:
            self.unmoved.append(name)
        return made

    def copy_tensor(self, tensor: Tensor, source: BinaryIO, target: BinaryIO, changes: dict[str, Any]) -> bool:
        """Writes one tensor, changed or not; returns whether all of the base's is zero.

        Raises:
            DataError: a value is not finite, before or after.
        """
        change = self.change_of(tensor.name, changes)
        dtype = FLOATS.get(tensor.dtype)
        zero = True
        for start, length in blocks(tensor):
            data = read_into(source, length)
            zero = zero and not any(data[:4096]) and not torch.any(values(data, torch.uint8))
            if dtype is not None:
                held = values(data, dtype)
                if not bool(torch.isfinite(held).all()):
                    raise DataError(f"{tensor.name} of the base holds NaN or infinity")
                if change is not None:
                    change.apply(held, start // held.element_size())
                    if not bool(torch.isfinite(held).all()):
                        raise DataError(f"{tensor.name} is too large for {tensor.dtype} once it is merged")
            target.write(data)
            self.count(length)
        return zero

    def write(self, name: str, changes: dict[str, Any]) -> None:
        """Writes one file under another name, and gives it its own once it is whole on the disk.

        Raises:
            DataError: every matrix in it is zero, as after a download that never came.
        """
        part = self.out / f"{name}.{os.getpid()}.part"
        header, tensors = read_header(self.base / name)
        zeros: list[tuple[bool, bool]] = []
        with (self.base / name).open("rb") as source, part.open("wb") as target:
            source.seek(len(header))
            target.write(header)
            for tensor in tensors:
                zero = self.copy_tensor(tensor, source, target, changes)
                if tensor.end > tensor.start:
                    zeros.append((len(tensor.shape) > 1, zero))
            target.flush()
            os.fsync(target.fileno())
        judged = [zero for matrix, zero in zeros if matrix] or [zero for _, zero in zeros]
        if judged and all(judged):
            raise DataError(f"{self.base / name} holds nothing but zeros")
        part.rename(self.out / name)

    def run(self) -> None:
        """Writes all files that are still to be written."""
        for name, changes in self.plan["files"].items():
            self.write(name, changes)
            tell(event="file", file=name, done=self.done)
        tell(event="done", unmoved=self.unmoved)


def main(argv: list[str]) -> int:
    """The command: 0, 65 for damaged files, 73 where the disk does not take them."""
    torch.set_grad_enabled(False)
    try:
        Merger(json.loads(Path(argv[0]).read_text(encoding="utf-8"))).run()
    except (DataError, re.error) as error:
        tell(event="failed", why=str(error))
        return 65
    except OSError as error:
        tell(event="failed", why=f"{error.strerror}: {error.filename}" if error.filename else str(error))
        return 73
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
