"""Cosmos 3 reasoners on cosmos-framework: ``torchrun … cosmos_framework.py --sft-toml X.toml -- overrides``.

Runs the trainer as it is, with two things added: a callback that saves and ends when cookbook-run asks for it, and,
where ``[custom.experiment]`` names a published experiment to start from, one of that kind on data of your own.
"""

import sys
from pathlib import Path

HERE = str(Path(__file__).resolve().parent)
sys.path.insert(0, HERE)

from cookbook_entry.framework import run  # noqa: E402

# This file has the name of the engine's package, and must not be found in its place.
sys.path[:] = [path for path in sys.path if path != HERE]

# The checkpoint process imports this file again.
if __name__ == "__main__":
    run()
