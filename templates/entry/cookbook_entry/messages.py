"""Conversations written out in a file: the local layout of the engine's successor (``media/`` + ``text/<id>.json``)."""

from __future__ import annotations

import re
from typing import Any

from .errors import Findings
from .samples import Turn

TAGS = re.compile(r"\s*<(?:video|image)>\s*")
"""Placeholders of older layouts; the clip is put in as its own part, so the tag must not stay in the text."""


def _content(content: Any, where: str, findings: Findings, medium: str) -> str | None:
    """The text of a message: a string, or its text parts; a part of ``medium`` stands for the item's own file."""
    if isinstance(content, str):
        return TAGS.sub("", content)
    if isinstance(content, list) and all(isinstance(part, dict) for part in content):
        kinds = [part.get("type") for part in content]
        odd = [kind for kind in kinds if kind not in ("text", medium)]
        if kinds.count(medium) > 1 or odd:
            fix = f"keep text parts and at most one {medium} part"
            findings.problem(where, f"holds media beside its one {medium}", fix)
            return None
        texts = [part.get("text") for part in content if part.get("type") == "text"]
        if all(isinstance(text, str) for text in texts):
            return "\n".join(TAGS.sub("", text) for text in texts)
    findings.problem(where, "content is neither text nor a list of parts", 'write a string or {"type": "text", …}')
    return None


def read_messages(
    value: Any, where: str, findings: Findings, medium: str = "video"
) -> tuple[str | None, tuple[Turn, ...]] | None:
    """System text (or None) and turns of a message list about one medium; None after adding a problem.

    Accepted: an optional ``system`` message, then ``user`` and ``assistant`` in turn, the last one by the assistant.
    """
    if isinstance(value, dict) and "messages" in value:
        value = value["messages"]
    if not isinstance(value, list) or not all(isinstance(message, dict) for message in value):
        findings.problem(where, "is not a list of messages", 'write [{"role": "user", "content": …}, …]')
        return None
    roles = [message.get("role") for message in value]
    spoken = roles[1:] if roles[:1] == ["system"] else roles
    if not spoken or len(spoken) % 2 or spoken != ["user", "assistant"] * (len(spoken) // 2):
        what = f"has the roles {', '.join(map(str, roles)) or 'none'}"
        findings.problem(where, what, "write an optional system message, then user and assistant in turn")
        return None
    texts = [
        _content(message.get("content"), f"{where}: message {n}", findings, medium) for n, message in enumerate(value)
    ]
    if any(text is None for text in texts):
        return None
    for number, (role, text) in enumerate(zip(roles, texts, strict=True)):
        if role != "system" and not text.strip():
            findings.problem(f"{where}: message {number}", f"the {role} says nothing", "write its text")
            return None
    system = texts[0] if roles[0] == "system" else None
    return system, tuple(Turn(role, text) for role, text in zip(roles, texts, strict=True) if role != "system")
