"""Two real nights on a real GPU: stopped at the deadline, resumed, finished, gated, promoted.

    python3 test/gpu/nightly_two_nights.py --work /tmp/gpu --out "$OUT" [--first 240s] [--steps 600]

Needs what ``run_matrix.py`` needs. ``--fake`` plays it with the tests' fake engine, without a GPU, to try the script
itself. Writes ``nightly.json`` (one row per check) and ``nights.tar.xz`` (the records without weights). Exits 1 if a
check fails.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tarfile
import time

import run_matrix as matrix

WEIGHTS = {".pth", ".safetensors"}


def series(work: pathlib.Path, model: pathlib.Path, steps: int, fake: bool) -> pathlib.Path:
    """Write the nightly.toml of a small series."""
    keys = [
        *matrix.SMALL,
        *([] if fake else ["train.force_use_hf=true"]),
        "train.train_batch_per_replica=2",
        "train.epoch=1000",
        f"train.max_num_steps={steps}",
        "train.ckpt.save_freq=100000",
        "validation.enable=true",
        "validation.freq=50",
        "validation.batch_size=1",
    ]
    path = work / "nightly.toml"
    lines = [
        "schema_version = 1",
        'name = "two-nights"',
        'preset = "reason1-av-caption"',
        'dataset = "data"',
        f"model = {json.dumps(str(model))}",
        "gpus = 1",
        f"set = {json.dumps(keys)}",
        f'save_reserve = "{"2s" if fake else "60s"}"',
        "[gate]",
        f'validation_loss = "{"if-present" if fake else "required"}"',
    ]
    path.write_text("\n".join(lines) + "\n")
    return path


def night(file: pathlib.Path, env: dict[str, str], *more: str) -> dict[str, object]:
    """Run one night; its JSON line, its exit code, and how long it took."""
    started = time.monotonic()
    done = subprocess.run([*matrix.CLI, "nightly", "run", str(file), *more], capture_output=True, text=True, env=env)
    sys.stderr.write(done.stderr[-3000:])
    lines = done.stdout.splitlines()
    line = json.loads(lines[0]) if len(lines) == 1 else {}
    return {
        "exit": done.returncode,
        "lines": len(lines),
        "seconds": round(time.monotonic() - started, 1),
        "night": line,
    }


def checks(
    folder: pathlib.Path, one: dict[str, object], two: dict[str, object], limit: float
) -> list[tuple[str, bool]]:
    """Everything that must hold of the two nights."""
    first, second = one["night"], two["night"]
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    point = first.get("resumePoint") or {}
    attempt = (second.get("attempts") or [{}])[0]
    link = folder / "last-good"
    step = attempt.get("step") or {}
    return [
        ("night 1 exits 75", one["exit"] == 75),
        ("night 1 is over before its deadline", isinstance(one["seconds"], float) and one["seconds"] <= limit),
        ("night 1 leaves a resume point", point.get("step", 0) > 0),
        ("night 1 promotes nothing", "promoted" not in first),
        ("night 2 resumes exactly there", attempt.get("resumedFrom") == point),
        ("night 2 exits 0", two["exit"] == 0),
        ("night 2 reaches the planned step", "last" in step and step["last"] == step.get("planned")),
        ("night 2 passes the gate", (second.get("gate") or {}).get("passed") is True),
        (
            "last-good is the export of night 2",
            second.get("promoted") == attempt.get("run") and link.resolve().is_dir(),
        ),
        ("both say brain-only", all(n.get("objective", {}).get("scope") == "brain-only" for n in (first, second))),
        ("the lease was given back", not (folder / "night.lock").exists()),
    ]


def main() -> int:
    """Play both nights and write the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--payload", type=pathlib.Path, default=matrix.ROOT / ".payload")
    parser.add_argument("--first", default="240s", help="length of the first night")
    parser.add_argument("--steps", type=int, default=600, help="steps of the whole training")
    parser.add_argument("--fake", action="store_true")
    args = parser.parse_args()
    work = args.work / "two-nights"
    work.mkdir(parents=True)
    args.out.mkdir(parents=True, exist_ok=True)
    env = dict(os.environ)
    model = args.work / "ckpt" / "qwen2_5_vl"
    examples = matrix.ROOT / "examples/avha"
    clips = sorted((args.payload / "clips").glob("*.mp4"), key=lambda path: path.stat().st_size)
    if args.fake:
        model.mkdir(parents=True)
        (model / "config.json").write_text('{"model_type": "qwen2_5_vl"}')
        (model / "model.safetensors").write_bytes(bytes(1024))
        clips = sorted((examples / "videos").glob("*.mp4"))
        fakes = args.work / "bin"
        fakes.mkdir()
        for program in (matrix.ROOT / "test/fixtures/bin").iterdir():
            (fakes / program.name).symlink_to(program)
        (fakes / "python3").symlink_to(matrix.ROOT / "test/fixtures/bin/python")
        env |= {
            "PATH": f"{fakes}:{env['PATH']}",
            "FAKE_SCENARIO": "slow",
            "FAKE_STEP_SECONDS": "0.1",
            "FAKE_REAL_PYTHON": sys.executable,
        }
    elif not (model / "config.json").exists():
        make = [sys.executable, str(args.payload / "make_checkpoint.py"), "--family", "qwen2_5_vl", "--shape", "tiny"]
        subprocess.run([*make, "--out", str(model)], check=True)
    matrix.make_avha(work / "data", clips, sorted((examples / "metas").glob("*.json")), 24)
    file = series(work, model, args.steps, args.fake)
    folder = work / "series"
    one = night(file, env, "--for", args.first)
    two = night(file, env)
    limit = float(args.first.removesuffix("s")) + 2
    rows = checks(folder, one, two, limit)
    for name, good in rows:
        print(f"{'ok  ' if good else 'FAIL'} {name}")
    document = {
        "date": time.strftime("%Y-%m-%d"),
        "command": "python3 test/gpu/nightly_two_nights.py " + " ".join(sys.argv[1:]),
        "versions": {} if args.fake else matrix.versions(),
        "checks": dict(rows),
        "nights": [one, two],
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
