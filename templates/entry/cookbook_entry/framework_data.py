"""Datasets and the processor of an own experiment on cosmos-framework: only imported where the engine is.

The published dataset goes on without a sample that it cannot read; these end the run and say which one it is.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from cosmos_framework.data.generator.dataflow.base import RawItemProcessor
from torch.utils.data import Dataset

from .data import Data, load
from .frames import CookbookSampleError, clip_frames, picture
from .framework_config import load_toml, own_experiment
from .samples import Sample, conversation
from .vision import Vision

IGNORE = -100
"""What the loss leaves out (utils/reasoner/constant.py, 5eee9ed; torch's own default)."""
PASSED_ON = (
    "attention_mask",
    "pixel_values",
    "image_grid_thw",
    "pixel_values_videos",
    "video_grid_thw",
    "second_per_grid_ts",
)
"""What a vision processor gives beside the ids."""


@functools.lru_cache(maxsize=1)
def _read(toml: str) -> tuple[Data, Vision]:
    own = own_experiment(load_toml(toml))
    assert own is not None, f"{toml} describes no experiment"
    return load(own.settings), own.settings.vision


class Conversations(Dataset):
    """Map-style: item ``i`` is the conversation of sample ``i``, its media as paths; the engine saves its place."""

    def __init__(self, samples: Sequence[Sample], vision: Vision) -> None:
        self.samples = list(samples)
        self.vision = vision

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, index: int) -> dict[str, Any]:
        sample = self.samples[index]
        parts: dict[str, dict[str, int | float]] = {"video": {}, "image": {}}
        return {"id": sample.id, "messages": conversation(sample, parts, "parts"), "vision": self.vision}


def build(toml: str, split: str) -> Conversations:
    """The dataset of a split; what is wrong with it was told before the model was loaded."""
    data, vision = _read(toml)
    samples = data.train if split == "train" else data.validation or []
    return Conversations(samples, vision)


class SampleProcessor(RawItemProcessor):
    """Conversation to the tensors that the model trains on: only the assistant's tokens count in the loss."""

    def __init__(self, processor: Any) -> None:
        self.processor = processor
        tokenizer = getattr(processor, "tokenizer", processor)
        ids = (getattr(tokenizer, name, None) for name in ("pad_token_id", "eos_token_id"))
        self.padding = next((number for number in ids if number is not None), 0)

    def process(self, item: dict[str, Any]) -> dict[str, Any]:
        """One sample; an error names it."""
        try:
            messages = [self._seen(message, item["vision"]) for message in item["messages"]]
            made = self.processor.apply_chat_template(messages, tokenize=True, add_generation_prompt=False)
            ids = made["input_ids"]
            spoken = self.processor.add_assistant_tokens_mask(ids)
        except Exception as error:
            raise CookbookSampleError(f"sample {item['id']}: {error}") from error
        labels = ids.clone()
        labels[~spoken] = IGNORE
        sample = {
            "input_ids": ids,
            "labels": labels,
            "token_mask": spoken,
            "pad_token_id": self.padding,
            "ignore_index": IGNORE,
        }
        return sample | {key: made[key] for key in PASSED_ON if made.get(key) is not None}

    def _seen(self, message: dict[str, Any], vision: Vision) -> dict[str, Any]:
        """The message with what its paths name in place of them."""
        content = message["content"]
        if isinstance(content, str):
            return message
        shown = []
        for part in content:
            if part["type"] == "video":
                frames, fps = clip_frames(part["video"], vision)
                shown.append({"type": "video", "video": frames, "fps": fps})
            elif part["type"] == "image":
                shown.append({"type": "image", "image": picture(part["image"], vision)})
            else:
                shown.append(part)
        return {**message, "content": shown}
