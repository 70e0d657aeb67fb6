"""From settings to the samples of a run: read, check, hold out, draw."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .errors import CookbookDataError, Findings
from .layouts import LAYOUTS
from .samples import Sample
from .sampling import draw, hold_out
from .settings import Settings


@dataclass(frozen=True)
class Data:
    """The samples of a run. ``validation`` is None when validation is off; ``groups`` counts per sub-directory."""

    train: list[Sample]
    validation: list[Sample] | None
    groups: dict[str, dict[str, int]]
    findings: Findings

    def event(self) -> dict[str, Any]:
        """The fields of the ``dataset`` event."""
        return {
            "train": len(self.train),
            "validation": None if self.validation is None else len(self.validation),
            "skipped": dict(self.findings.skipped),
            "warnings": dict(self.findings.warnings),
            "subdirectories": self.groups,
            "fingerprint": fingerprint(self.train),
        }


def fingerprint(samples: Sequence[Sample]) -> str:
    """16 hex digits over ids and texts in order: equal on every rank unless hosts see different files."""
    state = hashlib.sha256()
    for sample in samples:
        texts = "\0".join(turn.text for turn in sample.turns)
        state.update(f"{sample.id}\0{texts}\n".encode("utf-8", "surrogateescape"))
    return state.hexdigest()[:16]


def _regroup(samples: Sequence[Sample], names: Sequence[str]) -> dict[str, list[Sample]]:
    return {name: [sample for sample in samples if sample.group == name] for name in names}


def _held(settings: Settings, samples: list[Sample], findings: Findings) -> tuple[list[Sample], list[Sample] | None]:
    """Training and validation samples; None without validation."""
    if not settings.validation:
        return samples, None
    if settings.validation_path is not None:
        groups = LAYOUTS[settings.layout].read(settings, settings.validation_path, findings)
        validation = [sample for group in groups.values() for sample in group]
        known = {sample.id for sample in samples}
        for sample in validation:
            if sample.id in known:
                findings.warn("validation sample has the id of a training sample", sample.id)
        return samples, validation
    if len(samples) < 2:
        what = f"{len(samples)} sample cannot be split into training and validation"
        findings.problem(settings.root, what, "set custom.dataset.validation_path or turn validation off")
        return samples, []
    return hold_out(samples, settings.validation_share)


ONLY = "COOKBOOK_RUN_ONLY"
"""A rehearsal's choice, as JSON: ``longest`` and ``ordinary`` ids, how many to ``take`` of each, ``validation``."""


def only_chosen(train: list[Sample], validation: list[Sample] | None) -> tuple[list[Sample], list[Sample] | None]:
    """All samples, or those that a rehearsal trains on: the longest first, then ordinary ones."""
    path = os.environ.get(ONLY)
    if not path:
        return train, validation
    with open(path, encoding="utf-8") as file:
        chosen = json.load(file)
    by_id = {sample.id: sample for sample in train}
    kept: dict[str, Sample] = {}
    for kind in ("longest", "ordinary"):
        there = [name for name in chosen[kind] if name in by_id and name not in kept]
        kept |= {name: by_id[name] for name in there[: chosen["take"][kind]]}
    return list(kept.values()) or train, None if validation is None else validation[: chosen["validation"]]


def load(settings: Settings) -> Data:
    """Read and check everything that will be trained on.

    Raises:
        CookbookDataError: with every problem of the training and validation data.
        CookbookConfigError: a prompt file cannot be read.
    """
    findings = Findings()
    layout = LAYOUTS[settings.layout]
    groups = layout.read(settings, settings.root, findings)
    everything = [sample for group in groups.values() for sample in group]
    if not everything and not findings.problems:
        findings.problem(settings.root, "has no samples", "fill the dataset")
    if findings.problems:
        raise CookbookDataError(findings.problems)
    train, validation = _held(settings, everything, findings)
    kept = _regroup(train, list(groups))
    for name, samples in kept.items():
        if not samples and not findings.problems:
            what = f"no training sample of sub-directory {name!r} is left after the hold-out"
            findings.problem(settings.root, what, "lower custom.dataset.validation_share or set validation_path")
    if findings.problems:
        raise CookbookDataError(findings.problems)
    if layout.weights is not None:
        given = layout.weights(settings)
        weights = {name: float(len(samples)) if given is None else given[name] for name, samples in kept.items()}
        train = draw(kept, weights, settings.seed)
    drawn, distinct = Counter(sample.group for sample in train), Counter(sample.group for sample in set(train))
    held = Counter(sample.group for sample in validation or [])
    counts = {}
    for name, samples in kept.items():
        never = len(samples) - distinct[name]
        if never:
            findings.skip(f"never drawn from {name} at its weight", f"{settings.root}/{name}", never)
        counts[name] = {
            "items": len(groups[name]),
            "validation": held[name],
            "drawn": drawn[name],
            "never_drawn": never,
        }
    train, validation = only_chosen(train, validation)
    return Data(train, validation, counts if layout.weights is not None else {}, findings)
