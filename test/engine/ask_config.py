"""Ask the installed cosmos-rl's own ``Config`` about configs: one JSON request a line on stdin, one answer a line on stdout.

A request is ``{"text": TOML, "again": bool}``; with ``again`` the text goes through ``toml.loads`` and ``toml.dumps``
first, as the launcher does it. What every run adds by itself (output folder, timestamp) is filled in where it is missing.
"""

from __future__ import annotations

import copy
import json
import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
os.environ.pop("COSMOS_USE_MODELSCOPE", None)

import toml  # noqa: E402
from dump_engine_schema import load_config_class  # noqa: E402


def plain(value: Any) -> Any:
    """Tuples as lists, so that only real changes count."""
    return [plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def compare(given: dict[str, Any], taken: Any, prefix: str, dropped: list[str], changed: list[str]) -> None:
    """Collect the dotted keys that are missing from ``taken`` or have another value or type there."""
    for key, value in given.items():
        path = f"{prefix}{key}"
        if not isinstance(taken, dict) or key not in taken:
            dropped.append(path)
        elif isinstance(value, dict):
            compare(value, taken[key], f"{path}.", dropped, changed)
        elif repr(plain(value)) != repr(plain(taken[key])):
            changed.append(f"{path}: {value!r} -> {taken[key]!r}")


def answer(config_class: Any, request: dict[str, Any]) -> dict[str, Any]:
    """What ``Config`` makes of one text."""
    dropped: list[str] = []
    changed: list[str] = []
    try:
        table = toml.loads(request["text"])
        if request.get("again"):
            again = toml.loads(toml.dumps(table))
            if repr(again) != repr(table):
                return {"ok": False, "error": f"toml.dumps changes it: {again!r}", "dropped": [], "changed": []}
        train = table.setdefault("train", {})
        train.setdefault("output_dir", "/tmp/out")
        train.setdefault("timestamp", "t0")
        train.setdefault("train_policy", {}).setdefault("type", "sft")
        config = config_class.from_dict(copy.deepcopy(table))
        compare(table, config.model_dump(), "", dropped, changed)
    except Exception as error:
        text = f"{type(error).__name__}: {error}"
        return {"ok": False, "error": text, "dropped": dropped, "changed": changed}
    return {"ok": True, "dropped": dropped, "changed": changed}


def main() -> None:
    """Answer until stdin ends."""
    config_class = load_config_class()
    for line in sys.stdin:
        print(json.dumps(answer(config_class, json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
