"""Record how many tokens the real processors make of clips, pictures and text: test/fixtures/tokens/.

    python3 -m venv V && V/bin/pip install torch torchvision transformers==4.57.6 qwen-vl-utils==0.0.14
    V/bin/python scripts/record_token_counts.py test/fixtures/tokens

Needs no weights and no GPU. The processors and ``fetch_video`` / ``fetch_image`` are the real ones, called as cosmos-rl
0.4.7 calls them (dispatcher/data/packer/qwen2_5_vlm_data_packer.py and hf_vlm_data_packer.py); only the decoder is
replaced, by frames of the wanted size that hold nothing. The tokenizer is a small one that is trained here.
"""

from __future__ import annotations

import importlib.metadata
import json
import random
import sys
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from qwen_vl_utils import vision_process
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import (
    Qwen2_5_VLProcessor,
    Qwen2TokenizerFast,
    Qwen2VLImageProcessorFast,
    Qwen2VLVideoProcessor,
    Qwen3VLProcessor,
    Qwen3VLVideoProcessor,
)

SPECIALS = [
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|vision_pad|>",
    "<|image_pad|>",
    "<|video_pad|>",
]
PATTERN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
"""How tokenizers of the Qwen2 kind cut a text before they merge (transformers 4.57.6, convert_slow_tokenizer.py)."""
TEMPLATE = """{% if default_system and messages[0]['role'] != 'system' -%}
<|im_start|>system
You are a helpful assistant.<|im_end|>
{% endif -%}
{% for message in messages -%}
<|im_start|>{{ message['role'] }}
{% if message['content'] is string %}{{ message['content'] }}{% else %}{% for part in message['content'] -%}
{% if part['type'] == 'video' %}<|vision_start|><|video_pad|><|vision_end|>{% elif part['type'] == 'image' -%}
<|vision_start|><|image_pad|><|vision_end|>{% else %}{{ part['text'] }}{% endif %}{% endfor %}{% endif %}<|im_end|>
{% endfor %}"""
"""The shape of the chat templates of both families; only Qwen2.5-VL puts in a system message where there is none."""
TEXTS = [
    "Describe the clip.",
    "Was fällt dir auf? Antworte als JSON.\n- weather\n- lighting\n",
    '```json\n{\n  "weather": "Clear",\n  "driving_difficulty": 2\n}\n```',
    "前方の車が止まった。🚗 The light is red; it stays red for 12.5 seconds.",
    "",
    "The car's driver doesn't stop\r\n\r\nat   the  line\t(id 4711).",
]
BOUNDS = {"qwen2_5_vl": (3136, 12845056), "qwen3_vl": (65536, 16777216)}
"""``size`` of the published preprocessor_config.json of each family."""
MAX_BYTES = 400_000_000
"""Of resized frames of one case: what a small machine can hold."""


def train_tokenizer(folder: Path) -> Qwen2TokenizerFast:
    """A byte-level BPE of a few hundred merges over the texts of this repository's examples."""
    tok = Tokenizer(models.BPE())
    tok.normalizer = normalizers.NFC()
    tok.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(PATTERN), "isolated"), pre_tokenizers.ByteLevel(False, use_regex=False)]
    )
    tok.decoder = decoders.ByteLevel()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(vocab_size=600, initial_alphabet=alphabet, show_progress=False)
    examples = Path(__file__).resolve().parent.parent / "examples" / "avha" / "metas"
    tok.train_from_iterator([path.read_text("utf-8") for path in sorted(examples.glob("*.json"))], trainer)
    tok.add_special_tokens(SPECIALS)
    tok.save(str(folder / "tokenizer.json"), pretty=False)
    return Qwen2TokenizerFast(
        tokenizer_object=tok,
        unk_token=None,
        bos_token=None,
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        additional_special_tokens=SPECIALS[1:],
    )


