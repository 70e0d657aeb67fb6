"""How sure a number is: bootstrap over the samples, paired where two models answered the same ones."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from scores import Scores, summary

ROUNDS = 1000
LEVEL = 0.95
"""Share of the resamples that an interval holds."""

Interval = tuple[float, float]


def numbers(value: dict[str, Any], prefix: str = "") -> dict[str, float]:
    """Every number of a summary by its dotted key, but for the count."""
    found: dict[str, float] = {}
    for key, item in value.items():
        if isinstance(item, dict):
            found |= numbers(item, f"{prefix}{key}.")
        elif isinstance(item, (int, float)) and key != "samples":
            found[f"{prefix}{key}"] = float(item)
    return found


def interval(values: Sequence[float]) -> Interval:
    """The middle ``LEVEL`` of the values."""
    ordered = sorted(values)
    cut = (1 - LEVEL) / 2 * (len(ordered) - 1)
    return ordered[int(cut)], ordered[len(ordered) - 1 - int(cut)]


def resamples(count: int, rounds: int) -> list[list[int]]:
    """Places of samples, drawn with replacement; the same ones at every call."""
    chance = random.Random(0)
    return [chance.choices(range(count), k=count) for _ in range(rounds)]


def uncertainty(scores: dict[str, list[Scores]], rounds: int = ROUNDS) -> dict[str, Any]:
    """Intervals of every number of each model, and of the first model less the second.

    ``{"intervals": {model: {number: [low, high]}}, "difference": {number: {"value": …, "low": …, "high": …}}}``. A
    number that a resample lacks (no label of its kind drawn) is left out of that resample.
    """
    names = list(scores)
    count = len(scores[names[0]])
    if count < 2:
        return {"intervals": {}, "difference": {}}
    drawn: list[dict[str, dict[str, float]]] = [
        {name: numbers(summary([scores[name][place] for place in places])) for name in names}
        for places in resamples(count, rounds)
    ]
    whole = {name: numbers(summary(scores[name])) for name in names}
    intervals = {
        name: {
            key: interval([one[name][key] for one in drawn if key in one[name]] or [value])
            for key, value in whole[name].items()
        }
        for name in names
    }
    if len(names) < 2:
        return {"intervals": intervals, "difference": {}}
    first, second = names[:2]
    difference = {}
    for key in whole[first]:
        if key not in whole[second]:
            continue
        apart = [one[first][key] - one[second][key] for one in drawn if key in one[first] and key in one[second]]
        low, high = interval(apart or [whole[first][key] - whole[second][key]])
        difference[key] = {"value": whole[first][key] - whole[second][key], "low": low, "high": high}
    return {"intervals": intervals, "difference": difference}
