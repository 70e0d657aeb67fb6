"""A checkpoint with random weights that cosmos-rl can train: the shapes are the published ones, or tiny. Nothing is downloaded.

    python3 test/gpu/make_checkpoint.py --family qwen3_vl --shape 8b --out CKPT

``tiny`` takes a few seconds on a CPU; ``2b`` and ``8b`` (qwen3_vl, Cosmos-Reason2) and ``7b`` (qwen2_5_vl, Cosmos-Reason1)
have the sizes of the published models. The tokenizer knows bytes and the special tokens of Qwen only, so a text has more
tokens than with the real one.
"""

from __future__ import annotations

import argparse
import json
import pathlib
from typing import Any

import torch
import transformers
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

END_OF_TEXT, TURN, END_OF_TURN = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
VISION_START, VISION_END = "<|vision_start|>", "<|vision_end|>"
IMAGE, VIDEO = "<|image_pad|>", "<|video_pad|>"
SPECIAL = [END_OF_TEXT, TURN, END_OF_TURN, VISION_START, VISION_END, "<|vision_pad|>", IMAGE, VIDEO]

TEMPLATE = """
{%- for turn in messages -%}
<|im_start|>{{ turn.role }}
{% if turn.content is string %}{{ turn.content }}{% else -%}
{%- for part in turn.content -%}
{%- if part.type == 'video' -%}<|vision_start|><|video_pad|><|vision_end|>
{%- elif part.type == 'image' -%}<|vision_start|><|image_pad|><|vision_end|>
{%- else -%}{{ part.text }}{%- endif -%}
{%- endfor -%}{%- endif -%}<|im_end|>
{% endfor -%}
{%- if add_generation_prompt -%}<|im_start|>assistant
{% endif -%}
"""

TEXT_KEYS = ("hidden_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads", "intermediate_size")
TEXT: dict[tuple[str, str], tuple[int, ...]] = {
    ("qwen3_vl", "tiny"): (256, 4, 4, 2, 512),
    ("qwen3_vl", "2b"): (2048, 28, 16, 8, 6144),
    ("qwen3_vl", "8b"): (4096, 36, 32, 8, 12288),
    ("qwen2_5_vl", "tiny"): (256, 4, 4, 2, 512),
    ("qwen2_5_vl", "7b"): (3584, 28, 28, 4, 18944),
}
"""The text model of each shape, in the order of ``TEXT_KEYS``."""
VOCABULARY = {"tiny": 512, "2b": 151936, "8b": 151936, "7b": 152064}
TIED = {("qwen3_vl", "tiny"), ("qwen3_vl", "2b")}
VISION_KEYS = ("depth", "hidden_size", "num_heads", "intermediate_size")
VISION: dict[tuple[str, str], tuple[tuple[int, ...], list[int]]] = {
    ("qwen3_vl", "tiny"): ((4, 128, 4, 256), [1, 2, 3]),
    ("qwen3_vl", "2b"): ((24, 1024, 16, 4096), [5, 11, 17]),
    ("qwen3_vl", "8b"): ((27, 1152, 16, 4304), [8, 16, 24]),
    ("qwen2_5_vl", "tiny"): ((4, 128, 4, 256), [1, 3]),
    ("qwen2_5_vl", "7b"): ((32, 1280, 16, 3420), [7, 15, 23, 31]),
}
"""The vision tower, and its special layers: deepstack outputs (qwen3_vl) or full attention (qwen2_5_vl)."""
PATCH = {"qwen3_vl": 16, "qwen2_5_vl": 14}


def make_tokenizer() -> Any:
    """A tokenizer of bytes and special tokens."""
    bytes_only = models.BPE({char: i for i, char in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}, [])
    tokenizer = Tokenizer(bytes_only)
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(text, special=True, normalized=False) for text in SPECIAL])
    return transformers.Qwen2TokenizerFast(
        tokenizer_object=tokenizer,
        unk_token=None,
        eos_token=END_OF_TURN,
        pad_token=END_OF_TEXT,
        additional_special_tokens=SPECIAL[1:],
        chat_template=TEMPLATE,
        model_max_length=131072,
    )


