"""A sample, and the conversation the engine's packer takes for it."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .vision import VisionParts

FORMS = {"qwen3_vl": "parts", "qwen2_5_vl": "text"}
"""How an assistant's answer is written for each model family.

``parts``: ``HFVLMDataPacker`` takes ``[{"type": "text", "text": …}]`` (cosmos-rl 0.3.9 - 0.4.7,
dispatcher/data/packer/hf_vlm_data_packer.py, ``_process_single_sample``). ``text``: ``Qwen2_5_VLM_DataPacker`` takes
only a plain string; a list raises ``Unsupported content type`` (0.2.6 - 0.4.7, qwen2_5_vlm_data_packer.py).
"""


@dataclass(frozen=True)
class Turn:
    """One message of text by ``user`` or ``assistant``.

    ``parts`` are texts and numbers of the sample's media in their order: on every user turn of a sample whose media do
    not all stand in front, else on none.
    """

    role: str
    text: str
    parts: tuple[str | int, ...] = ()


@dataclass(frozen=True)
class Media:
    """A file that the model looks at: ``kind`` is ``video`` or ``image``, ``path`` an absolute path."""

    kind: str
    path: str


@dataclass(frozen=True)
class Sample:
    """One training example: media and a conversation about them.

    ``id`` is unique in the dataset; ``turns`` starts with the user and ends with the assistant; the media stand before
    the text of the first user turn, in their order, unless the turns have ``parts``. ``group`` is the sub-directory it
    came from ("" where the layout has none).
    """

    id: str
    media: tuple[Media, ...]
    system: str | None
    turns: tuple[Turn, ...]
    group: str = ""


def _shown(one: Media, vision: VisionParts, encoded: bool) -> dict[str, Any]:
    """The content part of a medium: its path, or, for a picture, its bytes as base64."""
    source = one.path
    if encoded and one.kind == "image":
        source = base64.b64encode(Path(one.path).read_bytes()).decode("ascii")
    return {"type": one.kind, one.kind: source, **vision[one.kind]}


def conversation(sample: Sample, vision: VisionParts, form: str, encoded: bool = False) -> list[dict[str, Any]]:
    """The sample as a list of messages, new at each call.

    New at each call because ``HFVLMDataPacker`` of 0.3.9 replaces the answer inside the object it is given
    (hf_vlm_data_packer.py, ``x["content"] = pad_token * pad_run_length``): a reused list would train on padding from
    the second epoch on. ``encoded``: pictures as base64, the only form that packer takes (``decode_base64_to_image``);
    from 0.4.1 on it takes paths.
    """
    messages: list[dict[str, Any]] = []
    if sample.system is not None:
        messages.append({"role": "system", "content": sample.system})
    shown = [_shown(one, vision, encoded) for one in sample.media]
    fronted = list(shown)
    for turn in sample.turns:
        parts = [{"type": "text", "text": turn.text}]
        if turn.parts:
            ordered = [{"type": "text", "text": part} if isinstance(part, str) else shown[part] for part in turn.parts]
            messages.append({"role": "user", "content": ordered})
        elif turn.role == "user":
            messages.append({"role": "user", "content": fronted + parts})
            fronted = []
        else:
            messages.append({"role": "assistant", "content": parts if form == "parts" else turn.text})
    return messages


class SampleDataset:
    """Map-style dataset: ``len(d)`` samples, ``d[i]`` is a conversation.

    ``wrapped`` gives ``{"messages": [...]}`` instead: the multi-replica SFT worker takes a list for a batch of
    samples and hands its elements to the packer one by one (0.4.4 and 0.4.7, policy/worker/
    multi_replica_sft_worker.py, ``request_new_prompts``), which ends in "tuple indices must be integers".
    """

    def __init__(
        self, samples: Sequence[Sample], vision: VisionParts, form: str, wrapped: bool = False, encoded: bool = False
    ) -> None:
        self.samples = list(samples)
        self.vision = dict(vision)
        self.form = form
        self.wrapped = wrapped
        self.encoded = encoded

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, index: int) -> list[dict[str, Any]] | dict[str, Any]:
        messages = conversation(self.samples[index], self.vision, self.form, self.encoded)
        return {"messages": messages} if self.wrapped else messages
