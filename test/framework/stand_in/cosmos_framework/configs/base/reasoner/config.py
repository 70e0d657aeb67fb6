"""Makes the base config; as in the real one the experiments are loaded anew by it."""

from __future__ import annotations

import importlib

from cosmos_framework.utils import log


def make_config() -> dict[str, object]:
    """The base, with every experiment registered."""
    from cosmos_framework.configs.base.reasoner.experiment import videophy2_sft_nano

    log.critical("Reloading all modules from package cosmos_framework.configs.base.reasoner.experiment")
    importlib.reload(videophy2_sft_nano)
    return {}
