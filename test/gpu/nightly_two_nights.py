"""Two real nights on a real GPU: stopped at the deadline, resumed, finished, gated, promoted.

    python3 test/gpu/nightly_two_nights.py --work /tmp/gpu --out "$OUT"

Needs what ``run_matrix.py`` needs, and may run beside it. Both nights end within ``--budget`` seconds, also if something
is wrong. ``--fake`` plays it with the tests' fake engine, without a GPU, to try the script itself. Writes
``nightly.json`` (checks, and one row per night for ``node scripts/gpu-table.mjs OUT/nightly.json``) and
``nights.tar.xz`` (the records without weights). Exits 1 if a check fails.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import pathlib
import subprocess
import sys
import tarfile
import time
from typing import Any

import run_matrix as matrix

WEIGHTS = {".pth", ".safetensors"}


def series(
    folder: pathlib.Path, data: pathlib.Path, model: pathlib.Path, steps: int, reserve: int, fake: bool
) -> pathlib.Path:
    """Write the nightly.toml of a small series into its folder."""
    folder.mkdir()
    keys = [
        *matrix.SMALL,
        *([] if fake else ["train.force_use_hf=true"]),
        "train.train_batch_per_replica=2",
        "train.epoch=1000",
        f"train.max_num_steps={steps}",
        # No save but the one at the deadline and the one at the end: night 2 can only go on from the first.
        "train.ckpt.save_freq=100000",
        "validation.enable=true",
        f"validation.freq={max(1, steps // 4)}",
        "validation.batch_size=1",
    ]
    path = folder / "nightly.toml"
    lines = [
        "schema_version = 1",
        'name = "two-nights"',
        'preset = "reason1-av-caption"',
        f"dataset = {json.dumps(str(data))}",
        'folder = "."',
        f"model = {json.dumps(str(model))}",
        "gpus = 1",
        f"set = {json.dumps(keys)}",
        'gpu_leases = "gpus"',
        f'save_reserve = "{reserve}s"',
        "[gate]",
        f'validation_loss = "{"if-present" if fake else "required"}"',
        'eval = ["sh", "eval.sh"]',
        'metrics = { files = "higher" }',
    ]
    path.write_text("\n".join(lines) + "\n")
    (folder / "eval.sh").write_bytes((matrix.ROOT / "examples/nightly/eval.sh").read_bytes())
    return path


def night(file: pathlib.Path, env: dict[str, str], seconds: float) -> dict[str, Any]:
    """Run one night; its JSON line, its exit code, and how long it took."""
    started = time.monotonic()
    command = [*matrix.CLI, "nightly", "run", str(file), "--for", f"{max(1, round(seconds))}s"]
    done = subprocess.run(command, capture_output=True, text=True, env=env, stdin=subprocess.DEVNULL)
    sys.stderr.write(done.stderr[-3000:])
    lines = done.stdout.splitlines()
    return {
        "exit": done.returncode,
        "lines": len(lines),
        "seconds": round(time.monotonic() - started, 1),
        "night": json.loads(lines[0]) if len(lines) == 1 else {},
        "stderr": done.stderr[-3000:],
    }


def attempt_of(one: dict[str, Any]) -> dict[str, Any]:
    """The last attempt of a night; empty if there was none."""
    return (one["night"].get("attempts") or [{}])[-1]


def seconds_from_stop(events: pathlib.Path) -> float | None:
    """Seconds from the request to stop to the end of the run; ``None`` if nobody asked."""
    times = {}
    for line in events.read_text().splitlines():
        event = json.loads(line)
        times[event["kind"]] = datetime.datetime.fromisoformat(event["t"].replace("Z", "+00:00"))
    if "stop-requested" not in times or "ended" not in times:
        return None
    return round((times["ended"] - times["stop-requested"]).total_seconds(), 1)


def left_of(run: str | None) -> list[str]:
    """Command lines of live processes that carry this run's tag."""
    found: list[str] = []
    if run is None:
        return found
    for path in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if f"COOKBOOK_RUN_ID={run}".encode() in (path / "environ").read_bytes().split(b"\0"):
                found.append((path / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


def row(name: str, note: str, expected: int, one: dict[str, Any]) -> dict[str, Any]:
    """A night as a row of the GPU table."""
    attempt = attempt_of(one)
    record = pathlib.Path(attempt["record"]) if attempt.get("record") else None
    run = json.loads((record / "run.json").read_text()) if record else {}
    return {
        "name": name,
        "expected": [expected],
        "exit": one["exit"],
        "outcome": one["night"].get("outcome"),
        "engineExit": run.get("engineExit"),
        "step": run.get("step"),
        "findings": [
            {key: finding[key] for key in ("id", "severity", "message")} for finding in run.get("findings", [])
        ],
        "seconds": one["seconds"],
        "secondsFromFault": seconds_from_stop(record / "events.ndjson") if record else None,
        "left": left_of(attempt.get("run")),
        "notes": [note],
        "stderr": one["stderr"],
    }


def checks(folder: pathlib.Path, one: dict[str, Any], two: dict[str, Any], limit: float) -> list[tuple[str, bool]]:
    """Everything that must hold of the two nights."""
    first, second = one["night"], two["night"]
    point = first.get("resumePoint") or {}
    attempt = attempt_of(two)
    step = attempt.get("step") or {}
    gate = second.get("gate") or {}
    link = folder / "last-good"
    return [
        ("each night says one line", one["lines"] == 1 and two["lines"] == 1),
        ("night 1 exits 75", one["exit"] == 75),
        ("night 1 is over before its deadline", one["seconds"] <= limit),
        ("night 1 leaves a resume point", point.get("step", 0) > 0),
        ("night 1 promotes nothing", "promoted" not in first),
        ("night 2 resumes exactly there", bool(point) and attempt.get("resumedFrom") == point),
        ("night 2 runs in a folder of its own", attempt.get("run") not in (None, point.get("run"))),
        ("night 2 exits 0", two["exit"] == 0),
        ("night 2 reaches the planned step", "last" in step and step["last"] == step.get("planned")),
        ("night 2 passes the gate", gate.get("passed") is True and "files" in gate.get("metrics", {})),
        (
            "last-good is the export of night 2",
            attempt.get("run") is not None
            and second.get("promoted") == attempt["run"]
            and link.resolve().is_dir()
            and attempt["run"] in link.resolve().parts,
        ),
        ("both say brain-only", all(n.get("objective", {}).get("scope") == "brain-only" for n in (first, second))),
        ("nothing is left of the runs", not any(left_of(attempt_of(n).get("run")) for n in (one, two))),
        ("the leases were given back", not [*folder.glob("*.lock"), *(folder / "gpus").glob("*.lock")]),
    ]


def fakes(work: pathlib.Path, model: pathlib.Path, step_seconds: float = 0.05) -> dict[str, str]:
    """A model folder and a PATH for the tests' fake engine."""
    model.mkdir(parents=True)
    (model / "config.json").write_text('{"model_type": "qwen2_5_vl"}')
    header = b'{"w": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}}'
    (model / "model.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + bytes(16))
    programs = work / "bin"
    programs.mkdir()
    for program in (matrix.ROOT / "test/fixtures/bin").iterdir():
        (programs / program.name).symlink_to(program)
    (programs / "python3").symlink_to(matrix.ROOT / "test/fixtures/bin/python")
    return {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "FAKE_SCENARIO": "slow",
        "FAKE_STEP_SECONDS": str(step_seconds),
        "FAKE_REAL_PYTHON": sys.executable,
    }


def main() -> int:
    """Play both nights and write the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--payload", type=pathlib.Path, default=matrix.ROOT / ".payload")
    parser.add_argument("--first", type=float, default=170, help="seconds of the first night")
    parser.add_argument("--reserve", type=int, default=30, help="seconds of it that are kept for saving")
    parser.add_argument("--budget", type=float, default=510, help="seconds for everything")
    parser.add_argument("--steps", type=int, default=320, help="steps of the whole training")
    parser.add_argument("--fake", action="store_true")
    args = parser.parse_args()
    begun = time.monotonic()
    work = args.work / "two-nights"
    work.mkdir(parents=True)
    args.out.mkdir(parents=True, exist_ok=True)
    env = dict(os.environ)
    model = work / "ckpt"
    examples = matrix.ROOT / "examples/avha"
    clips = sorted((args.payload / "clips").glob("*.mp4"), key=lambda path: path.stat().st_size)
    if args.fake:
        env |= fakes(work, model, 0.1)
        clips = sorted((examples / "videos").glob("*.mp4"))
    else:
        maker = str(matrix.ROOT / "test/gpu/make_checkpoint.py")
        make = [sys.executable, maker, "--family", "qwen2_5_vl", "--shape", "tiny"]
        subprocess.run([*make, "--out", str(model)], check=True)
    matrix.make_avha(work / "data", clips, sorted((examples / "metas").glob("*.json")), 24)
    # How fast an engine is that starts beside others is not known: one that ends before the deadline gets more to do.
    for steps in (args.steps, 3 * args.steps):
        folder = work / f"series-{steps}"
        file = series(folder, work / "data", model, steps, args.reserve, args.fake)
        one = night(file, env, args.first)
        if one["exit"] != 0:
            break
    two = night(file, env, args.budget - (time.monotonic() - begun))
    rows = checks(folder, one, two, args.first + 2)
    for name, good in rows:
        print(f"{'ok  ' if good else 'FAIL'} {name}")
    document = {
        "date": time.strftime("%Y-%m-%d"),
        "command": "python3 test/gpu/nightly_two_nights.py " + " ".join(sys.argv[1:]),
        "versions": {} if args.fake else matrix.versions(),
        "checks": dict(rows),
        "results": [
            row("nightly_1", f"deadline after {args.first:g} s", 75, one),
            row("nightly_2", "resumed from nightly_1, gated, promoted", 0, two),
        ],
        "nights": [one["night"], two["night"]],
    }
    text = json.dumps(document, indent=1, ensure_ascii=False)
    for path, name in ((args.work, "WORK"), (args.out, "OUT"), (matrix.ROOT, "REPO")):
        text = text.replace(str(path), name)
    (args.out / "nightly.json").write_text(text)
    with tarfile.open(args.out / "nights.tar.xz", "w:xz") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink() and path.suffix not in WEIGHTS:
                archive.add(path, str(path.relative_to(work)))
    return 0 if all(good for _, good in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
