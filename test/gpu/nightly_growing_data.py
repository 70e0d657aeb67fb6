"""Two real nights whose data grow in between, with the shipped evaluation as gate.

    python3 test/gpu/nightly_growing_data.py --work /tmp/gpu --out "$OUT"

Night 1 trains to its end and is promoted. Then clips and labels come in. Night 2 trains on all of them from the weights of
last-good (``finished = "continue-from-last-good"``, ``data_changed = "continue"``); templates/eval, as ``nightly init
--eval`` brings it, asks both models about the held-out samples, and the gate decides. Before each night ``nightly status``
and ``--dry-run`` are asked what it will do, and must be right. Needs what ``run_matrix.py`` needs; ``--fake`` plays it
with the tests' fake engine and an evaluation that asks nobody. Writes ``nightly-growing.json`` (checks, and one row per
night for ``node scripts/gpu-table.mjs OUT/nightly-growing.json``) and ``nights-growing.tar.xz`` (records and pages without
weights). Exits 1 if a check fails.
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
from typing import Any

import nightly_two_nights as two_nights
import run_matrix as matrix

FAKE_EVAL = 'echo \'{"candidate": {"exact_match": 0.5}, "last_good": {"exact_match": 0.5}}\''


def series(
    folder: pathlib.Path, data: pathlib.Path, model: pathlib.Path, steps: int, seconds: int, fake: bool
) -> pathlib.Path:
    """Write the nightly.toml of a small series and its evaluation."""
    folder.mkdir()
    keys = [
        *matrix.SMALL,
        *([] if fake else ["train.force_use_hf=true"]),
        "train.train_batch_per_replica=2",
        "train.epoch=1000",
        f"train.max_num_steps={steps}",
        "train.ckpt.save_freq=100000",
        "validation.enable=true",
        f"validation.freq={max(1, steps // 2)}",
        "validation.batch_size=1",
    ]
    arguments = ["--samples", "4", "--seconds", str(seconds), "--tokens", "16"]
    evaluate = ["sh", "-c", FAKE_EVAL] if fake else [sys.executable, "eval/eval.py", *arguments]
    path = folder / "nightly.toml"
    lines = [
        "schema_version = 1",
        'name = "growing-data"',
        'preset = "reason1-av-caption"',
        f"dataset = {json.dumps(str(data))}",
        'folder = "."',
        f"model = {json.dumps(str(model))}",
        "gpus = 1",
        f"set = {json.dumps(keys)}",
        'gpu_leases = "gpus"',
        'save_reserve = "20s"',
        "[on]",
        'finished = "continue-from-last-good"',
        'data_changed = "continue"',
        "[gate]",
        f'validation_loss = "{"if-present" if fake else "required"}"',
        # One and the same tiny model trained twice: what is asked is that the gate compares, not that it learns.
        "tolerance = 1.0",
        f"eval = {json.dumps(evaluate)}",
        'metrics = { exact_match = "higher" }',
    ]
    path.write_text("\n".join(lines) + "\n")
    (folder / "eval").mkdir()
    for source in (matrix.ROOT / "templates/eval").glob("*.py"):
        (folder / "eval" / source.name).write_bytes(source.read_bytes())
    return path


def asked(file: pathlib.Path, env: dict[str, str]) -> dict[str, Any]:
    """What `status` and `--dry-run` say of the next night."""

    def one(*words: str) -> tuple[str, str]:
        command = [*matrix.CLI, "nightly", words[0], str(file), *words[1:]]
        done = subprocess.run(command, capture_output=True, text=True, env=env, stdin=subprocess.DEVNULL)
        return done.stdout, done.stderr

    status, _ = one("status", "--json")
    text, _ = one("status")
    plan, said = one("run", "--dry-run")
    return {"status": json.loads(status), "text": text, "dryRun": said + plan}


def held_out(one: dict[str, Any]) -> str:
    """Which samples the gate of a night says were held out."""
    return str((one["night"].get("gate") or {}).get("heldOut", ""))


def checks(
    folder: pathlib.Path, before: list[dict[str, Any]], nights: list[dict[str, Any]], good: str, fake: bool
) -> list[tuple[str, bool]]:
    """Everything that must hold of both nights."""
    first, second = (one["night"] for one in nights)
    attempts = [two_nights.attempt_of(one) for one in nights]
    gate = second.get("gate") or {}
    rows = {row["metric"]: row for row in gate.get("comparisons", [])}
    config = ""
    if attempts[1].get("record"):
        config = (pathlib.Path(attempts[1]["record"]) / "config.toml").read_text()
    did = str(attempts[1].get("did", ""))
    pages = [folder / "nights" / f"{night.get('night')}{end}" for night in (first, second) for end in (".md", ".html")]
    return [
        ("each night says one line", all(one["lines"] == 1 for one in nights)),
        ("night 1 exits 0", nights[0]["exit"] == 0),
        ("night 1 is promoted", bool(first.get("promoted")) and first.get("promoted") == attempts[0].get("run")),
        ("status says before night 2 what it then does", bool(did) and did in before[1]["text"]),
        ("--dry-run says it, too", bool(did) and did in before[1]["dryRun"]),
        ("night 2 starts from the last good model", "starts from the last good model" in did),
        ("and says what came in", "8 samples new" in did or "8 new" in did),
        ("its config names the weights of night 1", bool(good) and good in config),
        ("night 2 exits 0", nights[1]["exit"] == 0),
        ("night 2 reaches its last step", (attempts[1].get("step") or {}).get("last") is not None),
        ("the gate compares both models by the evaluation", {"value", "lastGood"} <= set(rows.get("exact_match", {}))),
        ("the gate passes", gate.get("passed") is True),
        ("the validation loss is there", fake or "value" in rows.get("validation_loss", {})),
        ("the held-out samples are named in both nights", fake or all(held_out(one) for one in nights)),
        ("last-good is the export of night 2", str(attempts[1].get("run")) in (folder / "last-good").resolve().parts),
        ("every night has its pages", all(page.is_file() for page in [*pages, folder / "series.html"])),
        ("nothing is left of the runs", not any(two_nights.left_of(one.get("run")) for one in attempts)),
        ("the leases were given back", not [*folder.glob("*.lock"), *(folder / "gpus").glob("*.lock")]),
    ]


def main() -> int:
    """Play both nights and write the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--payload", type=pathlib.Path, default=matrix.ROOT / ".payload")
    parser.add_argument("--budget", type=float, default=540, help="seconds for everything")
    parser.add_argument("--steps", type=int, default=40, help="steps of each training")
    parser.add_argument("--fake", action="store_true")
    args = parser.parse_args()
    begun = time.monotonic()
    work = args.work / "growing-data"
    work.mkdir(parents=True)
    args.out.mkdir(parents=True, exist_ok=True)
    model = work / "ckpt"
    examples = matrix.ROOT / "examples/avha"
    env = dict(os.environ)
    clips = sorted((args.payload / "clips").glob("*.mp4"), key=lambda path: path.stat().st_size)
    if args.fake:
        env |= two_nights.fakes(work, model)
        clips = sorted((examples / "videos").glob("*.mp4"))
    else:
        maker = str(matrix.ROOT / "test/gpu/make_checkpoint.py")
        make = [sys.executable, maker, "--family", "qwen2_5_vl", "--shape", "tiny"]
        subprocess.run([*make, "--out", str(model)], check=True)
    labels = sorted((examples / "metas").glob("*.json"))
    folder = work / "series"
    data = work / "data"
    matrix.make_avha(data, clips, labels, 24)
    file = series(folder, data, model, args.steps, 60, args.fake)
    before: list[dict[str, Any]] = []
    nights: list[dict[str, Any]] = []
    good = ""
    for number, samples in enumerate((24, 32)):
        # The first 24 are written again as they were: only what is new is a change.
        matrix.make_avha(data, clips, labels, samples)
        before.append(asked(file, env))
        left = args.budget - (time.monotonic() - begun)
        nights.append(two_nights.night(file, env, left / (2 - number)))
        if number == 0 and (folder / "last-good").exists():
            good = str((folder / "last-good").resolve())
    rows = checks(folder, before, nights, good, args.fake)
    for name, fine in rows:
        print(f"{'ok  ' if fine else 'FAIL'} {name}")
    document = {
        "date": time.strftime("%Y-%m-%d"),
        "command": "python3 test/gpu/nightly_growing_data.py " + " ".join(sys.argv[1:]),
        "versions": {} if args.fake else matrix.versions(),
        "checks": dict(rows),
        "results": [
            two_nights.row("nightly_grow_1", "24 samples; trained, asked, promoted", 0, nights[0]),
            two_nights.row("nightly_grow_2", "32 samples; from last-good, both models asked, promoted", 0, nights[1]),
        ],
        "nights": [one["night"] for one in nights],
        "before": before,
    }
    text = json.dumps(document, indent=1, ensure_ascii=False)
    for path, name in ((args.work, "WORK"), (args.out, "OUT"), (matrix.ROOT, "REPO")):
        text = text.replace(str(path), name)
    (args.out / "nightly-growing.json").write_text(text)
    with tarfile.open(args.out / "nights-growing.tar.xz", "w:xz") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink() and path.suffix not in two_nights.WEIGHTS:
                archive.add(path, str(path.relative_to(work)))
    return 0 if all(fine for _, fine in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
