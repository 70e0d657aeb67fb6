"""Everything that depends on the installed cosmos-rl: version, model family, packer, attention, keyword arguments."""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import inspect
import json
import os
import re
from collections.abc import Callable
from typing import Any

from .config import LAST_WITH_ENABLE_VALIDATION
from .data import Data
from .errors import CookbookConfigError, Problem
from .samples import FORMS
from .settings import Settings
from .vision import VisionParts

PACKERS = {
    "qwen2_5_vl": ("cosmos_rl.dispatcher.data.packer.qwen2_5_vlm_data_packer", "Qwen2_5_VLM_DataPacker"),
    "qwen3_vl": ("cosmos_rl.dispatcher.data.packer.hf_vlm_data_packer", "HFVLMDataPacker"),
}
"""Packer of each family, by engine module: Qwen2.5 in all known versions, HFVLM from 0.3.9 on (not in 0.2.6)."""
LAST_WITH_BASE64 = (0, 4, 0)
"""0.4.1 rewrote HFVLMDataPacker: a picture is a path from then on."""
NAMES = {"qwen2_5_vl": r"reason-?1|qwen2\.5-vl", "qwen3_vl": r"reason-?2|qwen3-vl"}
"""What a model id looks like when its config.json cannot be read."""


def engine_version() -> tuple[str, tuple[int, ...]]:
    """The installed version as text and as numbers; unreadable versions count as newest."""
    try:
        text = importlib.metadata.version("cosmos-rl")
    except importlib.metadata.PackageNotFoundError:
        return "unknown", (9999,)
    found = re.match(r"(\d+)\.(\d+)\.(\d+)", text)
    return text, tuple(map(int, found.groups())) if found else (9999,)


def splits_by_itself(version: tuple[int, ...]) -> bool:
    """True where SFT ignores ``val_dataset`` and always holds out the first samples (0.2.6 of the known versions)."""
    return version <= LAST_WITH_ENABLE_VALIDATION


def _model_type(model: str) -> str | None:
    """``model_type`` of a local checkpoint or a hub id; None when neither can be read."""
    try:
        with open(os.path.join(model, "config.json"), encoding="utf-8") as file:
            return json.load(file).get("model_type")
    except (OSError, ValueError, AttributeError):
        pass
    if os.path.isdir(model):
        return None
    try:
        from transformers import AutoConfig

        return AutoConfig.from_pretrained(model).model_type
    except Exception:  # noqa: BLE001 - offline, gated, unknown class: the name decides
        return None


def model_family(model: str) -> str:
    """``qwen2_5_vl`` (Cosmos-Reason1) or ``qwen3_vl`` (Cosmos-Reason2).

    Raises:
        CookbookConfigError: the model is of another family, or nothing tells which.
    """
    kind = _model_type(model)
    if kind is None:
        kind = next((family for family, name in NAMES.items() if re.search(name, model.lower())), None)
    if kind in FORMS:
        return kind
    what = f"{model!r} is a {kind} model" if kind else f"the family of {model!r} cannot be told: no config.json"
    fix = "this entry script trains qwen2_5_vl (Cosmos-Reason1) and qwen3_vl (Cosmos-Reason2)"
    raise CookbookConfigError([Problem("policy.model_name_or_path", what, fix)])


def packer_class(family: str, version: str) -> type:
    """The engine's data packer for a family.

    Raises:
        CookbookConfigError: this engine has none (Cosmos-Reason2 on 0.2.6).
    """
    module, name = PACKERS[family]
    if importlib.util.find_spec(module) is None:
        fix = "use cosmos-rl 0.3.9 or newer, or a Cosmos-Reason1 model"
        raise CookbookConfigError([Problem("policy.model_name_or_path", f"cosmos-rl {version} has no {name}", fix)])
    return getattr(importlib.import_module(module), name)


def unwrapping(packer: type) -> type:
    """The packer for several replicas: takes ``{"messages": […]}`` and passes the list on (see SampleDataset)."""

    class Unwrapping(packer):  # type: ignore[misc]
        """Accepts the wrapped conversation of a multi-replica run."""

        def sft_process_sample(self, sample: Any, *args: Any, **kwargs: Any) -> Any:
            """Unwrap, then let the engine's packer work."""
            if isinstance(sample, dict) and "messages" in sample:
                sample = sample["messages"]
            return super().sft_process_sample(sample, *args, **kwargs)

    Unwrapping.__name__ = packer.__name__
    return Unwrapping


