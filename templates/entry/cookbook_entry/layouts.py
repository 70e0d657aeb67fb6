"""Every layout by name: the names that ``cookbook-run list`` shows."""

from __future__ import annotations

from .avha import AVHA
from .blended import BLENDED
from .layout import Layout
from .llava import LLAVA
from .wts import WTS

LAYOUTS: dict[str, Layout] = {
    "avha": AVHA,
    "blended-av": BLENDED,
    "llava": LLAVA,
    "wts": WTS,
}
