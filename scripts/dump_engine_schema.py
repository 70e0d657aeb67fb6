"""Write the JSON schema of the installed cosmos-rl's own ``Config`` as data for cookbook-run.

    <venv>/bin/python scripts/dump_engine_schema.py src/engine/schema

Runs in a virtual environment that holds ``cosmos-rl`` (``--no-deps``), ``pydantic`` and ``toml``; writes
``<folder>/<version>.json``. From 0.4.1 on, ``cosmos_rl/__init__.py`` imports torch and more; the module object is made
from the package's own spec without executing that one file, so the class comes from the unchanged files of the wheel.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import pathlib
import sys


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


def main(folder: str) -> None:
    """Write the schema into ``folder`` and print the file's path."""
    schema = load_config_class().model_json_schema()
    path = pathlib.Path(folder) / f"{importlib.metadata.version('cosmos-rl')}.json"
    path.write_text(json.dumps(schema, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(path)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: dump_engine_schema.py FOLDER")
    main(sys.argv[1])