def make_processor(family: str, tokenizer: Qwen2TokenizerFast) -> Any:
    """The processor of a family with the sizes it is published with."""
    low, high = BOUNDS[family]
    if family == "qwen2_5_vl":
        common = {"patch_size": 14, "merge_size": 2, "temporal_patch_size": 2, "min_pixels": low, "max_pixels": high}
        image, video = Qwen2VLImageProcessorFast(**common), Qwen2VLVideoProcessor(**common)
        template = TEMPLATE.replace("default_system and ", "")
        return Qwen2_5_VLProcessor(image, tokenizer, video, chat_template=template)
    common = {"patch_size": 16, "merge_size": 2, "temporal_patch_size": 2}
    image = Qwen2VLImageProcessorFast(**common, size={"shortest_edge": low, "longest_edge": high})
    return Qwen3VLProcessor(image, tokenizer, Qwen3VLVideoProcessor(**common), chat_template=TEMPLATE)


def as_if_decoded(part: dict[str, Any]) -> tuple[torch.Tensor, dict[str, Any], float]:
    """What ``_read_video_decord`` of qwen-vl-utils returns, with frames that were never decoded."""
    width, height, total, fps = part["video"].split("/")[-1].split("x")
    total, fps = int(total), float(fps)
    count = vision_process.smart_nframes(part, total_frames=total, video_fps=fps)
    indices = torch.linspace(0, total - 1, count).round().long().tolist()
    frames = torch.zeros((1, 1, 1, 1), dtype=torch.uint8).expand(count, 3, int(height), int(width))
    metadata = {"fps": fps, "frames_indices": indices, "total_num_frames": total, "video_backend": "decord"}
    part["seen"] = indices
    return frames, metadata, count / max(total, 1e-6) * fps


def bounded(media: dict[str, Any], vision: dict[str, Any], family: str) -> bool:
    """Whether the frames of a case fit into memory after the resize."""
    if media["kind"] == "image":
        return True
    pixels = max(min(vision.get("max_pixels", 10**9), 768 * 1024), vision.get("min_pixels", 0), 128 * 1024)
    seconds = media["frames"] / media["fps"]
    count = vision.get("nframes", min(768, max(4, seconds * vision.get("fps", 2.0))))
    return count * min(pixels * 1.2, max(media["width"] * media["height"], 131072) * 1.2) * 12 * 2 < MAX_BYTES


def count(processor: Any, family: str, messages: list[dict[str, Any]]) -> dict[str, Any]:
    """Tokens of a conversation, as the packer of the family counts them."""
    text = processor.apply_chat_template(messages, tokenize=False, add_generation_prompt=False)
    if family == "qwen2_5_vl":
        images, videos, extra = vision_process.process_vision_info(messages, return_video_kwargs=True)
        inputs = processor(text=[text], images=images, videos=videos, return_tensors="pt", **extra)
    else:
        low, high = BOUNDS[family]
        for part in messages[-2]["content"]:
            if part["type"] == "image":
                part.setdefault("min_pixels", low)
                part.setdefault("max_pixels", high)
        images, videos, extra = vision_process.process_vision_info(
            messages, return_video_kwargs=True, return_video_metadata=True, image_patch_size=16
        )
        metadata = None
        if videos is not None:
            videos, metadata = (list(column) for column in zip(*videos, strict=True))
        inputs = processor(
            text=[text],
            images=images,
            videos=videos,
            video_metadata=metadata,
            do_resize=False,
            return_tensors="pt",
            **extra,
        )
    ids = inputs["input_ids"][0].tolist()
    grids = [inputs[key].tolist() for key in ("image_grid_thw", "video_grid_thw") if inputs.get(key) is not None]
    pads = {processor.tokenizer.convert_tokens_to_ids(name) for name in ("<|image_pad|>", "<|video_pad|>")}
    vision = sum(token in pads for token in ids)
    return {"length": len(ids), "vision": vision, "grids": [each for grid in grids for each in grid]}