def set_sdpa(hf_config: Any) -> None:
    """Switch a Hugging Face config and its vision and text parts to PyTorch's own attention."""
    for part in (hf_config, *(getattr(hf_config, name, None) for name in ("vision_config", "text_config"))):
        if part is not None:
            part._attn_implementation = "sdpa"


def use_sdpa_without_flash_attn() -> bool:
    """Without flash-attn, make the engine's Hugging Face models use SDPA; True when that was needed.

    cosmos-rl forces ``flash_attention_2`` and fails in the first forward pass: 0.4.x in ``pre_hf_models_patch``, 0.3.9
    in ``build_hf_model`` before it. ``from_model_args`` calls the name imported into ``policy.model.hf_models``, so
    that one is wrapped (seen on GPUs with 0.4.7). 0.2.6 has no such module and cannot be imported without flash-attn.
    """
    if importlib.util.find_spec("flash_attn") is not None:
        return False
    try:
        models = importlib.import_module("cosmos_rl.policy.model.hf_models")
        original = models.pre_hf_models_patch
    except (ImportError, AttributeError):
        return False

    def patched(hf_config: Any, *args: Any, **kwargs: Any) -> Any:
        result = original(hf_config, *args, **kwargs)
        set_sdpa(hf_config)
        return result

    models.pre_hf_models_patch = patched
    return True


LEFT_PATTERN = re.compile(r"\(\?!(?:[^()]|\([^()]*\))*\)")


def export_names_of_files() -> bool:
    r"""Make the engine's Hugging Face models export under the names of the published files; False where it cannot be.

    cosmos-rl turns transformers' table of old names around and writes its pattern into the names (utils/util.py:1199,
    0.4.7, with Qwen2.5-VL of transformers 4.57): ``model(?!\.(language_model|visual)).layers.0…``, under which nothing
    loads the export, the next run neither (seen on a GPU). ``HFModel`` calls the name imported into
    ``policy.model.hf_models``. Versions without that name do not turn the table around.
    """
    try:
        models = importlib.import_module("cosmos_rl.policy.model.hf_models")
        original = models.reverse_hf_checkpoint_mapping
    except (ImportError, AttributeError):
        return False

    def plain(mapping: Any) -> Any:
        return {pattern: LEFT_PATTERN.sub("", name) for pattern, name in original(mapping).items()}

    models.reverse_hf_checkpoint_mapping = plain
    return True


def accepted(main: Callable[..., Any], offered: dict[str, Any]) -> dict[str, Any]:
    """Those keyword arguments that this engine's ``worker_entry.main`` names; the rest would only be warned about."""
    named = inspect.signature(main).parameters
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return {name: value for name, value in offered.items() if name in named and named[name].kind in kinds}


def takes_base64(family: str, version: tuple[int, ...]) -> bool:
    """True where the packer takes pictures as base64 only (HFVLMDataPacker up to 0.4.0, ``decode_base64_to_image``)."""
    return family == "qwen3_vl" and version <= LAST_WITH_BASE64


def refuse_dropped_clips(data: Data) -> None:
    """Samples with pictures and clips: that packer looks at the pictures, and leaves the clips out without a word.

    Raises:
        CookbookConfigError: there are such samples.
    """
    for sample in [*data.train, *(data.validation or [])]:
        if {one.kind for one in sample.media} == {"image", "video"}:
            what = "has pictures and clips, and this engine's packer drops the clips"
            raise CookbookConfigError([Problem(f"sample {sample.id}", what, "use cosmos-rl 0.4.4 or newer")])


def datasets(
    settings: Settings, data: Data, family: str, vision: VisionParts, version: tuple[int, ...]
) -> dict[str, Any]:
    """``dataset``, ``val_dataset`` and ``val_batch_sampler`` for this engine."""
    from .torch_dataset import HoldOutFirst, TorchSamples, whole_batches

    encoded = takes_base64(family, version)
    if encoded:
        refuse_dropped_clips(data)
    form, several = FORMS[family], settings.replicas > 1
    if splits_by_itself(version):
        return {"dataset": HoldOutFirst(data.train, data.validation, vision, form)}
    offered: dict[str, Any] = {"dataset": TorchSamples(data.train, vision, form, several, encoded)}
    if data.validation is not None:
        offered["val_dataset"] = TorchSamples(data.validation, vision, form, several, encoded)
        if not several and settings.pipeline_stages == 1:  # pipeline stages need whole micro-batches
            offered["val_batch_sampler"] = whole_batches
    return offered
