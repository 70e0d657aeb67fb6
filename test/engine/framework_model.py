"""Decide about tables with a pydantic model that is built from the recorded JSON schema of cosmos-framework's TOML.

One JSON table a line on stdin, with marked numbers as in ``decide_config.py``; one answer a line on stdout:
``{"accepts": bool, "errors": [[dotted key, pydantic's type]]}``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

SCHEMA = Path(__file__).resolve().parents[1] / "fixtures/framework/schema.json"
SCALARS: dict[str, Any] = {"string": str, "integer": int, "number": float, "boolean": bool}


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


def type_of(schema: dict[str, Any], node: dict[str, Any]) -> Any:
    """Return the Python type of a node."""
    if "$ref" in node:
        return model_of(schema, node["$ref"].split("/")[-1])
    if "anyOf" in node:
        (member,) = [one for one in node["anyOf"] if one["type"] != "null"]
        return type_of(schema, member) | None
    if node["type"] == "array":
        return list[type_of(schema, node["items"])]  # type: ignore[misc]
    if node["type"] == "object":
        more = node.get("additionalProperties")
        return dict[str, type_of(schema, more) if isinstance(more, dict) else Any]  # type: ignore[misc]
    return SCALARS[node["type"]]


def model_of(schema: dict[str, Any], name: str) -> type[BaseModel]:
    """Return the class of a definition; the root has an empty name."""
    node = schema["$defs"][name] if name else schema
    fields: dict[str, Any] = {key: (type_of(schema, one), None) for key, one in node["properties"].items()}
    forbids = node["additionalProperties"] is False
    return create_model(
        name or "Root", __config__=ConfigDict(extra="forbid" if forbids else "ignore", protected_namespaces=()), **fields
    )


def main() -> None:
    """Answer until stdin ends."""
    model = model_of(json.loads(SCHEMA.read_text(encoding="utf-8")), "")
    for line in sys.stdin:
        try:
            model.model_validate(decode(json.loads(line)))
            errors = []
        except ValidationError as error:
            errors = [[".".join(str(part) for part in one["loc"]), one["type"]] for one in error.errors()]
        print(json.dumps({"accepts": not errors, "errors": errors}))


if __name__ == "__main__":
    main()