def random_case(rng: random.Random) -> dict[str, Any]:
    """Media, settings and texts of one sample."""
    family = rng.choice(sorted(BOUNDS))
    side = lambda: rng.choice([28, 64, 100, 240, 320, 360, 448, 480, 513, 640, 720, 1080, 1280, 1920])  # noqa: E731
    width, height = side(), side()
    vision: dict[str, Any] = {}
    media: list[dict[str, Any]]
    if rng.random() < 0.3:
        media = [{"kind": "image", "width": width, "height": height} for _ in range(rng.choice([1, 1, 2]))]
    else:
        fps = rng.choice([10.0, 24.0, 25.0, 29.97, 30.0, 1.0])
        frames = rng.choice([2, 3, 4, 5, 9, 10, 20, 47, 100, 151, 300, 601])
        media = [{"kind": "video", "width": width, "height": height, "frames": frames, "fps": fps}]
        if rng.random() < 0.4:
            vision["nframes"] = rng.choice([2, 3, 4, 7, 8, 16, 17])
        elif rng.random() < 0.8:
            vision["fps"] = rng.choice([0.5, 1.0, 2.0, 4.0])
        if rng.random() < 0.2:
            vision["total_pixels"] = rng.choice([400_000, 2_000_000, 10_000_000])
    if rng.random() < 0.5:
        vision["min_pixels"] = rng.choice([3136, 4096, 50_176, 100_352])
    if rng.random() < 0.6:
        vision["max_pixels"] = rng.choice([112_897, 131_072, 200_704, 401_408])
    texts = [rng.choice(TEXTS) for _ in range(3)]
    return {"family": family, "media": media, "vision": vision, "texts": texts, "system": rng.random() < 0.5}


def main() -> None:
    """Write tokenizer.json and cases.json into the folder given."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    vision_process.VIDEO_READER_BACKENDS = dict.fromkeys(("torchvision", "decord", "torchcodec"), as_if_decoded)
    tokenizer = train_tokenizer(folder)
    processors = {family: make_processor(family, tokenizer) for family in BOUNDS}
    rng = random.Random(20261124)
    cases = []
    while len(cases) < 160:
        case = random_case(rng)
        if not all(bounded(media, case["vision"], case["family"]) for media in case["media"]):
            continue
        parts: list[dict[str, Any]] = []
        for media in case["media"]:
            if media["kind"] == "video":
                name = "/{width}x{height}x{frames}x{fps}".format(**media)
                parts.append({"type": "video", "video": name, **case["vision"]})
            else:
                image = Image.new("RGB", (media["width"], media["height"]))
                pixels = {key: value for key, value in case["vision"].items() if key in ("min_pixels", "max_pixels")}
                parts.append({"type": "image", "image": image, **pixels})
        system, user, assistant = case["texts"]
        messages = [{"role": "user", "content": [*parts, {"type": "text", "text": user}]}]
        messages.append({"role": "assistant", "content": assistant})
        if case["system"]:
            messages.insert(0, {"role": "system", "content": system})
        try:
            case["counts"] = count(processors[case["family"]], case["family"], messages)
        except (AssertionError, ValueError) as error:
            case["refused"] = f"{type(error).__name__}: {error}"[:120]
        seen = [part["seen"] for part in parts if "seen" in part]
        if seen and "counts" in case:
            case["frames"] = seen[0]
        cases.append(case)
    packages = ("transformers", "qwen-vl-utils", "torch", "tokenizers")
    versions = {name: importlib.metadata.version(name) for name in packages}
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    text = f'{{"versions": {json.dumps(versions)},\n"cases": [\n{lines}\n]}}\n'
    (folder / "cases.json").write_text(text, encoding="utf-8")
    print(f"{len(cases)} cases, {sum('refused' in case for case in cases)} refused", file=sys.stderr)


if __name__ == "__main__":
    main()
