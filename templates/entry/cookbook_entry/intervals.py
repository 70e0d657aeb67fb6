"""MimicGen demonstrations in a saved dataset: the answers say when things happen, as ``<start> <end>`` in seconds."""

from __future__ import annotations

import re

from .errors import Findings
from .saved import saved_layout
from .spoken import Spoken

TIME = re.compile(r"<\s*([0-9]+(?:\.[0-9]+)?)\s*>")


def ends_after_start(spoken: Spoken, where: str, findings: Findings) -> bool:
    """No interval of an answer ends before it starts; what is merely odd is left to ``cookbook-run data check``."""
    answer = "\n".join(turn.text for turn in spoken.turns if turn.role == "assistant")
    times = TIME.findall(answer)
    backwards = [(start, end) for start, end in zip(times[::2], times[1::2], strict=False) if float(start) > float(end)]
    for start, end in backwards:
        findings.problem(where, f"the interval <{start}> <{end}> ends before it starts", "correct the answer")
    return not backwards


MIMICGEN = saved_layout(ends_after_start)
