"""Cosmos-Reason SFT on pictures with 3D boxes: ``cosmos-rl --config X.toml av3d.py``.

The engine runs this file in its controller and in every policy rank. What it reads and does is in ``cookbook_entry``.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from cookbook_entry.main import run  # noqa: E402

if __name__ == "__main__":
    run("av3d")
