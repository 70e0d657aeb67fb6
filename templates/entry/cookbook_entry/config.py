"""Read the TOML that cosmos-rl was given: only what the entry scripts need, and that strictly."""

from __future__ import annotations

import os
from typing import Any

from .checks import Options, is_number, is_text, is_whole
from .errors import CookbookConfigError, Findings, suggest
from .layout import Layout
from .layouts import LAYOUTS
from .settings import Settings
from .vision import Vision

CUSTOM_TABLES = ("dataset", "vision", "prompts")
SOURCE = "train.train_policy.dataset"
LAST_WITH_ENABLE_VALIDATION = (0, 3, 2)
"""0.3.3 replaced ``train.enable_validation`` by ``[validation].enable`` (cosmos_rl/policy/config/__init__.py)."""


def _count(table: dict[str, Any], key: str) -> int:
    """One of the engine's own counts, 1 by default; the engine itself refuses what is no number."""
    return table[key] if is_whole(table.get(key)) else 1


VISION: Options = {
    "fps": (is_number, "a number > 0"),
    "nframes": (lambda value: is_whole(value) and value >= 2, "a whole number >= 2"),
    "min_pixels": (is_whole, "a whole number > 0"),
    "max_pixels": (is_whole, "a whole number > 0"),
    "total_pixels": (is_whole, "a whole number > 0"),
}
PROMPTS: Options = {"system_file": (is_text, "a path"), "user_file": (is_text, "a path")}


def _table(config: dict[str, Any], dotted: str, findings: Findings) -> dict[str, Any]:
    value: Any = config
    for name in dotted.split("."):
        value = value.get(name, {})
        if not isinstance(value, dict):
            findings.problem(dotted, f"is {value!r}, not a table", f"write [{dotted}]")
            return {}
    return value


def _strict(config: dict[str, Any], dotted: str, known: Options, findings: Findings) -> dict[str, Any]:
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


def _root(config: dict[str, Any], layout: Layout, source: dict[str, Any], findings: Findings) -> str:
    """Where the training data is, as an absolute path."""
    table, _, key = layout.root_key.rpartition(".")
    name = _table(config, table, findings).get(key)
    if name is None:
        findings.problem(layout.root_key, "is missing", f"set it to {layout.names}")
    elif not is_text(name):
        findings.problem(layout.root_key, f"is {name!r}", f"set it to {layout.names}")
    elif layout.absolute and not os.path.isabs(name):
        findings.problem(layout.root_key, f"{name!r} is not an absolute path", f"write {os.path.abspath(name)!r}")
    return layout.locate(name, source) if is_text(name) else ""


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
    dataset = _strict(config, "custom.dataset", LAYOUTS[layout].options, findings)
    prompts = _strict(config, "custom.prompts", PROMPTS, findings)
    vision = _vision(config, findings)
    source = _table(config, SOURCE, findings)
    root = _root(config, LAYOUTS[layout], source, findings)
    LAYOUTS[layout].together(dataset, findings)
    train = _table(config, "train", findings)
    parallel = _table(config, "policy.parallelism", findings)
    if version <= LAST_WITH_ENABLE_VALIDATION:
        validation = train.get("enable_validation") is True
    else:
        validation = _table(config, "validation", findings).get("enable") is True
    model = _table(config, "policy", findings).get("model_name_or_path")
    if not is_text(model):
        findings.problem("policy.model_name_or_path", f"is {model!r}", "set a checkpoint folder or a model id")
    if findings.problems:
        raise CookbookConfigError(findings.problems)
    seed = train.get("seed")
    column = _table(config, "train.train_policy", findings).get("conversation_column_name")
    path = dataset.get("validation_path")
    return Settings(
        layout=layout,
        root=root,
        column=column if is_text(column) else "conversations",
        model=model,
        seed=seed if isinstance(seed, int) and not isinstance(seed, bool) else 0,
        replicas=_count(parallel, "n_init_replicas"),
        pipeline_stages=_count(parallel, "pp_size"),
        validation=validation,
        validation_path=None if path is None else os.path.abspath(path),
        validation_share=dataset.get("validation_share", 0.1),
        options=dataset,
        source=source,
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
