"""A list of samples in one JSON array, each an object with an id."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .checks import is_well_formed
from .errors import Findings
from .files import read_json


def read_items(meta: str, findings: Findings) -> list[Any]:
    """The items of a meta file; none after adding a problem."""
    items = read_json(meta, findings)
    if items is None:
        return []
    if not isinstance(items, list) or not items:
        findings.problem(meta, "is not a JSON array with at least one item", "write [{…}, …]")
        return []
    return items


def identity(item: Any, where: str, known: Sequence[str], seen: set[str], findings: Findings) -> str | None:
    """The id of an item as text, added to ``seen``; None after adding a problem. ``known`` are the keys it may have."""
    if not isinstance(item, dict):
        findings.problem(where, f"is {type(item).__name__}, not a JSON object", "write an item as an object")
        return None
    name = item.get("id")
    if isinstance(name, bool) or not isinstance(name, str | int) or name == "":
        findings.problem(where, f"has the id {name!r}", "give every item a non-empty id")
        return None
    if not is_well_formed(str(name)):
        findings.problem(where, f"has the id {name!r}, with half a character", "give every item a proper text as id")
        return None
    if str(name) in seen:
        findings.problem(where, f"id {name!r} is used twice", "make ids unique in their meta file")
        return None
    seen.add(str(name))
    for key in item.keys() - set(known):
        findings.warn(f"unknown item key {key!r} is not used", where)
    return str(name)
