"""Read words of a command line with the real grammar of Hydra: one JSON list a line, one answer a line.

An answer lists ``[key, package, type, value]`` for each word, or is ``{"error": text}`` for a line that is refused.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import QuotedString


def plain(value: Any) -> Any:
    """Return a parsed value as JSON; a quoted text is the text."""
    if isinstance(value, QuotedString):
        return value.text
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, float):
        return {"float": repr(value)}
    return value


def main() -> None:
    """Answer until stdin ends."""
    parser = OverridesParser.create()
    for line in sys.stdin:
        try:
            read = parser.parse_overrides(json.loads(line))
            print(json.dumps([[one.key_or_group, str(one.type.name), plain(one.value())] for one in read]))
        except Exception as error:
            print(json.dumps({"error": f"{type(error).__name__}: {error}"}))


if __name__ == "__main__":
    main()
