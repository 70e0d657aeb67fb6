"""What goes wrong in this run, from the environment."""

from __future__ import annotations

import json
import os
import signal
import time
from typing import Any

FAULTS: dict[str, Any] = json.loads(os.environ.get("STAND_IN", "{}"))
"""``pace``: seconds of a step. ``nan_from``: the first step whose loss is NaN. ``kill``: ``[who, signal, after]``: a
process of the run gets a signal after that step; one more than the last is before the last save. ``convert``: how the
conversion of the start weights goes.
"""


def strike(step: int, daemon: int | None) -> None:
    """Send the signal that belongs to a step."""
    who, name, after = FAULTS.get("kill", ["", "", -1])
    if step != after or os.environ["RANK"] != "0":
        return
    pids = {"worker": os.getpid(), "torchrun": os.getppid(), "daemon": daemon}
    os.kill(pids[who], signal.Signals[name])
    if who == "daemon":
        # It is gone before anybody asks whether it lives.
        time.sleep(1)
