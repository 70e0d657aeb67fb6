"""Conditions on values of the config, each with the words that say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Check = Callable[[Any], bool]
Options = Mapping[str, tuple[Check, str]]
"""The keys of a table: what each value must satisfy, and how that is said."""


def is_text(value: Any) -> bool:
    """A string that is not blank."""
    return isinstance(value, str) and value.strip() != ""


def is_string(value: Any) -> bool:
    """Any string."""
    return isinstance(value, str)


def is_well_formed(text: str) -> bool:
    """False where half of a surrogate pair stands alone: it has no bytes, and no tokenizer can take it."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def is_whole(value: Any) -> bool:
    """A positive integer."""
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def is_number(value: Any) -> bool:
    """A positive finite number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < float("inf")


def is_share(value: Any) -> bool:
    """A float between 0 and 1, both left out."""
    return isinstance(value, float) and 0 < value < 1


def are_names(value: Any) -> bool:
    """A list of distinct texts, at least one."""
    return isinstance(value, list) and bool(value) and all(map(is_text, value)) and len(set(value)) == len(value)


def are_weights(value: Any) -> bool:
    """A list of numbers >= 0 that are not all 0."""
    if not isinstance(value, list):
        return False
    return all(is_number(item) or (item == 0 and item is not False) for item in value) and sum(value) > 0


HELD_OUT: Options = {
    "validation_path": (is_text, "a path"),
    "validation_share": (is_share, "a float between 0 and 1"),
}
"""The keys of ``custom.dataset`` that every layout has."""
