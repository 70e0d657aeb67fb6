"""Whether a merged model answers as base and adapter do: peft is the judge. Used by the tests here and on real GPUs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, PeftModel
from safetensors.torch import load_file
from transformers import AutoModelForImageTextToText, AutoProcessor


def in_memory(name: str) -> str:
    """A name of the old layout of Qwen2.5-VL as transformers 4.57 calls the module."""
    if name.startswith("visual."):
        return f"model.{name}"
    return re.sub(r"^model\.(layers|embed_tokens|norm)\b", r"model.language_model.\1", name)


def by_peft(base: Path, adapter: Path, dtype: torch.dtype) -> Any:
    """Base and adapter side by side; the config is made anew, since peft stops at the one that cosmos-rl writes."""
    given = json.loads((adapter / "adapter_config.json").read_text(encoding="utf-8"))
    tensors = load_file(adapter / "adapter_model.safetensors")
    left = re.compile(r"\(\?!(?:[^()]|\([^()]*\))*\)")  # as cosmos-rl 0.4.7 writes names of Qwen2.5-VL
    plain = {left.sub("", name.removeprefix("base_model.model.")): value for name, value in tensors.items()}
    modules = {name.split(".lora_")[0]: value.shape[0] for name, value in plain.items() if ".lora_A." in name}
    model = AutoModelForImageTextToText.from_pretrained(base, dtype=dtype)
    state = model.state_dict()
    for name, value in plain.items():
        if ".lora_" not in name:
            state[in_memory(name)].copy_(value)
    config = LoraConfig(
        r=given["r"],
        lora_alpha=given["lora_alpha"],
        use_rslora=given["use_rslora"],
        target_modules=[in_memory(name) for name in modules],
        rank_pattern={re.escape(in_memory(name)): r for name, r in modules.items()},
        alpha_pattern=given["alpha_pattern"] or {},
    )
    whole = PeftModel(model, config)
    held = dict(whole.named_parameters())
    for name, value in plain.items():
        if ".lora_" in name:
            module, half = name.split(".lora_")
            held[f"base_model.model.{in_memory(module)}.lora_{half[0]}.default.weight"].data.copy_(value)
    return whole.eval()


@torch.inference_mode()
def logits(model: Any, folder: Path) -> torch.Tensor:
    """One forward pass over a text and a picture."""
    from PIL import Image

    processor = AutoProcessor.from_pretrained(folder)
    picture = Image.effect_mandelbrot((112, 112), (-2, -1, 1, 1), 40).convert("RGB")
    messages = [
        {"role": "user", "content": [{"type": "image", "image": picture}, {"type": "text", "text": "What is ahead?"}]}
    ]
    inputs = processor.apply_chat_template(
        messages, tokenize=True, add_generation_prompt=True, return_dict=True, return_tensors="pt"
    )
    assert "pixel_values" in inputs
    return model(**inputs).logits.float()


def farthest(base: Path, adapter: Path, merged: Path, dtype: torch.dtype = torch.float32) -> dict[str, float]:
    """Largest differences of logits: merged against base + adapter, and base against both, which must not be small."""
    plain = logits(AutoModelForImageTextToText.from_pretrained(base, dtype=dtype).eval(), base)
    both = logits(by_peft(base, adapter, dtype), base)
    whole = logits(AutoModelForImageTextToText.from_pretrained(merged, dtype=dtype).eval(), merged)
    return {"merged": float((whole - both).abs().max()), "moved": float((plain - both).abs().max())}
