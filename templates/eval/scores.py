"""What an answer is worth against the label: pure functions of two texts."""

from __future__ import annotations

import json
import math
import re
import statistics
from collections.abc import Iterable, Mapping
from typing import Any

ANSWER = re.compile(r"<answer>(.*?)</answer>", re.DOTALL | re.IGNORECASE)
OPTION = re.compile(
    r"^\W*(?:(?:the\s+)?(?:correct\s+)?(?:answer|option)(?:\s+is)?\W*)?([A-J])(?:[\s.):,]|\W*$)", re.IGNORECASE
)
NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
FREE_WORDS = 4
"""A label of so many words is text: how near an answer comes to it counts too."""
WORD = re.compile(r"\w+", re.UNICODE)
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
    except (ValueError, RecursionError):
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


def number(text: str) -> float | None:
    """The number that an answer is, or the only one in it."""
    found = NUMBER.findall(text)
    value = float(found[0]) if len(found) == 1 else math.inf
    # A model that repeats a digit without end says no number.
    return value if math.isfinite(value) else None


def rouge_l(label: str, answer: str) -> float:
    """ROUGE-L (F1): the longest sequence of words, in order, that both have (Lin 2004; words as in ``rouge-score``)."""
    truth, told = WORD.findall(label.casefold()), WORD.findall(answer.casefold())
    if not truth or not told:
        return 0.0
    row = [0] * (len(told) + 1)
    for word in truth:
        before = 0
        for place, other in enumerate(told, 1):
            kept = row[place]
            row[place] = before + 1 if word == other else max(row[place], row[place - 1])
            before = kept
    recall, precision = row[-1] / len(truth), row[-1] / len(told)
    return 2 * precision * recall / (precision + recall) if row[-1] else 0.0


Scores = dict[str, Any]


def score(label: str, answer: str) -> Scores:
    """One answer: ``exact``, and by the label's kind ``option``, ``fields``, ``number`` or ``rouge_l``.

    A label is a letter, an object of JSON, a number alone (VideoPhy-2: 1 to 5), or a text of several words.
    """
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
    elif NUMBER.fullmatch(truth):
        scores["number"] = (float(truth), number(told))
    elif letter is None and len(WORD.findall(truth)) >= FREE_WORDS:
        scores["rouge_l"] = rouge_l(truth, told)
    return scores


def goodness(scores: Scores) -> float:
    """How good one answer is, from 0 to 1, by what its label asks for most."""
    if "fields" in scores:
        return _mean(scores["fields"].values()) or 0.0
    if "number" in scores:
        truth, told = scores["number"]
        return 0.0 if told is None else max(0.0, 1 - abs(truth - told) / 4)
    for name in ("option", "rouge_l"):
        if name in scores:
            return float(scores[name])
    return float(scores["exact"])


def _mean(values: Iterable[float]) -> float | None:
    known = list(values)
    return sum(known) / len(known) if known else None


def _numbers(pairs: list[tuple[float, float | None]]) -> dict[str, Any]:
    """Scores as VideoPhy-2 judges them: equal, how far off, and Pearson's correlation where both sides vary."""
    told = [(truth, said) for truth, said in pairs if said is not None]
    result: dict[str, Any] = {
        "answered": len(told) / len(pairs),
        "accuracy": _mean(truth == said for truth, said in pairs),
    }
    if told:
        result["error"] = _mean(abs(truth - said) for truth, said in told)
    truths, answers = [truth for truth, _ in told], [said for _, said in told]
    if len(set(truths)) > 1 and len(set(answers)) > 1:
        try:
            correlation = statistics.correlation(truths, answers)
        except (statistics.StatisticsError, OverflowError):
            correlation = math.nan
        if math.isfinite(correlation):
            result["correlation"] = correlation
    return result


def summary(all_scores: list[Scores]) -> dict[str, Any]:
    """Shares over all answers; what no label asks for is left out. An answer without JSON has every field wrong."""
    result: dict[str, Any] = {"samples": len(all_scores)}
    if all_scores:
        result["exact_match"] = _mean(one["exact"] for one in all_scores)
    texts = _mean(one["rouge_l"] for one in all_scores if "rouge_l" in one)
    if texts is not None:
        result["rouge_l"] = texts
    numbers = [one["number"] for one in all_scores if "number" in one]
    if numbers:
        result["score"] = _numbers(numbers)
    options = _mean(one["option"] for one in all_scores if "option" in one)
    if options is not None:
        result["option_accuracy"] = options
    with_json = [one for one in all_scores if "fields" in one]
    if with_json:
        names = sorted({name for one in with_json for name in one["fields"]})
        by_field = {name: _mean(one["fields"][name] for one in with_json if name in one["fields"]) for name in names}
        result["json"] = {
            "valid": _mean(one["valid"] for one in with_json),
            "field_accuracy": _mean(value for one in with_json for value in one["fields"].values()),
            "fields": by_field,
        }
    return result
