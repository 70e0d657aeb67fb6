"""Lines as the real logger prints them."""

from __future__ import annotations

import os
import sys
import time


def _line(level: str, message: str) -> None:
    frame = sys._getframe(2)
    place = f"{os.path.relpath(frame.f_code.co_filename)}:{frame.f_lineno}:{frame.f_code.co_name}"
    print(f"[{time.strftime('%m-%d %H:%M:%S')}|{level}|{place}] {message}", flush=True)


def info(message: str, rank0_only: bool = True) -> None:
    """A line of rank 0, or of every rank with its number."""
    rank = os.environ.get("RANK", "0")
    if not rank0_only:
        _line("INFO", f"[RANK {rank}] {message}")
    elif rank == "0":
        _line("INFO", message)


def warning(message: str) -> None:
    """A warning of any rank."""
    _line("WARNING", message)


def critical(message: str) -> None:
    """The level at which much of the start is told."""
    if os.environ.get("RANK", "0") == "0":
        _line("CRITICAL", message)


def success(message: str) -> None:
    """The level of the end."""
    if os.environ.get("RANK", "0") == "0":
        _line("SUCCESS", message)
