"""Ask the installed cosmos-rl's own ``Config`` about tables: one JSON table a line on stdin, one answer a line on stdout.

Numbers travel as ``{"int": "3"}`` and ``{"float": "3.0"}``, so that no reader in between changes them. An answer is
``{"accepts": bool, "dropped": [dotted keys], "effective": table}``, or ``{"accepts": false, "error": text}``.
"""

from __future__ import annotations

import copy
import json
import logging
import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
os.environ.pop("COSMOS_USE_MODELSCOPE", None)

from dump_engine_schema import load_config_class  # noqa: E402

NOW = "<time>"


def decode(value: Any) -> Any:
    """From JSON with marked numbers."""
    if isinstance(value, list):
        return [decode(item) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"int"}:
        return int(value["int"])
    if set(value) == {"float"}:
        return float(value["float"])
    return {key: decode(item) for key, item in value.items()}


def encode(value: Any) -> Any:
    """To JSON with marked numbers."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return {"int": str(value)}
    if isinstance(value, float):
        return {"float": repr(value)}
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    return {key: encode(item) for key, item in value.items()}


def dropped_keys(given: Any, taken: Any, prefix: str) -> list[str]:
    """The topmost keys of ``given`` that the instance ``taken`` does not have."""
    if isinstance(given, list) and isinstance(taken, (list, tuple)):
        pairs = enumerate(zip(given, taken, strict=False))
        return [key for index, (a, b) in pairs for key in dropped_keys(a, b, f"{prefix}{index}.")]
    fields = getattr(type(taken), "model_fields", None)
    if not isinstance(given, dict) or fields is None:
        return []
    found = []
    for key, value in given.items():
        if key not in fields:
            found.append(f"{prefix}{key}")
        else:
            found.extend(dropped_keys(value, getattr(taken, key), f"{prefix}{key}."))
    return found


def answer(config_class: Any, table: dict[str, Any]) -> dict[str, Any]:
    """What ``Config`` makes of one table."""
    try:
        config = config_class.from_dict(copy.deepcopy(table))
    except Exception as error:
        return {"accepts": False, "error": f"{type(error).__name__}: {error}"}
    effective = config.model_dump()
    train = effective["train"]
    if table and table.get("train", {}).get("timestamp", "") == "":
        train["output_dir"] = train["output_dir"].removesuffix(train["timestamp"]) + NOW
        train["timestamp"] = NOW
    return {"accepts": True, "dropped": sorted(dropped_keys(table, config, "")), "effective": encode(effective)}


def main() -> None:
    """Answer until stdin ends."""
    config_class = load_config_class()
    logging.disable(logging.CRITICAL)
    for line in sys.stdin:
        print(json.dumps(answer(config_class, decode(json.loads(line)))))


if __name__ == "__main__":
    main()
