"""Problems as data, and the two errors that end a run before the model is loaded."""

from __future__ import annotations

import difflib
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

SHOWN = 20
"""How many problems are printed one by one before the rest is only counted."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where, what, and what to do about it."""

    where: str
    what: str
    fix: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what} ({self.fix})"


@dataclass
class Findings:
    """Everything a reader noticed: problems end the run, the rest is counted and reported."""

    problems: list[Problem] = field(default_factory=list)
    warnings: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def problem(self, where: str, what: str, fix: str) -> None:
        """Record something that must be repaired before training."""
        self.problems.append(Problem(where, what, fix))

    def warn(self, reason: str, where: str) -> None:
        """Count something odd that does not stop the run; the first place is kept as an example."""
        self.warnings[reason] += 1
        self.examples.setdefault(reason, where)

    def skip(self, reason: str, where: str, count: int = 1) -> None:
        """Count what is left out of training by the configuration or the layout."""
        self.skipped[reason] += count
        self.examples.setdefault(reason, where)

    def notes(self) -> Iterable[str]:
        """One line per reason for what was odd or left out, with its count and first place."""
        for kind, counts in (("warning", self.warnings), ("skipped", self.skipped)):
            for reason, count in sorted(counts.items()):
                yield f"{kind}: {count} x {reason}, first: {self.examples[reason]}"


class CookbookError(Exception):
    """Ends the process with ``exit_code`` after its problems were printed."""

    subject = "cookbook-run"
    exit_code = 1

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(self.summary())

    def summary(self) -> str:
        """The one sentence that stands for all problems."""
        raise NotImplementedError

    def show(self) -> None:
        """Print the first problems, a count of the rest, and the summary to stderr."""
        lines = [f"cookbook-run: {self.subject}: {problem}" for problem in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            lines.append(f"cookbook-run: {self.subject}: and {len(self.problems) - SHOWN} more problems")
        lines.append(f"{type(self).__name__}: {self.summary()}")
        print("\n".join(lines).encode("utf-8", "backslashreplace").decode(), file=sys.stderr, flush=True)


class CookbookDataError(CookbookError):
    """The dataset cannot be trained on as it is (exit 65)."""

    subject = "data"
    exit_code = 65

    def summary(self) -> str:
        """Count and first problem."""
        count = len(self.problems)
        return f"{count} problem{'s' if count != 1 else ''} in the dataset, first: {self.problems[0]}"


class CookbookConfigError(CookbookError):
    """The configuration cannot be carried out by this entry script and engine (exit 78)."""

    subject = "config"
    exit_code = 78

    def summary(self) -> str:
        """Count and first problem."""
        count = len(self.problems)
        return f"{count} problem{'s' if count != 1 else ''} in the configuration, first: {self.problems[0]}"


def suggest(word: str, known: Iterable[str]) -> str:
    """What to do about an unknown name: the closest known one, else all of them."""
    known = list(known)
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"did you mean {close[0]}?" if close else "known: " + ", ".join(known)
