"""Append run events as JSON lines: what happened, for cookbook-run to read while the engine trains."""

from __future__ import annotations

import json
import math
import os
import sys
import time
from typing import Any

PATH = "COOKBOOK_RUN_EVENTS"
PLANNED = "COOKBOOK_RUN_PLANNED_STEPS"


def plain(value: Any) -> Any:
    """A value as strict JSON knows it: nan and infinities as strings, tensors of one element as numbers."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    try:
        number = float(value)
    except (TypeError, ValueError, RuntimeError):
        return str(value)
    return number if math.isfinite(number) else str(number)


class Events:
    """Writes one line per event with a single ``write`` to a file opened with ``O_APPEND``.

    So lines of many processes do not mix (on a local file system; NFS does not promise that). Without
    ``COOKBOOK_RUN_EVENTS`` nothing is written. A failed write never reaches the caller: it is reported once on stderr.
    """

    def __init__(self, path: str | None, rank: int, role: str) -> None:
        self.path = path or None
        self.rank = rank
        self.role = role
        self._warned = False
        self._torn = False

    @classmethod
    def from_environment(cls) -> Events:
        """The writer of this process: rank from RANK (0 without torchrun), role from COSMOS_ROLE."""
        rank = os.environ.get("RANK", "0")
        role = os.environ.get("COSMOS_ROLE", "unknown").lower()
        return cls(os.environ.get(PATH), int(rank) if rank.isdigit() else 0, role)

    def write(self, kind: str, **fields: Any) -> None:
        """Append one event. Fields that are None stay as null."""
        if self.path is None:
            return
        try:
            event = {"t": time.time(), "rank": self.rank, "role": self.role, "kind": kind, **fields}
            line = json.dumps(plain(event), ensure_ascii=False, allow_nan=False) + "\n"
            self._append(line.encode("utf-8", "backslashreplace"))
        except Exception as error:  # noqa: BLE001 - an event must never end a training
            self._warn(error)

    def _append(self, line: bytes) -> None:
        file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
        try:
            whole = b"\n" + line if self._torn else line
            written = os.write(file, whole)
            self._torn = written < len(whole)
            if self._torn:
                raise OSError(f"only {written} of {len(whole)} bytes were written")
        finally:
            os.close(file)

    def _warn(self, error: Exception) -> None:
        if not self._warned:
            self._warned = True
            text = f"cookbook-run: warning: run events cannot be written to {self.path}: {error}; training goes on"
            print(text.encode("utf-8", "backslashreplace").decode(), file=sys.stderr, flush=True)


def planned_steps() -> int | None:
    """Steps that cookbook-run planned for this run, from the environment; None when unknown."""
    text = os.environ.get(PLANNED, "")
    return int(text) if text.isdigit() and int(text) > 0 else None
