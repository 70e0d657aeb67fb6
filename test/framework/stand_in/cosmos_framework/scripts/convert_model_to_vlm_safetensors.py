"""The stand-in of the conversion: the arguments of the real one, and a file of safetensors without torch."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from cosmos_framework.faults import FAULTS

LAYER = "model.language_model.layers.0.self_attn."
NAMES = [
    *(f"{LAYER}{part}_proj.weight" for part in "qkvo"),
    "model.language_model.embed_tokens.weight",
    "model.visual.blocks.0.attn.qkv.weight",
    "lm_head.weight",
]
"""Those of a Qwen3-VL, some of them."""


def main() -> None:
    """Write some tensors; the fault ``convert`` fails half-way, or takes seconds in which it reads and writes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoint-path", required=True)
    parser.add_argument("-o", type=Path, required=True)
    parser.add_argument("--vlm-model-name", default="Qwen/Qwen3-VL-8B-Instruct")
    out: Path = parser.parse_args().o
    out.mkdir(parents=True)
    fault = FAULTS.get("convert", 0)
    at = range(0, 4 * len(NAMES), 4)
    header = json.dumps(
        {
            name: {"dtype": "BF16", "shape": [1, 2], "data_offsets": [begin, begin + 4]}
            for name, begin in zip(NAMES, at, strict=True)
        }
    ).encode()
    whole = len(header).to_bytes(8, "little") + header + b"\x00\x3f" * 2 * len(NAMES)
    (out / "model.safetensors").write_bytes(whole[:-1] if fault == "cut" else whole)
    (out / "config.json").write_text(json.dumps({"model_type": "qwen3_vl"}), encoding="utf-8")
    if fault == "fails":
        sys.exit(3)
    end = time.monotonic() + (fault if isinstance(fault, int) else 0)
    while time.monotonic() < end:
        sum(range(10_000))


if __name__ == "__main__":
    main()
