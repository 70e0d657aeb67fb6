"""Read TOML files with the engine's reader, ``toml`` 0.10.2.

One JSON request (base64 of the bytes) a line, one answer a line: ``{"ok": true, "tree": ...}`` with the type of
every value spelled out, or ``{"ok": false, "error": ...}``.
"""

from __future__ import annotations

import base64
import io
import json
import struct
import sys
from typing import Any

import toml


def moment(value: Any) -> str:
    """A date or time as text; the reader's own time zone may be out of range, so its parts are taken as they are."""
    zone = getattr(value, "tzinfo", None)
    text = value.replace(tzinfo=None).isoformat() if hasattr(value, "tzinfo") else value.isoformat()
    if zone is not None:
        text += f"{'-' if zone._sign < 0 else '+'}{zone._hours:02d}:{zone._minutes:02d}"
    return text


def tree(value: Any) -> list[Any]:
    """The value with its type."""
    if isinstance(value, bool):
        return ["bool", value]
    if isinstance(value, int):
        return ["int", str(value)]
    if isinstance(value, float):
        return ["float", "nan" if value != value else struct.pack(">d", value).hex()]
    if isinstance(value, str):
        return ["str", value]
    if isinstance(value, list):
        return ["list", [tree(item) for item in value]]
    if isinstance(value, dict):
        return ["table", sorted([key, tree(item)] for key, item in value.items())]
    return ["date", moment(value)]


def main() -> None:
    """Answer until stdin ends."""
    sys.set_int_max_str_digits(0)
    for line in sys.stdin:
        data = base64.b64decode(json.loads(line))
        try:
            text = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8").read()
            sys.set_int_max_str_digits(4300)
            table = toml.loads(text)
            answer = {"ok": True, "tree": tree(table)}
        except Exception as error:
            answer = {"ok": False, "error": f"{type(error).__name__}: {error}"[:300]}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
