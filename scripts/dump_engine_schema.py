"""Write the JSON schema and the defaults of the installed cosmos-rl's own ``Config`` as data for cookbook-run.

    <venv>/bin/python scripts/dump_engine_schema.py src/engine/cosmos-rl/schema

Runs in a virtual environment that holds ``cosmos-rl`` (``--no-deps``), ``pydantic`` and ``toml``; writes
``<folder>/<version>.json`` and, with what a JSON schema does not hold (defaults made by factories, floats that look
like integers), ``<folder>/<version>.defaults.json``. From 0.4.1 on, ``cosmos_rl/__init__.py`` imports torch and more;
the module object is made from the package's own spec without executing that one file, so the class comes from the
unchanged files of the wheel.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import pathlib
import sys
from typing import Any


def load_config_class() -> type:
    """Return cosmos-rl's ``Config`` class without importing torch.

    Raises:
        ModuleNotFoundError: cosmos-rl or pydantic is not installed in this interpreter.
    """
    spec = importlib.util.find_spec("cosmos_rl")
    if spec is None:
        raise ModuleNotFoundError(
            "cosmos-rl is not installed in this interpreter: pip install --no-deps cosmos-rl==VERSION"
        )
    sys.modules["cosmos_rl"] = importlib.util.module_from_spec(spec)
    from cosmos_rl.policy.config import Config

    return Config


def encode(value: Any) -> Any:
    """Return ``value`` as JSON that keeps floats (``{"float": 1.0}``) and models (``{"model": name, …}``) apart."""
    if isinstance(value, float):
        return {"float": value}
    if hasattr(value, "model_fields_set"):
        fields = type(value).model_fields.items()
        given = {
            name: encode(getattr(value, name))
            for name, field in fields
            if field.is_required() or (name in value.model_fields_set and isinstance(getattr(value, name), str))
        }
        if type(value)(**given).model_dump() != value.model_dump():
            raise ValueError(f"the default {value!r} is more than its class makes by itself")
        return {"model": type(value).__name__, "set": given}
    if isinstance(value, dict):
        return {key: encode(item) for key, item in value.items()}
    return [encode(item) for item in value] if isinstance(value, (list, tuple)) else value


def defaults_of(config_class: Any) -> dict[str, Any]:
    """Return the defaults of every class that ``config_class`` is made of; required fields are left out."""
    module = sys.modules[config_class.__module__]
    names = [*config_class.model_json_schema()["$defs"], config_class.__name__]
    return {
        name: {
            key: encode(field.get_default(call_default_factory=True))
            for key, field in getattr(module, name).model_fields.items()
            if not field.is_required()
        }
        for name in names
    }


def main(folder: str) -> None:
    """Write both files into ``folder`` and print their paths."""
    config_class = load_config_class()
    version = importlib.metadata.version("cosmos-rl")
    schema = json.dumps(config_class.model_json_schema(), indent=1, ensure_ascii=False)
    for name, text in ((version, schema), (f"{version}.defaults", json.dumps(defaults_of(config_class), indent=1))):
        path = pathlib.Path(folder) / f"{name}.json"
        path.write_text(text + "\n", encoding="utf-8")
        print(path)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: dump_engine_schema.py FOLDER")
    main(sys.argv[1])