def make_config(family: str, shape: str, id_of: Any) -> Any:
    """The config of a shape; ``id_of`` gives the id of a special token."""
    tiny, tied = shape == "tiny", (family, shape) in TIED
    text: dict[str, Any] = dict(zip(TEXT_KEYS, TEXT[family, shape], strict=True))
    text |= {"vocab_size": VOCABULARY[shape], "tie_word_embeddings": tied, "max_position_embeddings": 128000}
    text |= {"bos_token_id": id_of(END_OF_TEXT), "eos_token_id": id_of(END_OF_TURN)}
    sizes, layers = VISION[family, shape]
    vision: dict[str, Any] = dict(zip(VISION_KEYS, sizes, strict=True))
    vision |= {"out_hidden_size": text["hidden_size"], "patch_size": PATCH[family], "spatial_merge_size": 2}
    vision |= {"temporal_patch_size": 2}
    common = {
        "image_token_id": id_of(IMAGE),
        "video_token_id": id_of(VIDEO),
        "vision_start_token_id": id_of(VISION_START),
        "vision_end_token_id": id_of(VISION_END),
        "tie_word_embeddings": tied,
    }
    if family == "qwen3_vl":
        section = [12, 10, 10] if tiny else [24, 20, 20]
        rope = {"mrope_interleaved": True, "mrope_section": section, "rope_type": "default"}
        text |= {"head_dim": 64 if tiny else 128, "rope_theta": 5_000_000, "rope_scaling": rope}
        vision |= {"deepstack_visual_indexes": layers, "num_position_embeddings": 2304}
        return transformers.Qwen3VLConfig(text_config=text, vision_config=vision, **common)
    section = [8, 12, 12] if tiny else [16, 24, 24]
    text |= {"rope_theta": 1_000_000, "rope_scaling": {"type": "mrope", "mrope_section": section}}
    vision |= {"fullatt_block_indexes": layers, "window_size": 112, "tokens_per_second": 2}
    return transformers.Qwen2_5_VLConfig(text_config=text, vision_config=vision, **common)


def make_processor(family: str, tokenizer: Any) -> Any:
    """The processor of a family with its published limits of pixels."""
    common = {"patch_size": PATCH[family], "merge_size": 2, "temporal_patch_size": 2}
    parts = {"tokenizer": tokenizer, "chat_template": TEMPLATE}
    if family == "qwen3_vl":
        half = {"image_mean": [0.5] * 3, "image_std": [0.5] * 3}
        pictures = transformers.Qwen2VLImageProcessorFast(
            size={"shortest_edge": 65536, "longest_edge": 16777216}, **common, **half
        )
        clips = transformers.Qwen3VLVideoProcessor(size={"shortest_edge": 4096, "longest_edge": 25165824}, **common)
        return transformers.Qwen3VLProcessor(image_processor=pictures, video_processor=clips, **parts)
    limits = {"min_pixels": 3136, "max_pixels": 12845056}
    pictures = transformers.Qwen2VLImageProcessorFast(**common, **limits)
    clips = transformers.Qwen2VLVideoProcessor(**common, **limits)
    return transformers.Qwen2_5_VLProcessor(image_processor=pictures, video_processor=clips, **parts)


def make_model(family: str, config: Any, device: str) -> Any:
    """The model in bfloat16, its weights drawn from seed 0."""
    names = {"qwen3_vl": "Qwen3VLForConditionalGeneration", "qwen2_5_vl": "Qwen2_5_VLForConditionalGeneration"}
    torch.manual_seed(0)
    torch.set_default_dtype(torch.bfloat16)
    try:
        with torch.device(device):
            return getattr(transformers, names[family])(config)
    finally:
        torch.set_default_dtype(torch.float32)


def main() -> None:
    """Make one checkpoint and say how many parameters it has."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--family", choices=sorted(PATCH), required=True)
    parser.add_argument("--shape", choices=sorted(VOCABULARY), required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    args = parser.parse_args()
    if (args.family, args.shape) not in TEXT:
        parser.error(f"{args.family} has no shape {args.shape}")
    tokenizer = make_tokenizer()
    config = make_config(args.family, args.shape, tokenizer.convert_tokens_to_ids)
    model = make_model(args.family, config, args.device)
    model.generation_config.eos_token_id = tokenizer.eos_token_id
    model.save_pretrained(args.out, max_shard_size="5GB")
    tokenizer.save_pretrained(args.out)
    make_processor(args.family, tokenizer).save_pretrained(args.out)
    count = sum(parameter.numel() for parameter in model.parameters())
    print(json.dumps({"family": args.family, "shape": args.shape, "parameters": count, "out": str(args.out)}))


if __name__ == "__main__":
    main()
