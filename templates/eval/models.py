"""Answers of a model: vLLM where it is installed, else transformers. Greedy: the same model answers the same."""

from __future__ import annotations

import gc
import importlib.util
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Messages = list[dict[str, Any]]
Answer = Callable[[Messages], str]


def adapter_base(export: str) -> str | None:
    """The base model of a LoRA export; None for a whole model."""
    path = Path(export) / "adapter_config.json"
    if not path.is_file():
        return None
    return str(json.loads(path.read_text(encoding="utf-8"))["base_model_name_or_path"])


def for_transformers(messages: Messages) -> Messages:
    """Every content as a list of parts, as chat templates of processors want it."""
    return [
        {
            **one,
            "content": [{"type": "text", "text": one["content"]}]
            if isinstance(one["content"], str)
            else one["content"],
        }
        for one in messages
    ]


def for_vllm(messages: Messages) -> Messages:
    """Pictures and clips as addresses of files (``vllm.LLM.chat``, OpenAI's form)."""

    def part(one: dict[str, Any]) -> dict[str, Any]:
        kind = one["type"]
        if kind == "text":
            return {"type": "text", "text": one["text"]}
        return {"type": f"{kind}_url", f"{kind}_url": {"url": Path(one[kind]).resolve().as_uri()}}

    return [
        {
            **one,
            "content": one["content"] if isinstance(one["content"], str) else [part(item) for item in one["content"]],
        }
        for one in messages
    ]


def _transformers(export: str, tokens: int) -> Answer:
    import torch
    from transformers import AutoModelForImageTextToText, AutoProcessor

    base = adapter_base(export)
    processor = AutoProcessor.from_pretrained(base or export)
    model = AutoModelForImageTextToText.from_pretrained(base or export, dtype="auto", device_map="auto")
    if base is not None:
        from peft import PeftModel

        model = PeftModel.from_pretrained(model, export)
    model.eval()

    def answer(messages: Messages) -> str:
        inputs = processor.apply_chat_template(
            for_transformers(messages), tokenize=True, add_generation_prompt=True, return_dict=True, return_tensors="pt"
        ).to(model.device)
        with torch.inference_mode():
            made = model.generate(**inputs, max_new_tokens=tokens, do_sample=False)
        return str(processor.batch_decode(made[:, inputs["input_ids"].shape[1] :], skip_special_tokens=True)[0])

    return answer


def _vllm(export: str, tokens: int, folders: Sequence[str]) -> Answer:
    from vllm import LLM, SamplingParams

    llm = LLM(model=export, allowed_local_media_path=_common(folders), limit_mm_per_prompt={"image": 32, "video": 4})
    sampling = SamplingParams(temperature=0, max_tokens=tokens)

    def answer(messages: Messages) -> str:
        return str(llm.chat(for_vllm(messages), sampling, use_tqdm=False)[0].outputs[0].text)

    return answer


def _common(folders: Sequence[str]) -> str:
    import os

    return os.path.commonpath(folders) if folders else "/"


def load(export: str, tokens: int, folders: Sequence[str], backend: str = "auto") -> Answer:
    """A function from messages to an answer. An adapter is always loaded by transformers and peft."""
    use_vllm = backend == "vllm" or (
        backend == "auto" and importlib.util.find_spec("vllm") is not None and adapter_base(export) is None
    )
    return _vllm(export, tokens, folders) if use_vllm else _transformers(export, tokens)


def forget() -> None:
    """Gives the memory of a model back before the next one is loaded."""
    gc.collect()
    if importlib.util.find_spec("torch") is None:
        return
    import torch

    if torch.cuda.is_available():
        torch.cuda.empty_cache()
