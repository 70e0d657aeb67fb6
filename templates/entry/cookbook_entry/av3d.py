"""The av3d layout: ``<dataset_root>/<meta_file>``, a JSON array of pictures with their 3D boxes.

An item is ``{"id", "media", "text"}``: a picture and a JSON file, as paths below ``dataset_root``. ``image`` is another
name for ``media``, ``conversation`` for ``text``: the recipe page has both. The JSON file holds ``{"annotations":
[{"bbox_3d": [nine numbers], "label": "car"}, …]}``, that list alone, or messages whose answer is such a list; its
content decides.
"""

from __future__ import annotations

import os
from typing import Any

from .boxes import boxes_answer, check_boxes
from .checks import HELD_OUT, is_text
from .errors import Findings
from .files import check_media, load_prompt, parse_json, read_json
from .layout import Groups, Layout
from .messages import read_messages
from .meta_file import identity, read_items
from .samples import Media, Sample, Turn
from .settings import Settings

KNOWN = ("id", "media", "image", "text", "conversation")
Spoken = tuple[str | None, tuple[Turn, ...]]


def _path(item: dict[str, Any], names: tuple[str, str], where: str, findings: Findings) -> str | None:
    """The path under the one of two names that an item has."""
    present = [name for name in names if name in item]
    if len(present) == 2:
        findings.problem(where, f"has both {names[0]} and {names[1]}", f"keep {names[0]}")
        return None
    value = item[present[0]] if present else None
    if isinstance(value, str) and value:
        return value
    findings.problem(where, f"has the {names[0]} {value!r}", f"name one file in {names[0]}")
    return None


def _is_conversation(value: Any) -> bool:
    """Messages, or the list of one conversation that the recipe page shows."""
    if isinstance(value, dict):
        return "messages" in value
    first = value[0] if isinstance(value, list) and value else None
    return isinstance(first, list) or (isinstance(first, dict) and "role" in first)


def _written(value: Any, where: str, findings: Findings) -> Spoken | None:
    """A conversation that is written out, if its answer is a list of boxes."""
    if isinstance(value, list) and isinstance(value[0], list):
        if len(value) > 1:
            findings.problem(where, f"holds {len(value)} conversations", "keep one")
            return None
        value = value[0]
    read = read_messages(value, where, findings, "image")
    if read is None:
        return None
    try:
        boxes = parse_json(read[1][-1].text)
    except (ValueError, RecursionError):
        findings.problem(f"{where}: the answer", "is not a JSON list of boxes", "write the list and nothing else")
        return None
    return None if check_boxes(boxes, f"{where}: the answer", findings) is None else read


def _spoken(path: str, user: str, findings: Findings) -> Spoken | None:
    """System text (or None) and turns of the JSON file of an item."""
    value = read_json(path, findings)
    if value is None:
        return None
    if _is_conversation(value):
        return _written(value, path, findings)
    answer = boxes_answer(value, path, findings)
    return None if answer is None else (None, (Turn("user", user), Turn("assistant", answer)))


def read_frames(root: str, meta_file: str, system: str, user: str, findings: Findings) -> list[Sample]:
    """All samples in the order of the meta file; what is wrong goes to ``findings``."""
    meta = os.path.join(root, meta_file)
    samples: list[Sample] = []
    seen: set[str] = set()
    for number, item in enumerate(read_items(meta, findings)):
        known = identity(item, f"{meta}: item {number}", KNOWN, seen, findings)
        if known is None:
            continue
        where = f"{meta}: item {number} ({known})"
        media = _path(item, ("media", "image"), where, findings)
        text = _path(item, ("text", "conversation"), where, findings)
        sound = media is not None and check_media(os.path.join(root, media), findings)
        spoken = None if text is None else _spoken(os.path.join(root, text), user, findings)
        if sound and spoken is not None:
            picture = Media("image", os.path.join(root, media))
            samples.append(Sample(known, (picture,), spoken[0] or system, spoken[1]))
    return samples


def read_folder(settings: Settings, root: str, findings: Findings) -> Groups:
    """All samples with the prompts of the settings.

    Raises:
        CookbookConfigError: a prompt file cannot be read.
    """
    system = load_prompt(settings.system_file, "av3d_system.txt", "custom.prompts.system_file")
    user = load_prompt(settings.user_file, "av3d_user.txt", "custom.prompts.user_file")
    meta_file = settings.options.get("meta_file", "meta.json")
    return {"": read_frames(root, meta_file, system, user, findings)}


AV3D = Layout(
    root_key="custom.dataset.dataset_root",
    names="the folder of the meta file, images/ and text/",
    options={"dataset_root": (is_text, "a path"), "meta_file": (is_text, "a file name"), **HELD_OUT},
    read=read_folder,
)
