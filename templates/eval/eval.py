"""An evaluation for the gate of a nightly series: ``eval = ["python3", "eval/eval.py"]`` in nightly.toml.

Asks the candidate and the last good model about the same held-out samples and prints one JSON object:
``{"candidate": {"samples": …, "exact_match": …, "json": {"field_accuracy": …}}, "last_good": {…}}``.
Run it with the Python of the engine; it reads the data with the entry scripts of the run that is judged.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import models  # noqa: E402
from scores import score, summary  # noqa: E402

Loader = Callable[[str, list[str]], models.Answer]


def arguments(argv: list[str]) -> argparse.Namespace:
    """The flags."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--samples", type=int, default=200, help="held-out samples at most (200)")
    parser.add_argument("--seconds", type=float, default=3000, help="time for all models together (3000)")
    parser.add_argument("--tokens", type=int, default=1024, help="tokens of an answer at most (1024)")
    parser.add_argument("--backend", choices=["auto", "transformers", "vllm"], default="auto")
    return parser.parse_args(argv)


def family_of(export: str, model: str) -> str:
    """The model family, of which how clips are shown depends; an adapter has no config of its own."""
    try:
        kind = json.loads((Path(export) / "config.json").read_text(encoding="utf-8"))["model_type"]
    except (OSError, ValueError, KeyError):
        kind = "qwen2_5_vl" if "reason1" in model.casefold() else "qwen3_vl"
    return "qwen2_5_vl" if kind == "qwen2_5_vl" else "qwen3_vl"


def held_out(record: Path, count: int, export: str = "") -> tuple[list[Any], Any]:
    """The samples that no run of the series trains on, and how their media are shown.

    They are chosen by the hash of their ids, as the entry scripts hold them out, so they stay the same while data grow.
    """
    sys.path.insert(0, str(record / "entry"))
    from cookbook_entry.config import load_toml, read_settings
    from cookbook_entry.data import load
    from cookbook_entry.sampling import digest

    plan = json.loads((record / "plan.json").read_text(encoding="utf-8"))
    script = Path(plan["argv"][-1]).read_text(encoding="utf-8")
    layout = script.split('run("', 1)[1].split('"', 1)[0]
    version = tuple(int(part) for part in plan["engine"].split(".")[:3])
    settings = read_settings(load_toml(str(record / "config.toml")), layout, version)
    held = load(replace(settings, validation=True)).validation or []
    vision, _ = settings.vision.parts(family_of(export, settings.model))
    return sorted(held, key=lambda sample: digest(sample.id))[:count], vision


def question(sample: Any, vision: Any) -> tuple[models.Messages, str]:
    """The conversation up to the last answer, and that answer."""
    from cookbook_entry.samples import conversation

    messages = conversation(sample, vision, "text")
    return messages[:-1], str(sample.turns[-1].text)


def answers(answer: models.Answer, asked: list[tuple[models.Messages, str]], until: float) -> list[dict[str, Any]]:
    """Scores in the order of the samples, as many as there is time for."""
    scores: list[dict[str, Any]] = []
    for messages, label in asked:
        if scores and time.monotonic() > until:
            break
        scores.append(score(label, answer(messages)))
    return scores


def evaluate(
    paths: dict[str, str], asked: list[tuple[models.Messages, str]], seconds: float, load: Loader
) -> dict[str, Any]:
    """Both models over the same samples: the first gets its share of the time, the others as many samples as it did.

    Raises:
        TimeoutError: a later model is so much slower that it could not be asked the same.
    """
    folders = sorted(
        {
            str(Path(part[part["type"]]).parent)
            for messages, _ in asked
            for one in messages
            if not isinstance(one["content"], str)
            for part in one["content"]
            if part["type"] != "text"
        }
    )
    share = seconds / len(paths)
    result: dict[str, Any] = {}
    count = len(asked)
    for place, (name, path) in enumerate(paths.items()):
        started = time.monotonic()
        # Twice its share for the later ones: the gate's own eval_timeout is the hard end.
        scores = answers(load(path, folders), asked[:count], started + share * (1 if place == 0 else 2))
        models.forget()
        if len(scores) < count and place > 0:
            raise TimeoutError(f"{name} answered {len(scores)} of {count} samples in time")
        count = len(scores)
        result[name] = {**summary(scores), "seconds": round(time.monotonic() - started, 1)}
    return result


def main(argv: list[str], load: Loader | None = None) -> int:
    """The command: 0 with one line of JSON, or 1 with what is wrong on stderr."""
    given = arguments(argv)
    candidate, record = os.environ.get("COOKBOOK_CANDIDATE"), os.environ.get("COOKBOOK_RECORD")
    if not candidate or not record:
        print(
            "run me as [gate] eval of a nightly.toml: COOKBOOK_CANDIDATE and COOKBOOK_RECORD are not set",
            file=sys.stderr,
        )
        return 1
    samples, vision = held_out(Path(record), given.samples, candidate)
    if not samples:
        print("no sample is held out: the dataset is too small", file=sys.stderr)
        return 1
    asked = [question(sample, vision) for sample in samples]
    last_good = os.environ.get("COOKBOOK_LAST_GOOD")
    paths = {"candidate": candidate, **({"last_good": last_good} if last_good else {})}
    loader = load or (lambda path, folders: models.load(path, given.tokens, folders, given.backend))
    try:
        result = evaluate(paths, asked, given.seconds, loader)
    except TimeoutError as error:
        print(error, file=sys.stderr)
        return 1
    # Without a last good model its half is missing, and cookbook-run takes the numbers as they are.
    print(json.dumps(result if last_good else result["candidate"], allow_nan=True))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
