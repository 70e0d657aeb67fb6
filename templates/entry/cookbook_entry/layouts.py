"""Every layout by name: the names that ``cookbook-run list`` shows."""

from __future__ import annotations

from .av3d import AV3D
from .avha import AVHA
from .blended import BLENDED
from .layout import Layout
from .reason1_sft import REASON1_SFT

LAYOUTS: dict[str, Layout] = {
    "avha": AVHA,
    "blended-av": BLENDED,
    "av3d": AV3D,
    "reason1-sft": REASON1_SFT,
}
