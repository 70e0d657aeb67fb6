"""What an entry script does, in order: read the TOML, check the data, hand over to the engine."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from .config import load_toml, read_settings
from .data import Data, load
from .engine import (
    accepted,
    datasets,
    engine_version,
    export_names_of_files,
    model_family,
    packer_class,
    unwrapping,
    use_sdpa_without_flash_attn,
)
from .errors import CookbookConfigError, CookbookError, Problem
from .events import Events
from .hooks import hooks, loggers
from .settings import Settings
from .vision import VisionParts


def config_path(argv: list[str]) -> str:
    """The file given with ``--config``; the engine's other flags (``--port``, ``--redis-…``) are its own business."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--config")
    path = parser.parse_known_args(argv)[0].config
    if path is None:
        fix = "run: cosmos-rl --config X.toml <this script>"
        raise CookbookConfigError([Problem("--config", "is missing", fix)])
    return path


def held_out(data: Data) -> str:
    """How many samples are held out, in words."""
    return "validation off" if data.validation is None else f"{len(data.validation)} for validation"


def say(lines: list[str]) -> None:
    """Tell the log; what cannot be encoded is escaped."""
    for line in lines:
        print(f"cookbook-run: {line}".encode("utf-8", "backslashreplace").decode(), file=sys.stderr, flush=True)


def prepare(settings: Settings, family: str, events: Events) -> tuple[Data, VisionParts]:
    """Read and check the data and the vision settings; report them as an event and on stderr."""
    try:
        vision, note = settings.vision.parts(family)
    except ValueError as error:
        fix = "raise it or remove it"
        raise CookbookConfigError([Problem("custom.vision.max_pixels", str(error), fix)]) from error
    data = load(settings)
    events.write("dataset", **data.event(), vision=vision)
    if events.rank == 0:
        samples = f"dataset: {len(data.train)} samples per epoch, {held_out(data)}"
        say([samples, *data.findings.notes(), *([note] if note else [])])
    return data, vision


def train(layout: str, argv: list[str], events: Events) -> None:
    """Prepare and run ``cosmos_rl.launcher.worker_entry.main`` in this process's role."""
    text, version = engine_version()
    settings = read_settings(load_toml(config_path(argv)), layout, version)
    family = model_family(settings.model)
    events.write(
        "start",
        script=os.path.basename(sys.argv[0]),
        layout=layout,
        engine=text,
        family=family,
        python=platform.python_version(),
    )
    data, vision = prepare(settings, family, events)
    packer = packer_class(family, text)
    if settings.replicas > 1:
        packer = unwrapping(packer)
    if events.role == "policy" and use_sdpa_without_flash_attn():
        print("cookbook-run: flash-attn is not installed: attention is PyTorch's SDPA", file=sys.stderr, flush=True)
    if events.role == "policy":
        export_names_of_files()
    from cosmos_rl.launcher.worker_entry import main as launch_worker

    offered: dict[str, Any] = {
        **datasets(settings, data, family, vision, version),
        "data_packer": packer(),
        "val_data_packer": packer(),
        "custom_logger_fns": loggers(events),
        "hook_fns": hooks(events),
    }
    launch_worker(**accepted(launch_worker, offered))
    events.write("end")


def guarded(work: Callable[[Events], None]) -> None:
    """Do the work of an entry script: errors in data and configuration are printed and end with their own exit code."""
    events = Events.from_environment()
    try:
        work(events)
    except CookbookError as error:
        events.write("failed", error=type(error).__name__, message=error.summary(), problems=len(error.problems))
        error.show()
        stop(error.exit_code)
    except SystemExit as error:
        if error.code not in (None, 0):
            events.write("failed", error="SystemExit", message=str(error.code))
        raise
    except BaseException as error:
        events.write("failed", error=type(error).__name__, message=str(error))
        raise


def run(layout: str) -> None:
    """Entry point of a script."""
    guarded(lambda events: train(layout, sys.argv[1:], events))


def stop(code: int) -> NoReturn:
    """End this process with a code that is not 0."""
    raise SystemExit(code)
