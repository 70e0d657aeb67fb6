"""How the engine's logger writes a line."""

import sys
import time


def say(text: str) -> None:
    """A plain line."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def cosmos(text: str, level: str = "INFO") -> None:
    """A line as utils/logging.py of the engine writes it."""
    now = time.time()
    stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(now))
    say(f"[cosmos] {stamp},{int(now * 1000) % 1000:03d} - cosmos - {level} - {text}")
