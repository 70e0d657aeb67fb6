"""What an answer is worth against the label: pure functions of two texts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

ANSWER = re.compile(r"<answer>(.*?)</answer>", re.DOTALL | re.IGNORECASE)
OPTION = re.compile(
    r"^\W*(?:(?:the\s+)?(?:correct\s+)?(?:answer|option)(?:\s+is)?\W*)?([A-J])(?:[\s.):,]|\W*$)", re.IGNORECASE
)
LABEL_OPTION = re.compile(r"^\(?([A-J])[).:]?(?:\s|$)")


def said(text: str) -> str:
    """What was answered, without the reasoning before it."""
    tagged = ANSWER.findall(text)
    if tagged:
        return tagged[-1].strip()
    return text.rsplit("</think>", 1)[-1].strip()


def normalised(text: str) -> str:
    """Case and white space do not count."""
    return " ".join(text.split()).casefold()


def option(text: str, pattern: re.Pattern[str] = OPTION) -> str | None:
    """The letter of a multiple-choice answer, if it begins with one."""
    found = pattern.match(text)
    return found.group(1).upper() if found else None


def json_object(text: str) -> dict[str, Any] | None:
    """The JSON object in an answer, also between fences."""
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        return None
    try:
        value = json.loads(text[start : end + 1])
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def leaves(value: Any, path: str = "") -> dict[str, Any]:
    """Every value by its dotted key; lists are values."""
    if not isinstance(value, Mapping):
        return {path: value}
    found: dict[str, Any] = {}
    for key, item in value.items():
        found |= leaves(item, f"{path}.{key}" if path else str(key))
    return found


def _same(label: Any, answer: Any) -> bool:
    if isinstance(label, str) and isinstance(answer, str):
        return normalised(label) == normalised(answer)
    # True is 1 in Python, and not in a label.
    return type(label) is type(answer) and label == answer


Scores = dict[str, Any]


def score(label: str, answer: str) -> Scores:
    """One answer: ``exact``, and ``option`` or ``fields`` where the label is a letter or an object of JSON."""
    truth, told = said(label), said(answer)
    scores: Scores = {"exact": normalised(truth) == normalised(told)}
    letter = option(truth, LABEL_OPTION)
    if letter is not None:
        scores["option"] = option(told) == letter
    fields = json_object(truth)
    if fields is not None:
        given = json_object(told)
        flat = leaves(given) if given is not None else {}
        scores["valid"] = given is not None
        scores["fields"] = {key: key in flat and _same(value, flat[key]) for key, value in leaves(fields).items()}
    return scores


def _share(values: Iterable[bool]) -> float | None:
    known = list(values)
    return sum(known) / len(known) if known else None


def summary(all_scores: list[Scores]) -> dict[str, Any]:
    """Shares over all answers; what no label asks for is left out. An answer without JSON has every field wrong."""
    result: dict[str, Any] = {"samples": len(all_scores)}
    if all_scores:
        result["exact_match"] = _share(one["exact"] for one in all_scores)
    options = _share(one["option"] for one in all_scores if "option" in one)
    if options is not None:
        result["option_accuracy"] = options
    with_json = [one for one in all_scores if "fields" in one]
    if with_json:
        names = sorted({name for one in with_json for name in one["fields"]})
        by_field = {name: _share(one["fields"][name] for one in with_json if name in one["fields"]) for name in names}
        result["json"] = {
            "valid": _share(one["valid"] for one in with_json),
            "field_accuracy": _share(value for one in with_json for value in one["fields"].values()),
            "fields": by_field,
        }
    return result
