"""Read the TOML that cosmos-rl was given: only what the entry scripts need, and that strictly."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .errors import CookbookConfigError, Findings, suggest
from .vision import Vision

LAYOUTS = ("avha", "blended")
CUSTOM_TABLES = ("dataset", "vision", "prompts")
LAST_WITH_ENABLE_VALIDATION = (0, 3, 2)
"""0.3.3 replaced ``train.enable_validation`` by ``[validation].enable`` (cosmos_rl/policy/config/__init__.py)."""

Check = Callable[[Any], bool]


@dataclass(frozen=True)
class Settings:
    """The typed settings of one run. Paths are absolute; ``root`` is the training data."""

    layout: str
    root: str
    model: str
    seed: int
    replicas: int
    pipeline_stages: int
    validation: bool
    validation_path: str | None
    validation_share: float
    subdirectories: tuple[str, ...]
    weights: tuple[float, ...] | None
    meta_file: str
    vision: Vision
    system_file: str | None
    user_file: str | None


def _text(value: Any) -> bool:
    return isinstance(value, str) and value.strip() != ""


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < float("inf")


def _count(table: dict[str, Any], key: str) -> int:
    """One of the engine's own counts, 1 by default; the engine itself refuses what is no number."""
    return table[key] if _whole(table.get(key)) else 1


def _share(value: Any) -> bool:
    return isinstance(value, float) and 0 < value < 1


def _names(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_text, value)) and len(set(value)) == len(value)


def _weights(value: Any) -> bool:
    numbers = isinstance(value, list) and all(_number(item) or (item == 0 and item is not False) for item in value)
    return numbers and sum(value) > 0


HELD_OUT: dict[str, tuple[Check, str]] = {
    "validation_path": (_text, "a path"),
    "validation_share": (_share, "a float between 0 and 1"),
}
DATASET: dict[str, dict[str, tuple[Check, str]]] = {
    "avha": HELD_OUT,
    "blended": {
        "dataset_root": (_text, "a path"),
        "subdirectories": (_names, "a list of distinct names"),
        "weights": (_weights, "a list of numbers >= 0, not all 0"),
        "meta_file": (_text, "a file name"),
        **HELD_OUT,
    },
}
VISION: dict[str, tuple[Check, str]] = {
    "fps": (_number, "a number > 0"),
    "nframes": (lambda value: _whole(value) and value >= 2, "a whole number >= 2"),
    "min_pixels": (_whole, "a whole number > 0"),
    "max_pixels": (_whole, "a whole number > 0"),
    "total_pixels": (_whole, "a whole number > 0"),
}
PROMPTS: dict[str, tuple[Check, str]] = {"system_file": (_text, "a path"), "user_file": (_text, "a path")}


def _table(config: dict[str, Any], dotted: str, findings: Findings) -> dict[str, Any]:
    value: Any = config
    for name in dotted.split("."):
        value = value.get(name, {})
        if not isinstance(value, dict):
            findings.problem(dotted, f"is {value!r}, not a table", f"write [{dotted}]")
            return {}
    return value


def _strict(
    config: dict[str, Any], dotted: str, known: dict[str, tuple[Check, str]], findings: Findings
) -> dict[str, Any]:
    """The values of one table: an unknown key or a wrong type is a problem."""
    good = {}
    for key, value in _table(config, dotted, findings).items():
        if key not in known:
            findings.problem(f"{dotted}.{key}", "unknown key", suggest(key, known))
        elif not known[key][0](value):
            findings.problem(f"{dotted}.{key}", f"is {value!r}", f"must be {known[key][1]}")
        else:
            good[key] = value
    return good


def _vision(config: dict[str, Any], findings: Findings) -> Vision:
    values = _strict(config, "custom.vision", VISION, findings)
    if "fps" in values and "nframes" in values:
        findings.problem("custom.vision", "has both fps and nframes", "remove one: qwen-vl-utils takes only one")
    low, high = values.get("min_pixels"), values.get("max_pixels")
    if low is not None and high is not None and low > high:
        findings.problem("custom.vision.min_pixels", f"{low} is above max_pixels {high}", "lower it")
    return Vision(**values)


