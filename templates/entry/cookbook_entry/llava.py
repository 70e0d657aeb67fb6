"""LLaVA-style annotations: one JSON array of items with media and a conversation.

An item is ``{"image": "a.png", "conversations": [{"from": "human", "value": …}, {"from": "gpt", "value": …}]}``, with
``images``, ``video`` or ``videos`` for other media, each a path or a list of paths, and perhaps an ``id``. The media
lie below ``custom.dataset.media_path``, or, without one, below the folder of the launch. All turns are trained on,
where the published scripts take the first two; the media stand before the first question, and placeholders are removed.
"""

from __future__ import annotations

import os
import re
from typing import Any

from .checks import HELD_OUT, Options, is_string, is_text
from .errors import Findings
from .files import check_media, load_prompt, read_array
from .layout import Groups, Layout
from .samples import Media, Sample, Turn
from .settings import Settings

ROLES = {"system": "system", "human": "user", "user": "user", "gpt": "assistant", "assistant": "assistant"}
"""The speakers under the names that LLaVA, ShareGPT and OpenAI files give them."""
TAG = re.compile(r"\n?</?(?:image|video)>\n?")
"""A placeholder with the line breaks around it, as the published scripts remove it."""
SURROGATE = re.compile("[\ud800-\udfff]")
BLANKS = " \t\r\n"
LARGEST_ID = 2**53 - 1
"""A larger whole number is another one to readers in JavaScript."""


def is_broken(text: str) -> bool:
    """Whether a text has half a surrogate pair, which no tokenizer takes."""
    return SURROGATE.search(text) is not None


