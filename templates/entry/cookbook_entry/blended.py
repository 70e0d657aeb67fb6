"""The blended AV layout: ``<dataset_root>/<sub-directory>/<meta_file>``, each a JSON array of items.

An item is ``{"id", "media", "label"}`` (``video`` is another name for ``media``; ``label`` is an object or the path
of a JSON file) or ``{"id", "media", "conversation"}`` (a list of messages or the path of a JSON file holding it).
Media are looked for as ``<sub-directory>/<media>``, then ``<sub-directory>/media/<media>``. Which of the three label
schemas an item follows is decided by its content.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from .checks import HELD_OUT, are_names, are_weights, is_text
from .errors import Findings
from .files import check_media, load_prompt, read_json
from .labels import SCHEMAS, label_answer
from .layout import Groups, Layout
from .messages import read_messages
from .meta_file import identity, read_items
from .samples import Media, Sample, Turn
from .settings import Settings

KNOWN = ("id", "media", "video", "label", "conversation")


def _media(item: dict[str, Any], folder: str, where: str, findings: Findings) -> str | None:
    name = item.get("media", item.get("video"))
    if "media" in item and "video" in item:
        findings.problem(where, "has both media and video", "keep media")
    elif not isinstance(name, str) or not name:
        findings.problem(where, f"has the media {name!r}", "name one video file in media")
    else:
        beside, inside = os.path.join(folder, name), os.path.join(folder, "media", name)
        path = inside if not os.path.exists(beside) and os.path.exists(inside) else beside
        return path if check_media(path, findings) else None
    return None


def _inline_or_file(value: Any, folder: str, where: str, findings: Findings) -> tuple[Any, str]:
    """The value itself, or what the JSON file it names holds (None after a problem), and its place."""
    if value is None:
        findings.problem(where, "is null", "write the value or the path of a JSON file")
    if not isinstance(value, str):
        return value, where
    path = os.path.join(folder, value)
    return read_json(path, findings), path


def _spoken(
    item: dict[str, Any], folder: str, where: str, system: str, users: Mapping[str, str], findings: Findings
) -> tuple[str, tuple[Turn, ...]] | None:
    """System text and turns of an item of either form."""
    if ("label" in item) == ("conversation" in item):
        findings.problem(where, "needs either label or conversation", "write exactly one of the two")
        return None
    key = "label" if "label" in item else "conversation"
    value, place = _inline_or_file(item[key], folder, f"{where}: {key}", findings)
    if value is None:
        return None
    if key == "conversation":
        read = read_messages(value, place, findings)
        return None if read is None else (read[0] or system, read[1])
    labelled = label_answer(value, place, findings)
    if labelled is None:
        return None
    schema, text = labelled
    return system, (Turn("user", users[schema]), Turn("assistant", text))


def read_subdirectory(
    root: str, name: str, meta_file: str, system: str, users: Mapping[str, str], findings: Findings
) -> list[Sample]:
    """Samples of one sub-directory in the order of its meta file; ids become ``<sub-directory>/<id>``.

    ``users`` holds the user prompt of each label schema. Items with a conversation keep their own prompts; the system
    prompt is added when they have none.
    """
    folder = os.path.join(root, name)
    meta = os.path.join(folder, meta_file)
    samples, seen = [], set()
    for number, item in enumerate(read_items(meta, findings)):
        known = identity(item, f"{meta}: item {number}", KNOWN, seen, findings)
        if known is None:
            continue
        where = f"{meta}: item {number} ({known})"
        video = _media(item, folder, where, findings)
        spoken = _spoken(item, folder, where, system, users, findings)
        if video is not None and spoken is not None:
            samples.append(Sample(f"{name}/{known}", (Media("video", video),), *spoken, group=name))
    return samples


def _together(dataset: Mapping[str, Any], findings: Findings) -> None:
    """Every sub-directory is named, and has a weight if any has."""
    names, weights = dataset.get("subdirectories", ()), dataset.get("weights")
    if not names:
        findings.problem("custom.dataset.subdirectories", "is missing", "list the sub-directories of dataset_root")
    elif weights is not None and len(weights) != len(names):
        what = f"{len(weights)} weights for {len(names)} sub-directories"
        findings.problem("custom.dataset.weights", what, "write one weight per sub-directory, in the same order")


def _weights(settings: Settings) -> dict[str, float] | None:
    """The weights as given; None without any."""
    weights = settings.options.get("weights")
    return None if weights is None else dict(zip(settings.options["subdirectories"], map(float, weights), strict=True))


def read_blend(settings: Settings, root: str, findings: Findings) -> Groups:
    """Samples by sub-directory, without those of weight 0.

    Raises:
        CookbookConfigError: a prompt file cannot be read.
    """
    system = load_prompt(settings.system_file, "blended_system.txt", "custom.prompts.system_file")
    users = {
        schema: load_prompt(settings.user_file, f"blended_{schema}_user.txt", "custom.prompts.user_file")
        for schema in SCHEMAS
    }
    meta_file = settings.options.get("meta_file", "meta.json")
    weights = _weights(settings) or {}
    groups: Groups = {}
    for name in settings.options["subdirectories"]:
        samples = read_subdirectory(root, name, meta_file, system, users, findings)
        if weights.get(name, 1.0) > 0:
            groups[name] = samples
        else:
            findings.skip(f"weight 0 of sub-directory {name}", f"{root}/{name}", len(samples))
    return groups


BLENDED = Layout(
    root_key="custom.dataset.dataset_root",
    names="the folder of the sub-directories",
    options={
        "dataset_root": (is_text, "a path"),
        "subdirectories": (are_names, "a list of distinct names"),
        "weights": (are_weights, "a list of numbers >= 0, not all 0"),
        "meta_file": (is_text, "a file name"),
        **HELD_OUT,
    },
    read=read_blend,
    together=_together,
    weights=_weights,
)
