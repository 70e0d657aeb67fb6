"""Frames of clips and pictures at the size that ``[custom.vision]`` asks for, as PIL images."""

from __future__ import annotations

import math
from typing import Any

from .vision import Vision

FACTOR = 32
"""Pixels along one side of a token of Qwen3-VL: patch size 16 times the spatial merge of 2."""
FPS = 2.0
MOST_FRAMES = 32
"""As the published experiment takes them (videophy2_dataflow_roles.py, 5eee9ed)."""
FEWEST_FRAMES = 2
"""The model looks at frames in pairs: one alone ends the run (seen)."""


class CookbookSampleError(Exception):
    """A sample that cannot be trained on; takes one text, as torch's loader raises it again in the main process."""


def chosen(total: int, rate: float, vision: Vision) -> list[int]:
    """Numbers of the frames of a clip with ``total`` frames at ``rate`` frames a second."""
    if vision.nframes is not None:
        count = min(vision.nframes, total)
        return [round(i * (total - 1) / max(1, count - 1)) for i in range(count)]
    step = max(1, round(rate / (vision.fps or FPS)))
    numbers = list(range(0, total, step))
    if len(numbers) <= MOST_FRAMES:
        return numbers
    return [numbers[i * len(numbers) // MOST_FRAMES] for i in range(MOST_FRAMES)]


def size_for(width: int, height: int, vision: Vision) -> tuple[int, int]:
    """Width and height in whole tokens, within the bounds of pixels where they are set."""
    low, high = vision.min_pixels, vision.max_pixels
    pixels = width * height
    scale = 1.0
    if high is not None and pixels > high:
        scale = math.sqrt(high / pixels)
    elif low is not None and pixels < low:
        scale = math.sqrt(low / pixels)
    if scale == 1.0:
        return width, height
    whole = math.floor if scale < 1 else math.ceil
    return tuple(max(FACTOR, whole(side * scale / FACTOR) * FACTOR) for side in (width, height))  # type: ignore[return-value]


def sized(image: Any, vision: Vision) -> Any:
    """The picture at its size."""
    wanted = size_for(*image.size, vision)
    return image if wanted == image.size else image.resize(wanted)


def picture(path: str, vision: Vision) -> Any:
    """A picture as RGB."""
    from PIL import Image

    with Image.open(path) as file:
        return sized(file.convert("RGB"), vision)


def clip_frames(path: str, vision: Vision) -> tuple[list[Any], float]:
    """The frames of a clip that are looked at, and how many of them stand for a second."""
    from PIL import Image
    from torchcodec.decoders import VideoDecoder

    decoder = VideoDecoder(path)
    total = decoder.metadata.num_frames or 0
    rate = float(decoder.metadata.average_fps or 0.0) or 30.0
    numbers = chosen(total, rate, vision)
    if len(numbers) < FEWEST_FRAMES:
        raise CookbookSampleError(f"{path} gives {len(numbers)} frame, and the model needs {FEWEST_FRAMES}")
    frames = decoder.get_frames_at(indices=numbers).data.permute(0, 2, 3, 1).cpu().numpy()
    seconds = total / rate
    return [sized(Image.fromarray(frame), vision) for frame in frames], len(numbers) / seconds if seconds else FPS
