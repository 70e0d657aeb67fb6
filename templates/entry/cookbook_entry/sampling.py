"""Hold-out and weighted sampling: pure functions of ids, weights and a seed.

Order comes from SHA-256 of the ids, never from ``random`` or the file system, so every rank, host, Python version and
a reader in another language gets the same result.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from .samples import Sample


def digest(text: str) -> str:
    """SHA-256 of a text as 64 hex digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def hold_out(samples: Sequence[Sample], share: float) -> tuple[list[Sample], list[Sample]]:
    """Training and validation samples: ``max(1, int(N * share))`` with the smallest ``sha256(id)`` are held out."""
    count = max(1, int(len(samples) * share))
    held = {sample.id for sample in sorted(samples, key=lambda sample: digest(sample.id))[:count]}
    train = [sample for sample in samples if sample.id not in held]
    return train, [sample for sample in samples if sample.id in held]


def shares(weights: Mapping[str, float], total: int) -> dict[str, int]:
    """How many of ``total`` draws each name gets: weights normalised, rounded by largest remainder, sum exact."""
    scale = sum(weights.values())
    exact = {name: weight / scale * total for name, weight in weights.items()}
    counts = {name: int(value) for name, value in exact.items()}
    rest = total - sum(counts.values())
    for name in sorted(exact, key=lambda name: (counts[name] - exact[name], name))[:rest]:
        counts[name] += 1
    return counts


def draw(groups: Mapping[str, Sequence[Sample]], weights: Mapping[str, float], seed: int) -> list[Sample]:
    """One epoch: as many samples as there are items in all groups, each group by its weight.

    A group with fewer items than draws gives all its items as often as they fit, then some once more; a group with
    more items than draws gives some of its items once and leaves the rest out. The same epoch is drawn every time:
    the engine shuffles its order per epoch but has no way to tell a dataset which epoch it is in (0.4.7,
    policy/worker/sft_worker.py: ``set_epoch`` reaches the sampler, not a user's dataset).
    """
    total = sum(map(len, groups.values()))
    keyed: list[tuple[str, Sample]] = []
    for name, count in shares(weights, total).items():
        order = sorted(groups[name], key=lambda sample: digest(f"{seed}:{sample.id}"))
        for position in range(count):
            times, index = divmod(position, len(order))
            keyed.append((digest(f"{seed}:{times}:{order[index].id}"), order[index]))
    return [sample for _, sample in sorted(keyed, key=lambda pair: pair[0])]
