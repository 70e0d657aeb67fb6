"""VideoPhy-2 clips in a saved dataset: the answers are scores from 1 to 5."""

from __future__ import annotations

import re

from .errors import Findings
from .saved import saved_layout
from .spoken import Spoken

ANSWER = re.compile(r"<answer>(.*?)</answer>", re.DOTALL)
NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def is_score(spoken: Spoken, where: str, findings: Findings) -> bool:
    """The answer is a score from 1 to 5; one that is no number is counted and trained on as it is."""
    text = spoken.turns[-1].text
    found = ANSWER.search(text)
    said = (found.group(1) if found else text).strip()
    if not NUMBER.fullmatch(said):
        findings.warn("answer that is no score alone", where)
    elif float(said) not in (1, 2, 3, 4, 5):
        findings.problem(where, f"the score {said} is not a whole number from 1 to 5", "correct the score")
        return False
    return True


VIDEOPHY2 = saved_layout(is_score)