class Ids:
    """Unique and stable ids: the item's own, else ``#`` and its place; the later ones of equal ids get their place."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def take(self, own: Any, place: int) -> str:
        """The id of the item at a place."""
        name = self._own(own) or f"#{place}"
        if name in self.taken:
            name = f"{name}#{place}"
        while name in self.taken:
            name += "#"
        self.taken.add(name)
        return name

    @staticmethod
    def _own(own: Any) -> str | None:
        if isinstance(own, str):
            return None if is_broken(own) else own
        if isinstance(own, bool) or not isinstance(own, int | float) or abs(own) > LARGEST_ID:
            return None
        return str(int(own)) if own == int(own) else None


def _names_under(item: dict[str, Any], key: str, where: str, findings: Findings) -> list[str] | None:
    """The paths under one key; None, "" and [] name nothing."""
    value = item.get(key)
    if value is None or value == "":
        return []
    names = value if isinstance(value, list) else [value]
    if not all(isinstance(name, str) and name and not is_broken(name) for name in names):
        findings.problem(where, f"has the {key} {value!r}", "write a path or a list of paths")
        return None
    return names


def _names(item: dict[str, Any], one: str, several: str, where: str, findings: Findings) -> list[str] | None:
    single, many = (_names_under(item, key, where, findings) for key in (one, several))
    if single is None or many is None:
        return None
    if single and many:
        findings.problem(where, f"has both {one} and {several}", f"keep {several}")
        return None
    return single or many


class MediaFinder:
    """Finds media below ``media_path``; several questions of a file are often about one picture."""

    def __init__(self, settings: Settings, findings: Findings) -> None:
        self.folder = os.path.abspath(settings.options.get("media_path", ""))
        self.findings = findings
        self.sound: set[str] = set()

    def find(self, kind: str, name: str) -> Media | None:
        """The medium of a name; None after a problem."""
        path = os.path.normpath(os.path.join(self.folder, name))
        if path not in self.sound:
            if not check_media(path, self.findings):
                return None
            self.sound.add(path)
        return Media(kind, path)

    def of_item(self, item: dict[str, Any], where: str) -> tuple[list[tuple[str, str]], bool]:
        """What an item names, as kinds and names, pictures first, and whether it is in order."""
        pictures = _names(item, "image", "images", where, self.findings)
        clips = _names(item, "video", "videos", where, self.findings)
        if pictures is None or clips is None:
            return [], False
        return [*(("image", name) for name in pictures), *(("video", name) for name in clips)], True


def _messages(item: dict[str, Any], where: str, findings: Findings) -> list[dict[str, Any]] | None:
    key = "conversations" if "conversations" in item else "messages"
    messages = item.get(key)
    if isinstance(messages, list) and all(isinstance(message, dict) for message in messages):
        return messages
    what = f"has {key} that are no list of messages" if key in item else "has no conversations"
    findings.problem(where, what, 'write [{"from": "human", "value": …}, {"from": "gpt", "value": …}]')
    return None


def _text(message: dict[str, Any]) -> str | None:
    """The text of a message; None where there is none that can be used."""
    text = message["value"] if "value" in message else message.get("content")
    return text if isinstance(text, str) and not is_broken(text) else None


def _role(message: dict[str, Any]) -> str | None:
    name = message["from"] if "from" in message else message.get("role")
    return ROLES.get(name) if isinstance(name, str) else None


def read_turns(
    item: dict[str, Any], has_media: bool, where: str, findings: Findings
) -> tuple[str | None, tuple[Turn, ...]] | None:
    """System text (or None) and turns of an item; None after a problem.

    A question may be empty where media stand before it.
    """
    messages = _messages(item, where, findings)
    if messages is None:
        return None
    roles = [_role(message) for message in messages]
    spoken = roles[1:] if roles[:1] == ["system"] else roles
    if not spoken or len(spoken) % 2 or spoken != ["user", "assistant"] * (len(spoken) // 2):
        findings.problem(where, f"has the speakers {roles[:6]}", "write human and gpt in turn, the last one by gpt")
        return None
    system, turns = None, []
    for number, (role, message) in enumerate(zip(roles, messages, strict=True)):
        text = _text(message)
        if text is None:
            findings.problem(f"{where}: message {number}", "has no sound text", "write its text in value")
            return None
        if role == "user":
            text = TAG.sub("", text).strip(BLANKS)
        empty = not text.strip(BLANKS)
        if role == "system":
            system = None if empty else text
        elif empty and not (role == "user" and has_media and not turns):
            findings.problem(f"{where}: message {number}", f"the {role} says nothing", "write its text")
            return None
        else:
            turns.append(Turn(role, text))
    return system, tuple(turns)


def system_prompt(settings: Settings) -> str | None:
    """The system prompt for items without one of their own: a file of the user's, else ``system_prompt``, else None.

    Raises:
        CookbookConfigError: the file cannot be read.
    """
    if settings.system_file is not None:
        return load_prompt(settings.system_file, "", "custom.prompts.system_file")
    written = settings.options.get("system_prompt", "")
    return written if is_text(written) else None


def read_annotations(settings: Settings, path: str, findings: Findings) -> list[Sample]:
    """All samples of a LLaVA-style file, in its order.

    Raises:
        CookbookConfigError: a prompt file cannot be read.
    """
    if settings.user_file is not None:
        what = "has no effect: the questions stand in the annotation file"
        findings.problem("custom.prompts.user_file", what, "remove it")
    system = system_prompt(settings)
    ids, finder, samples = Ids(), MediaFinder(settings, findings), []
    for number, item in enumerate(read_array(path, findings)):
        own = item.get("id") if isinstance(item, dict) else None
        name, where = ids.take(own, number), f"{path}: item {number}"
        if not isinstance(item, dict):
            findings.problem(where, f"is {type(item).__name__}, not a JSON object", "write an item as an object")
            continue
        names, in_order = finder.of_item(item, where)
        if not in_order:
            continue
        spoken = read_turns(item, bool(names), where, findings)
        if spoken is None:
            continue
        media = [finder.find(kind, media_name) for kind, media_name in names]
        if all(one is not None for one in media):
            samples.append(Sample(name, tuple(media), spoken[0] or system, spoken[1]))
    return samples


def read_file(settings: Settings, root: str, findings: Findings) -> Groups:
    """The samples as one group.

    Raises:
        CookbookConfigError: a prompt file cannot be read.
    """
    return {"": read_annotations(settings, root, findings)}


OPTIONS: Options = {
    "annotation_path": (is_text, "a path"),
    "media_path": (is_string, "a text"),
    "system_prompt": (is_string, "a text"),
    **HELD_OUT,
}
"""The published keys; ``media_path`` and ``system_prompt`` may be empty, as published."""

LLAVA = Layout(
    root_key="custom.dataset.annotation_path",
    names="the JSON file with the annotations",
    options=OPTIONS,
    read=read_file,
)
