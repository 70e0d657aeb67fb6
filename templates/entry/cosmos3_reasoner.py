"""Cosmos 3 reasoners on cosmos-framework: ``torchrun … cosmos3_reasoner.py --sft-toml X.toml -- overrides``.

Runs the trainer as it is, with two things added: a callback that saves and ends when cookbook-run asks for it, and,
where ``[custom.experiment]`` names a published experiment to start from, one of that kind on data of your own.
"""

import sys
from pathlib import Path

# It stays on the path: the checkpoint process takes the path over, and gets our classes in its config (seen on a GPU).
sys.path.insert(0, str(Path(__file__).resolve().parent))

from cookbook_entry.framework import run  # noqa: E402

# The checkpoint process may import this file again.
if __name__ == "__main__":
    run()
