"""Asks models about samples that none of them was trained on; prints numbers as JSON.

For the gate of a nightly series: ``eval = ["python3", "eval/eval.py"]`` in nightly.toml, with the Python of the engine.
It reads the data with the entry scripts of the run that is judged, asks the candidate and the last good model the same,
and prints ``{"candidate": {"samples": …, "exact_match": …, "json": {"field_accuracy": …}}, "last_good": {…}}``.

For ``cookbook-run eval``: ``eval.py --request FILE``, which says what to ask whom and where the answers go.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import models  # noqa: E402
from asking import Limits, Loader, ask_all, rows  # noqa: E402
from compare import uncertainty  # noqa: E402
from questions import BadModel, NothingHeldOut, NotWritten, Question, Source, Unreadable, questions, source_of  # noqa: E402
from scores import goodness, summary  # noqa: E402

TOO_SMALL = "no sample is held out: the dataset is too small"


def arguments(argv: list[str]) -> argparse.Namespace:
    """The flags."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--samples", type=int, default=200, help="held-out samples at most (200)")
    parser.add_argument("--seconds", type=float, default=3000, help="time for all models together (3000)")
    parser.add_argument("--tokens", type=int, default=1024, help="tokens of an answer at most (1024)")
    parser.add_argument("--batch", type=int, default=1, help="samples that are asked at once (1)")
    parser.add_argument("--backend", choices=["auto", "transformers", "vllm"], default="auto")
    parser.add_argument("--request", type=Path, help="a request of cookbook-run")
    return parser.parse_args(argv)


def held_out(record: Path, count: int, export: str = "") -> list[Question]:
    """The samples that no run of the series trains on."""
    source = source_of(record)
    return questions(source, count, models.family_of(export, source.config.read_text(encoding="utf-8")))[0]


def gate(given: argparse.Namespace, load: Loader) -> int:
    """What the gate of a nightly series asks for."""
    candidate, record = os.environ.get("COOKBOOK_CANDIDATE"), os.environ.get("COOKBOOK_RECORD")
    if not candidate or not record:
        print(
            "run me as [gate] eval of a nightly.toml: COOKBOOK_CANDIDATE and COOKBOOK_RECORD are not set",
            file=sys.stderr,
        )
        return 1
    asked = held_out(Path(record), given.samples, candidate)
    if not asked:
        print(TOO_SMALL, file=sys.stderr)
        return 1
    last_good = os.environ.get("COOKBOOK_LAST_GOOD")
    paths = {"candidate": candidate, **({"last_good": last_good} if last_good else {})}
    limits = Limits(given.seconds, given.tokens, given.batch)
    try:
        done = ask_all(paths, asked, load, limits)
    except (TimeoutError, Unreadable) as error:
        print(error, file=sys.stderr)
        return 1
    result = {name: {**summary(one.scores), "seconds": round(one.seconds, 1)} for name, one in done.items()}
    # Without a last good model its half is missing, and cookbook-run takes the numbers as they are.
    print(json.dumps(result if last_good else result["candidate"], allow_nan=True))
    return 0


def tell(**event: Any) -> None:
    """One line for cookbook-run."""
    print(json.dumps(event), flush=True)


REFUSALS: dict[type[Exception], tuple[str, int]] = {
    NothingHeldOut: ("nothing-held-out", 66),
    BadModel: ("model", 65),
    Unreadable: ("data", 65),
    NotWritten: ("disk", 73),
    TimeoutError: ("too-slow", 75),
}


def refused(error: Exception) -> int:
    """Tells why there is no answer; returns the exit code."""
    kind, code = next(row for one, row in REFUSALS.items() if isinstance(error, one))
    tell(event="failed", why=str(error), kind=kind)
    return code


def source_in(request: dict[str, Any]) -> Source:
    """Where the samples of a request come from: a run's record, perhaps with other data, or a layout and a config."""
    if request.get("record") is None:
        version = tuple(int(part) for part in request["engine"].split(".")[:3])
        plain = Source(Path(request["entry"]), request["layout"], Path(request["config"]), version)
        return replace(plain, everything=True)
    own = source_of(Path(request["record"]))
    config = Path(request["config"]) if request.get("config") else own.config
    return replace(own, config=config, everything=request["everything"], strict=True)


def requested(path: Path, load: Loader) -> int:
    """What ``cookbook-run eval`` asks for: progress as lines on stdout, the whole answer in a file."""
    request = json.loads(path.read_text(encoding="utf-8"))
    source = source_in(request)
    paths: dict[str, str] = request["models"]
    first = next(iter(paths.values()))
    try:
        asked, available = questions(source, request["samples"], models.family_of(models.adapter_base(first) or first))
        if not asked:
            raise NothingHeldOut("there is no sample in the data" if source.everything else TOO_SMALL)
    except (NothingHeldOut, Unreadable) as error:
        return refused(error)
    limits = Limits(
        request["seconds"],
        request["tokens"],
        request["batch"],
        Path(request["cache"]),
        lambda name, done, count: tell(event="asked", model=name, done=done, count=count),
    )
    try:
        done = ask_all(paths, asked, load, limits)
    except (TimeoutError, Unreadable, NotWritten) as error:
        return refused(error)
    tell(event="comparing")
    names = list(paths)
    samples = rows(asked, done)
    for row in samples:
        good = {name: goodness(row["scores"][name]) for name in names}
        row["goodness"] = good
        if len(names) > 1:
            row["change"] = good[names[0]] - good[names[1]]
    result = {
        "available": available,
        "samples": len(samples),
        "models": {
            name: {"path": paths[name], "seconds": one.seconds, "kept": one.kept, "metrics": summary(one.scores)}
            for name, one in done.items()
        },
        **uncertainty({name: one.scores for name, one in done.items()}),
        "rows": samples,
    }
    text = json.dumps(result, ensure_ascii=False, allow_nan=False)
    try:
        Path(request["result"]).write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        return refused(NotWritten(f"{request['result']} could not be written: {error.strerror}"))
    tell(event="done")
    return 0


def main(argv: list[str], load: Loader | None = None) -> int:
    """The command: 0 with its answer, or another code with what is wrong."""
    given = arguments(argv)
    if given.request is not None:
        asked = json.loads(given.request.read_text(encoding="utf-8"))
        backend, tokens = asked["backend"], asked["tokens"]
    else:
        backend, tokens = given.backend, given.tokens
    loader = load or (lambda path, folders: models.load(path, tokens, folders, backend))
    return gate(given, loader) if given.request is None else requested(given.request, loader)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
