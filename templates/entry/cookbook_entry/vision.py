"""``[custom.vision]``: how many frames and pixels of a clip reach the model."""

from __future__ import annotations

from dataclasses import dataclass

MIN_TOKENS = 128
"""Default lower bound of a video frame in qwen-vl-utils, in tokens of ``factor**2`` pixels.

qwen-vl-utils 0.0.14, ``vision_process.py``: ``VIDEO_MIN_TOKEN_NUM = 128``; ``fetch_video`` asserts
``max_pixels >= min_pixels``, so a ``max_pixels`` below that default needs an explicit ``min_pixels``.
"""
SMALL_TOKENS = 4
FACTORS = {"qwen2_5_vl": 28, "qwen3_vl": 32}
"""Pixels along one side of a token: patch size 14 or 16, times the spatial merge of 2."""


VisionParts = dict[str, dict[str, int | float]]
"""Keys for the content parts of each kind of media: ``{"video": {…}, "image": {…}}``."""
IMAGE_KEYS = ("min_pixels", "max_pixels")


@dataclass(frozen=True)
class Vision:
    """Settings of the media parts. ``fps`` is in frames per second, pixels are per frame, ``None`` is not set.

    With neither ``fps`` nor ``nframes`` qwen-vl-utils samples 2 frames per second.
    """

    fps: float | None = None
    nframes: int | None = None
    min_pixels: int | None = None
    max_pixels: int | None = None
    total_pixels: int | None = None

    def parts(self, family: str) -> tuple[VisionParts, str | None]:
        """Keys for the video and image content parts, and a note when a bound was added.

        An image knows neither frames nor ``total_pixels``, and its default lower bound is so small that none is added.

        Raises:
            ValueError: ``max_pixels`` is smaller than one token of this model family.
        """
        video, note = self._video(family)
        image = {name: getattr(self, name) for name in IMAGE_KEYS if getattr(self, name) is not None}
        return {"video": video, "image": image}, note

    def _video(self, family: str) -> tuple[dict[str, int | float], str | None]:
        names = ("fps", "nframes", "min_pixels", "max_pixels", "total_pixels")
        part = {name: getattr(self, name) for name in names if getattr(self, name) is not None}
        token = FACTORS[family] ** 2
        if self.max_pixels is None:
            return part, None
        if self.max_pixels < token:
            raise ValueError(f"{self.max_pixels} pixels are less than one token of {family} ({token} pixels)")
        if self.min_pixels is not None or self.max_pixels >= MIN_TOKENS * token:
            return part, None
        part["min_pixels"] = min(SMALL_TOKENS * token, self.max_pixels)
        return part, (
            f"custom.vision.max_pixels = {self.max_pixels} is below the default lower bound of {MIN_TOKENS * token} "
            f"pixels of qwen-vl-utils for {family}; min_pixels = {part['min_pixels']} is used"
        )
