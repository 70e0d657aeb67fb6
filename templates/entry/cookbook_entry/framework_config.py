"""Read the TOML that cosmos-framework was given: only what its entry script needs, and that strictly."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import tomllib

from .checks import is_text
from .config import PROMPTS, _root, _strict, _table, _vision
from .errors import CookbookConfigError, Findings, suggest
from .layouts import LAYOUTS
from .settings import Settings

TABLES = ("dataset", "vision", "prompts", "experiment", "run", "start", "overrides")


@dataclass(frozen=True)
class OwnExperiment:
    """An experiment to register: ``name`` is what the TOML asks for, ``base`` the published one behind it."""

    name: str
    base: str
    settings: Settings


def load_toml(path: str) -> dict[str, Any]:
    """Parse as the engine does (configs/toml_config/sft_config.py, 5eee9ed).

    Raises:
        CookbookConfigError: the file is missing, is not UTF-8, or is not TOML.
    """
    try:
        with open(path, "rb") as file:
            return tomllib.load(file)
    except (OSError, ValueError) as error:
        findings = Findings()
        findings.problem(path, f"cannot be read: {error}", "give a TOML file with --sft-toml")
        raise CookbookConfigError(findings.problems) from error


def own_experiment(config: dict[str, Any]) -> OwnExperiment | None:
    """The experiment that ``[custom.experiment]`` describes; None where the config trains a published one.

    Raises:
        CookbookConfigError: an unknown key, a value of the wrong type, or a missing path; all problems at once.
    """
    findings = Findings()
    table = _table(config, "custom.experiment", findings)
    if not table and not findings.problems:
        return None
    for name in _table(config, "custom", findings):
        if name not in TABLES:
            findings.problem(f"custom.{name}", "unknown table", suggest(name, TABLES))
    experiment = _strict(
        config,
        "custom.experiment",
        {"base": (is_text, "a name"), "layout": (LAYOUTS.__contains__, "a layout")},
        findings,
    )
    name, base = _table(config, "job", findings).get("experiment"), experiment.get("base")
    if not is_text(name) or name == base:
        findings.problem("job.experiment", f"is {name!r}", "give a name of its own, for example cookbook_run")
    if base is None:
        findings.problem("custom.experiment.base", "is missing", "name a published experiment")
    layout = experiment.get("layout", "llava")
    dataset = _strict(config, "custom.dataset", LAYOUTS[layout].options, findings)
    prompts = _strict(config, "custom.prompts", PROMPTS, findings)
    vision = _vision(config, findings)
    root = _root(config, LAYOUTS[layout], {}, findings)
    LAYOUTS[layout].together(dataset, findings)
    validates = _table(config, "custom.overrides.trainer", findings).get("run_validation") is not False
    if findings.problems:
        raise CookbookConfigError(findings.problems)
    path = dataset.get("validation_path")
    backbone = _table(config, "model.backbone", findings).get("model_name")
    settings = Settings(
        layout=layout,
        root=root,
        model=backbone if is_text(backbone) else "",
        seed=0,
        replicas=1,
        pipeline_stages=1,
        validation=validates,
        validation_path=None if path is None else os.path.abspath(path),
        validation_share=dataset.get("validation_share", 0.1),
        options=dataset,
        source={},
        vision=vision,
        system_file=prompts.get("system_file"),
        user_file=prompts.get("user_file"),
    )
    return OwnExperiment(name, base, settings)
