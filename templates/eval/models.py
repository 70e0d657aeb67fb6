"""Answers of a model: vLLM where it is installed, else transformers. Greedy: the same model answers the same."""

from __future__ import annotations

import gc
import hashlib
import importlib.util
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from questions import BadModel, Messages, Unreadable

Answer = Callable[[list[Messages]], list[str]]
"""Answers to several conversations at once, in their order."""


LARGEST_TEXT = 256 * 2**20
"""A tokenizer.json of 11 MB is the largest text of a model; a file of holes can have terabytes."""


def bytes_of(path: Path) -> bytes:
    """The bytes of a JSON or template file of a model.

    Raises:
        Unreadable: it is no plain file of a sensible size.
    """
    if not path.is_file() or path.stat().st_size > LARGEST_TEXT:
        raise Unreadable(f"{path} is no plain file, or too large for one of a model")
    return path.read_bytes()


def adapter_base(export: str) -> str | None:
    """The base model of a LoRA export; None for a whole model."""
    path = Path(export) / "adapter_config.json"
    if not path.is_file():
        return None
    try:
        base = str(json.loads(bytes_of(path))["base_model_name_or_path"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadModel(f"{path} names no base model") from error
    if (Path(base) / "adapter_config.json").is_file():
        raise BadModel(f"{path} names another adapter as its base model, {base}")
    return base


def family_of(export: str, model: str = "") -> str:
    """The model family, of which how clips are shown depends; an adapter has no config of its own."""
    try:
        kind = json.loads(bytes_of(Path(export) / "config.json"))["model_type"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError, Unreadable):
        kind = "qwen2_5_vl" if "reason1" in f"{export} {model}".casefold() else "qwen3_vl"
    return "qwen2_5_vl" if kind == "qwen2_5_vl" else "qwen3_vl"


def model_key(export: str) -> str:
    """A name for the weights: sizes and times of the files, the configs, and the same of an adapter's base."""
    state = hashlib.sha256()
    folder = Path(export)
    if not folder.is_dir():
        return hashlib.sha256(export.encode()).hexdigest()[:24]
    for path in sorted(folder.iterdir()):
        if path.suffix == ".safetensors":
            status = path.stat()
            state.update(f"{path.name}:{status.st_size}:{status.st_mtime_ns}\n".encode())
        elif path.suffix in (".json", ".jinja"):
            state.update(bytes_of(path))
    base = adapter_base(export)
    if base is not None:
        state.update(model_key(base).encode())
    return state.hexdigest()[:24]


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


def _frames(batch: list[Messages], **asked: Any) -> Any:
    """Pictures and frames by qwen-vl-utils.

    Raises:
        Unreadable: a clip gives too few frames. qwen-vl-utils 0.0.14 then falls back to a reader that torchvision
            dropped in 0.25, whose complaint hides the first one.
    """
    from qwen_vl_utils import process_vision_info

    try:
        return process_vision_info(batch, return_video_kwargs=True, **asked)
    except AttributeError as error:
        if "read_video" not in str(error):
            raise
        paths = [part["video"] for one in batch for turn in one for part in turn["content"] if "video" in part]
        raise Unreadable(
            "one of these clips does not give the frames that are asked for, most often since it has fewer than "
            f"custom.vision.nframes: {', '.join(paths)}"
        ) from error


def as_trained(processor: Any, batch: list[Messages], family: str) -> Any:
    """Inputs with the frames and pixels of the training: qwen-vl-utils, called as cosmos-rl calls it.

    cosmos-rl 0.4.7: dispatcher/data/packer/hf_vlm_data_packer.py:563-588 and qwen2_5_vlm_data_packer.py:406-415.
    """
    text = [processor.apply_chat_template(one, tokenize=False, add_generation_prompt=True) for one in batch]
    common = {"text": text, "padding": True, "return_tensors": "pt"}
    if family == "qwen2_5_vl":
        images, videos, more = _frames(batch)
        return processor(**common, images=images, videos=videos, **more)
    images, videos, more = _frames(batch, return_video_metadata=True, image_patch_size=16)
    clips, facts = (None, None) if videos is None else map(list, zip(*videos, strict=True))
    return processor(**common, images=images, videos=clips, video_metadata=facts, do_resize=False, **more)


def by_default(processor: Any, batch: list[Messages]) -> Any:
    """Inputs as transformers makes them itself, with its own number of frames."""
    return processor.apply_chat_template(
        batch, tokenize=True, add_generation_prompt=True, padding=True, return_dict=True, return_tensors="pt"
    )


def templated(processor: Any, folder: str) -> None:
    """Refuses a model that cannot be shown a conversation.

    Raises:
        BadModel: it has no chat template, or no tokenizer.
    """
    tokenizer = getattr(processor, "tokenizer", None)
    if tokenizer is None:
        raise BadModel(f"{folder} has no tokenizer beside its processor")
    if not (getattr(processor, "chat_template", None) or getattr(tokenizer, "chat_template", None)):
        raise BadModel(f"{folder} has no chat template (chat_template.jinja): copy that of its base model")


def whole(model: Any, info: dict[str, Any], folder: str) -> Any:
    """The model, if every weight of it came from its files: transformers fills what is missing with random numbers.

    Raises:
        Unreadable: weights are missing, as with an export whose tensors have names that no model has.
    """
    missing = sorted(set(info["missing_keys"]) - set(getattr(model, "_tied_weights_keys", None) or ()))
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise BadModel(f"{folder} has no {missing[0]}{more}: its answers would be those of random weights")
    return model


def _transformers(export: str, tokens: int) -> Answer:
    import torch
    from lora import apply_adapter
    from transformers import AutoModelForImageTextToText, AutoProcessor

    base = adapter_base(export)
    processor = AutoProcessor.from_pretrained(base or export)
    templated(processor, base or export)
    processor.tokenizer.padding_side = "left"
    place = {"device_map": "auto"} if importlib.util.find_spec("accelerate") else {}
    loaded = AutoModelForImageTextToText.from_pretrained(
        base or export, dtype="auto", output_loading_info=True, **place
    )
    model = whole(*loaded, base or export)
    if base is not None:
        apply_adapter(model, Path(export))
    model.eval()
    family = family_of(base or export)
    faithful = importlib.util.find_spec("qwen_vl_utils") is not None
    if not faithful:
        print("qwen-vl-utils is not installed: frames of clips are not chosen as in training", file=sys.stderr)

    def once(batch: list[Messages]) -> list[str]:
        shown = [for_transformers(one) for one in batch]
        inputs = as_trained(processor, shown, family) if faithful else by_default(processor, shown)
        inputs = inputs.to(model.device)
        with torch.inference_mode():
            made = model.generate(**inputs, max_new_tokens=tokens, do_sample=False)
        return [
            str(one)
            for one in processor.batch_decode(made[:, inputs["input_ids"].shape[1] :], skip_special_tokens=True)
        ]

    def answer(batch: list[Messages]) -> list[str]:
        try:
            return once(batch)
        except torch.OutOfMemoryError:
            if len(batch) == 1:
                raise
        torch.cuda.empty_cache()
        half = len(batch) // 2
        return answer(batch[:half]) + answer(batch[half:])

    return answer


def _vllm(export: str, tokens: int, folders: Sequence[str]) -> Answer:
    from vllm import LLM, SamplingParams

    llm = LLM(model=export, allowed_local_media_path=_common(folders), limit_mm_per_prompt={"image": 32, "video": 4})
    sampling = SamplingParams(temperature=0, max_tokens=tokens)

    def answer(batch: list[Messages]) -> list[str]:
        done = llm.chat([for_vllm(one) for one in batch], sampling, use_tqdm=False)
        return [str(one.outputs[0].text) for one in done]

    return answer


def _common(folders: Sequence[str]) -> str:
    import os

    return os.path.commonpath(folders) if folders else "/"


def load(export: str, tokens: int, folders: Sequence[str], backend: str = "auto") -> Answer:
    """A function from conversations to answers. An adapter is always loaded by transformers, and merged in memory."""
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