def _root(config: dict[str, Any], layout: str, dataset: dict[str, Any], findings: Findings) -> str:
    """The training folder: AVHA's comes from the engine's own key, as in the published recipe."""
    if layout == "blended":
        if "dataset_root" not in dataset:
            findings.problem("custom.dataset.dataset_root", "is missing", "set the folder of the sub-directories")
        return os.path.abspath(dataset.get("dataset_root", "."))
    key = "train.train_policy.dataset.name"
    name = _table(config, "train.train_policy.dataset", findings).get("name")
    if not _text(name):
        findings.problem(key, f"is {name!r}", "set the absolute path of the folder with videos/ and metas/")
    elif not os.path.isabs(name):
        findings.problem(key, f"{name!r} is not an absolute path", f"write {os.path.abspath(name)!r}")
    return name if _text(name) else "."


def _blend(dataset: dict[str, Any], findings: Findings) -> tuple[tuple[str, ...], tuple[float, ...] | None]:
    names = tuple(dataset.get("subdirectories", ()))
    if not names:
        findings.problem("custom.dataset.subdirectories", "is missing", "list the sub-directories of dataset_root")
    weights = dataset.get("weights")
    if weights is not None and names and len(weights) != len(names):
        what = f"{len(weights)} weights for {len(names)} sub-directories"
        findings.problem("custom.dataset.weights", what, "write one weight per sub-directory, in the same order")
    return names, None if weights is None else tuple(map(float, weights))


def read_settings(config: dict[str, Any], layout: str, version: tuple[int, ...]) -> Settings:
    """Settings out of a parsed TOML, for one layout and engine version.

    Raises:
        CookbookConfigError: an unknown key in ``custom.dataset``, ``custom.vision`` or ``custom.prompts``, a value of
            the wrong type, or a missing path; all problems at once.
    """
    findings = Findings()
    for name in _table(config, "custom", findings):
        hint = suggest(name, CUSTOM_TABLES)
        if name not in CUSTOM_TABLES and hint.startswith("did you mean"):
            findings.problem(f"custom.{name}", "unknown table", hint)
    dataset = _strict(config, "custom.dataset", DATASET[layout], findings)
    prompts = _strict(config, "custom.prompts", PROMPTS, findings)
    vision = _vision(config, findings)
    root = _root(config, layout, dataset, findings)
    names, weights = _blend(dataset, findings) if layout == "blended" else ((), None)
    train = _table(config, "train", findings)
    parallel = _table(config, "policy.parallelism", findings)
    if version <= LAST_WITH_ENABLE_VALIDATION:
        validation = train.get("enable_validation") is True
    else:
        validation = _table(config, "validation", findings).get("enable") is True
    model = _table(config, "policy", findings).get("model_name_or_path")
    if not _text(model):
        findings.problem("policy.model_name_or_path", f"is {model!r}", "set a checkpoint folder or a model id")
    if findings.problems:
        raise CookbookConfigError(findings.problems)
    seed = train.get("seed")
    path = dataset.get("validation_path")
    return Settings(
        layout=layout,
        root=root,
        model=model,
        seed=seed if isinstance(seed, int) and not isinstance(seed, bool) else 0,
        replicas=_count(parallel, "n_init_replicas"),
        pipeline_stages=_count(parallel, "pp_size"),
        validation=validation,
        validation_path=None if path is None else os.path.abspath(path),
        validation_share=dataset.get("validation_share", 0.1),
        subdirectories=names,
        weights=weights,
        meta_file=dataset.get("meta_file", "meta.json"),
        vision=vision,
        system_file=prompts.get("system_file"),
        user_file=prompts.get("user_file"),
    )


def load_toml(path: str) -> dict[str, Any]:
    """Parse with the ``toml`` package, as the engine itself does, so both see the same values.

    Raises:
        CookbookConfigError: the file is missing, is not UTF-8, or is not TOML.
    """
    import toml

    try:
        with open(path, encoding="utf-8") as file:
            return toml.load(file)
    except (OSError, ValueError) as error:
        findings = Findings()
        findings.problem(path, f"cannot be read: {error}", "give a TOML file with --config")
        raise CookbookConfigError(findings.problems) from error
