"""A LoRA adapter by its file: pairs of matrices under exact names, whatever its config says of targets.

`cookbook-run merge` adds them to the files of the base, an evaluation to a model in memory, both by the same
arithmetic: ``W + scale * (B @ A)`` in float32, rounded once to the type of W.
"""

from __future__ import annotations

import json
import math
import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import torch

FLOATS = {"BF16": torch.bfloat16, "F16": torch.float16, "F32": torch.float32, "F64": torch.float64}


class DataError(Exception):
    """The files are not what they should be."""


@dataclass(frozen=True)
class Tensor:
    """One entry of a safetensors header; the offsets count from the start of the file."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    start: int
    end: int


def read_header(path: Path) -> tuple[bytes, list[Tensor]]:
    """The header's bytes with their length before them, and its tensors in the order of their bytes."""
    with path.open("rb") as file:
        first = file.read(8)
        length = struct.unpack("<Q", first)[0]
        text = file.read(length)
    entries = {name: one for name, one in json.loads(text).items() if name != "__metadata__"}
    base = 8 + length
    tensors = [
        Tensor(name, one["dtype"], tuple(one["shape"]), base + one["data_offsets"][0], base + one["data_offsets"][1])
        for name, one in entries.items()
    ]
    return first + text, sorted(tensors, key=lambda tensor: (tensor.start, tensor.end))


def values(data: bytearray, dtype: torch.dtype) -> torch.Tensor:
    """The bytes as numbers, without a copy: what is written into the tensor stands in ``data``."""
    return torch.frombuffer(data, dtype=dtype)


def read_into(file: BinaryIO, length: int) -> bytearray:
    """Exactly so many bytes.

    Raises:
        DataError: the file ends before.
    """
    data = bytearray(length)
    view, done = memoryview(data), 0
    while done < length:
        count = file.readinto(view[done:])
        if not count:
            raise DataError(f"{file.name} ends {length - done} bytes too early")
        done += count
    return data


class Adapter:
    """The matrices of the adapter, read when they are asked for."""

    def __init__(self, path: Path, scaling: dict[str, Any]) -> None:
        self.path = path
        self.tensors = {tensor.name: tensor for tensor in read_header(path)[1]}
        self.alpha = float(scaling["alpha"])
        self.root = bool(scaling["rootOfRank"])
        # How cosmos-rl matches alpha_pattern (policy/lora/plugin.py:248-253, 0.4.7), and peft too.
        self.patterns = [(re.compile(rf"(.*\.)?({key})$"), float(alpha)) for key, alpha in scaling["patterns"]]

    def scale(self, names: list[str], rank: int) -> float:
        """The factor of a module; the first pattern that one of its names matches has an alpha of its own."""
        alpha = next((own for key, own in self.patterns if any(key.match(name) for name in names)), self.alpha)
        return alpha / (math.sqrt(rank) if self.root else rank)

    def matrix(self, name: str) -> torch.Tensor:
        """A matrix in float32.

        Raises:
            DataError: a value of it is not finite.
        """
        tensor = self.tensors[name]
        with self.path.open("rb") as file:
            file.seek(tensor.start)
            held = values(read_into(file, tensor.end - tensor.start), FLOATS[tensor.dtype])
        if not bool(torch.isfinite(held).all()):
            raise DataError(f"{name} of the adapter holds NaN or infinity")
        return held.reshape(tensor.shape).to(torch.float32)


PAIR = re.compile(r"^(?:base_model\.model\.)?(.+)\.lora_A(?:\.default)?\.weight$")
LEFT_PATTERN = re.compile(r"\(\?!(?:[^()]|\([^()]*\))*\)")
"""Left inside of names by cosmos-rl 0.4.7 with transformers 4.57: ``model(?!\\.(language_model|visual)).layers.0…``."""
OLD_LANGUAGE = re.compile(r"^model\.(layers|embed_tokens|norm)\b")


def in_memory(name: str, held: Any) -> str:
    """The name that a module or parameter has in the model: Qwen2.5-VL files have an older layout than its modules.

    Raises:
        DataError: the model has no such part.
    """
    for other in (name, OLD_LANGUAGE.sub(r"model.language_model.\1", name), f"model.{name}"):
        if other in held:
            return other
    raise DataError(f"the model has no {name}, which the adapter changes")


def scaling_of(config: dict[str, Any]) -> dict[str, Any]:
    """What of an adapter_config.json says how strong the adapter is."""
    patterns = config.get("alpha_pattern") or {}
    return {
        "alpha": config["lora_alpha"],
        "rootOfRank": config.get("use_rslora") is True,
        "patterns": list(patterns.items()),
    }


def apply_adapter(model: torch.nn.Module, folder: Path) -> int:
    """Merges the adapter into a model in memory; returns how many tensors changed.

    Raises:
        DataError: the adapter does not fit the model.
    """
    config = json.loads((folder / "adapter_config.json").read_text(encoding="utf-8"))
    adapter = Adapter(folder / "adapter_model.safetensors", scaling_of(config))
    parameters = dict(model.named_parameters())
    changed = 0
    with torch.no_grad():
        for name in adapter.tensors:
            clean = LEFT_PATTERN.sub("", name)
            pair = PAIR.match(clean)
            plain = clean.removeprefix("base_model.model.")
            if pair is None and ".lora_" in name:
                if ".lora_B" in name:
                    continue
                raise DataError(f"{name} belongs to a kind of LoRA that is not known here")
            module = plain if pair is None else f"{pair[1]}.weight"
            weight = parameters[in_memory(module, parameters)]
            if pair is None:
                weight.copy_(adapter.matrix(name).to(weight.device))
            else:
                a, b = adapter.matrix(name), adapter.matrix(name.replace(".lora_A", ".lora_B"))
                scale = adapter.scale([pair[1], f"model.{pair[1]}"], a.shape[0])
                weight.copy_(weight.to(torch.float32) + (b * scale @ a).to(weight.device))
            changed += 1
    return changed
