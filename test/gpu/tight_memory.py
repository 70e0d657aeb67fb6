"""Entry script for the out-of-memory run: the AVHA script with the GPU's memory capped for the training worker.

    cookbook-run sft --preset reason1-av-caption --script test/gpu/tight_memory.py …

``TIGHT_MEMORY_FRACTION`` is the share of the GPU (0 to 1) that PyTorch may take, ``TIGHT_MEMORY_LAYOUT`` the layout of the
data (avha where it is not given). The rest is the product's own script.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "templates" / "entry"))

from cookbook_entry.main import run  # noqa: E402

if __name__ == "__main__":
    if os.environ.get("COSMOS_ROLE") == "Policy" and "LOCAL_RANK" in os.environ:
        import torch

        device = int(os.environ["LOCAL_RANK"])
        torch.cuda.set_per_process_memory_fraction(float(os.environ["TIGHT_MEMORY_FRACTION"]), device)
    run(os.environ.get("TIGHT_MEMORY_LAYOUT", "avha"))
