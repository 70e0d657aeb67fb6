"""What a data layout is to the rest of the entry scripts."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .checks import Options
from .errors import Findings
from .samples import Sample
from .settings import Settings

Groups = dict[str, list[Sample]]
"""Samples by the sub-directory they came from, "" where the layout has none; in the order of the files."""


def at_path(name: str, _source: Mapping[str, Any]) -> str:
    """For a layout whose data is named by a path."""
    return os.path.abspath(name)


def agree(_dataset: Mapping[str, Any], _findings: Findings) -> None:
    """For a layout whose keys do not depend on each other."""


@dataclass(frozen=True)
class Layout:
    """How one layout is named in the config and read from disk.

    ``root_key`` is the dotted key that names the data (``absolute``: by an absolute path), ``names`` what it names, in
    words. ``locate`` says where that lies, given the engine's own table ``train.train_policy.dataset``. ``options`` are
    the keys of ``custom.dataset``, ``together`` says what they must satisfy together. ``read`` gives the samples of a
    root; what is wrong goes to the findings. ``weights`` is there where groups are drawn by weight, and gives None
    where the config has no weights: each group then counts by its size.
    """

    root_key: str
    names: str
    options: Options
    read: Callable[[Settings, str, Findings], Groups]
    absolute: bool = False
    locate: Callable[[str, Mapping[str, Any]], str] = at_path
    together: Callable[[Mapping[str, Any], Findings], None] = agree
    weights: Callable[[Settings], dict[str, float] | None] | None = None
