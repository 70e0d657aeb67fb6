"""Every layout by name: the names that ``cookbook-run list`` shows."""

from __future__ import annotations

from .avha import AVHA
from .blended import BLENDED
from .intervals import MIMICGEN
from .layout import Layout
from .llava import LLAVA
from .wts import WTS
from .saved import HF_CONVERSATIONS
from .scores import VIDEOPHY2

LAYOUTS: dict[str, Layout] = {
    "avha": AVHA,
    "blended-av": BLENDED,
    "llava": LLAVA,
    "wts": WTS,
    "hf-conversations": HF_CONVERSATIONS,
    "mimicgen": MIMICGEN,
    "videophy2": VIDEOPHY2,
}
