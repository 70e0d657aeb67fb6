"""Every layout by name: the names that ``cookbook-run list`` shows.

``warehouse`` and ``wafer-map`` are read as ``llava``; what ``data check`` asks of them beyond that is about meaning.
"""

from __future__ import annotations

from .av3d import AV3D
from .avha import AVHA
from .blended import BLENDED
from .intervals import MIMICGEN
from .layout import Layout
from .llava import LLAVA
from .reason1_sft import REASON1_SFT
from .saved import HF_CONVERSATIONS
from .scores import VIDEOPHY2
from .wts import WTS

LAYOUTS: dict[str, Layout] = {
    "avha": AVHA,
    "blended-av": BLENDED,
    "llava": LLAVA,
    "warehouse": LLAVA,
    "wafer-map": LLAVA,
    "wts": WTS,
    "hf-conversations": HF_CONVERSATIONS,
    "mimicgen": MIMICGEN,
    "videophy2": VIDEOPHY2,
    "av3d": AV3D,
    "reason1-sft": REASON1_SFT,
}
