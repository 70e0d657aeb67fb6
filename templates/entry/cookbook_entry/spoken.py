"""Conversations of a saved dataset: messages that name their clips and pictures, at their place between the texts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .samples import Turn

PADS = re.compile(r"<\|(?:video|image)_pad\|>")
"""Placeholders of the chat template: in a text they would be counted as media that are not there."""
ADDRESS = re.compile(r"data:|[a-z][a-z0-9+.-]*://", re.IGNORECASE)


class Unsound(Exception):
    """What is wrong with a conversation."""


@dataclass(frozen=True)
class Spoken:
    """A conversation, and the ``(kind, name)`` of its media in the order in which the model sees them.

    ``unread`` are keys of media parts that nothing reads, such as a frame rate of its own.
    """

    system: str | None
    turns: tuple[Turn, ...]
    media: tuple[tuple[str, str], ...]
    unread: tuple[str, ...]


def _whole(text: str) -> bool:
    """No half of a character: JSON may escape one, and no tokenizer takes it."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _text(value: Any, who: str) -> str:
    if not isinstance(value, str):
        raise Unsound(f"{who} has a text part without text")
    if not _whole(value):
        raise Unsound(f"{who} holds half of a character (a lone surrogate)")
    pad = PADS.search(value)
    if pad:
        raise Unsound(f"{who} holds {pad.group()}, which the model takes for a part of a clip or picture")
    return value


def _name(value: Any, kind: str, who: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Unsound(f"{who} has a {kind} part that names no file")
    name = value.removeprefix("file://")
    if not _whole(name) or "\0" in name:
        raise Unsound(f"{who} names a file that cannot exist")
    if len(name) > 4096:
        raise Unsound(f"{who} holds {kind} data where the name of a file belongs")
    if ADDRESS.match(name):
        raise Unsound(f"{who} names {name[:60]}, which is no file")
    return name


def _parts(content: Any, role: str, who: str, media: list[tuple[str, str]], unread: list[str]) -> list[str | int]:
    """Texts, and numbers of media, of one message; a struct of Arrow gives None for keys that are left out."""
    if isinstance(content, str):
        return [_text(content, who)]
    if not isinstance(content, list) or not all(isinstance(part, dict) for part in content):
        raise Unsound(f"{who} has a content that is neither text nor a list of parts")
    parts: list[str | int] = []
    for part in content:
        kind = part.get("type")
        if kind == "text":
            parts.append(_text(part.get("text"), who))
        elif kind not in ("video", "image"):
            raise Unsound(f"{who} has a part of the type {'none' if kind is None else repr(kind)}")
        elif role != "user":
            raise Unsound(f"{who} holds a {kind}, though it is by the {role}")
        else:
            known = ("type", "text", kind, *unread)
            unread += [key for key, value in part.items() if key not in known and value is not None]
            parts.append(len(media))
            media.append((kind, _name(part.get(kind), kind, who)))
    return parts


def _words(parts: list[str | int]) -> str:
    return "".join(part for part in parts if isinstance(part, str))


def _in_front(users: list[list[str | int]]) -> bool:
    """All media stand before the first text of the first user turn, where they stand in every other layout."""
    for turn, parts in enumerate(users):
        shown = [place for place, part in enumerate(parts) if isinstance(part, int)]
        told = [place for place, part in enumerate(parts) if isinstance(part, str)]
        if shown and (turn > 0 or (told and shown[-1] > told[0])):
            return False
    return True


def _roles(messages: list[dict[str, Any]]) -> list[Any]:
    roles = [message.get("role") for message in messages]
    spoken = roles[1:] if roles[:1] == ["system"] else roles
    if not spoken or len(spoken) % 2 or spoken != ["user", "assistant"] * (len(spoken) // 2):
        said = [role if isinstance(role, str) else "none" for role in roles]
        raise Unsound(f"the roles are {', '.join(said[:8]) or 'none'}")
    return roles


def read_spoken(value: Any) -> Spoken:
    """Read a list of messages: perhaps one by ``system``, then ``user`` and ``assistant`` in turn.

    Raises:
        Unsound: the list cannot be trained on.
    """
    if not isinstance(value, list) or not all(isinstance(message, dict) for message in value):
        raise Unsound("it is not a list of messages")
    roles = _roles(value)
    media: list[tuple[str, str]] = []
    unread: list[str] = []
    read: list[list[str | int]] = []
    for number, (role, message) in enumerate(zip(roles, value, strict=True)):
        parts = _parts(message.get("content"), role, f"message {number}", media, unread)
        shows = any(isinstance(part, int) for part in parts)
        if role != "system" and not shows and not _words(parts).strip():
            raise Unsound(f"message {number} says nothing")
        read.append(parts)
    plain = _in_front([parts for role, parts in zip(roles, read, strict=True) if role == "user"])
    turns = tuple(
        Turn(role, _words(parts), () if plain or role != "user" else tuple(parts))
        for role, parts in zip(roles, read, strict=True)
        if role != "system"
    )
    system = _words(read[0]) if roles[0] == "system" else None
    return Spoken(system, turns, tuple(media), tuple(unread))
