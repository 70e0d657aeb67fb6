"""The tests' fake engine and GPUs in place of real ones, to try a script of this folder where there is no GPU."""

from __future__ import annotations

import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


class FakeMachine:
    """Puts the programs of ``test/fixtures/bin`` before the real ones on PATH."""

    def __init__(self, work: pathlib.Path) -> None:
        self.bin = work / "bin"

    def enter(self, scenario: str, pace: str = "0.1") -> None:
        """From now on the engine plays this scenario, with so many seconds a step."""
        self.bin.mkdir(parents=True, exist_ok=True)
        programs = list((ROOT / "test/fixtures/bin").iterdir())
        for name, program in [*((one.name, one) for one in programs), ("python3", ROOT / "test/fixtures/bin/python")]:
            if not (self.bin / name).exists():
                (self.bin / name).symlink_to(program)
        if str(self.bin) not in os.environ["PATH"].split(":"):
            os.environ["PATH"] = f"{self.bin}:{os.environ['PATH']}"
        os.environ |= {
            "FAKE_SCENARIO": scenario,
            "FAKE_STEP_SECONDS": pace,
            "FAKE_REAL_PYTHON": sys.executable,
            "FAKE_GPUS": "4",
        }

    def checkpoint(self, folder: pathlib.Path, family: str) -> None:
        """A folder that counts as a model of a family."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.json").write_text(f'{{"model_type": "{family}"}}')
        tensor = b'{"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]}'
        header = b'{"model.language_model.layers.0.self_attn.q_proj.weight": ' + tensor + b"}"
        (folder / "model.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + bytes(16))

    def clips(self) -> list[pathlib.Path]:
        """Short clips in place of the payload's."""
        return sorted((ROOT / "examples/avha/videos").glob("*.mp4"))
