"""Both AV presets at full size, with the settings that they publish, over all GPUs of the machine.

    python3 test/gpu/full_size.py --work /tmp/gpu --out "$OUT" [--preset NAME,NAME] [--limit 1500]

Needs what ``run_matrix.py`` needs, four or eight GPUs of 139 GiB and 160 GB of disk. For each preset: a checkpoint of the
true shape with random weights, data of its layout from real clips, the dry run (kept, for its predictions), a run of
``--steps`` steps with one validation, one checkpoint and one export, and a second one whose rank 1 is killed after step 3.
Overridden are paths, steps and GPUs; ``validation.enable`` where the preset publishes none, with the micro-batch as its batch
(32 samples at once need 72 GiB for one copy of their logits, seen on 2026-11-29); and, since flash-attn cannot be had there,
``train.force_use_hf`` for Qwen2.5-VL. Writes ``full-size-PRESET.json`` (rows for ``node scripts/gpu-table.mjs``,
``predicted`` and ``measured``) as soon as a preset is done, and ``full-size-PRESET.tar.xz``. ``--fake`` plays it with the
tests' fake engine. Exits 1 if a row did not end as it must.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import threading
import time
from dataclasses import dataclass
from typing import Any

import memory_points as points
import run_matrix as matrix
from fake_machine import FakeMachine
from matrix_rows import EXAMPLES, kill_worker, send

GIB = 2**30
CLIPS = ("road-448x352.mp4", "road-320x256.mp4")
"""Two sizes of one real clip of 100 frames, so that every sample stays below the 4,096 tokens of both presets."""
LABELS = sorted((EXAMPLES / "avha/metas").glob("*.json"))


@dataclass(frozen=True)
class Preset:
    """A preset with the shape it is written for; ``batch`` is what it publishes, for each GPU."""

    name: str
    shape: str
    layout: str
    batch: int
    more: tuple[str, ...]


PRESETS = (
    Preset("reason1-av-caption", "7b", "avha", 16, ("train.force_use_hf=true",)),
    Preset("reason2-video-caption-vqa", "8b", "blended-av", 32, ("validation.enable=true", "validation.batch_size=4")),
)


def link(source: pathlib.Path, target: pathlib.Path) -> None:
    """The same file under another name."""
    if not target.exists():
        os.link(source, target)


def make_avha(folder: pathlib.Path, clips: list[pathlib.Path], count: int) -> None:
    """An AVHA folder of so many samples: links to a few real clips, the captions of the example."""
    for part in ("videos", "metas", "clips"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    own = [pathlib.Path(shutil.copy(clip, folder / "clips" / clip.name)) for clip in clips]
    for i in range(count):
        link(own[i % len(own)], folder / "videos" / f"clip-{i:05d}.camera_front_wide_120fov.mp4")
        shutil.copy(LABELS[i % len(LABELS)], folder / "metas" / f"clip-{i:05d}.label.json")


def make_blend(folder: pathlib.Path, clips: list[pathlib.Path], count: int) -> None:
    """The three sub-directories of the example, each with its published weight's share of so many samples."""
    shutil.copytree(EXAMPLES / "blended-av", folder, dirs_exist_ok=True)
    (folder / "clips").mkdir(exist_ok=True)
    own = [pathlib.Path(shutil.copy(clip, folder / "clips" / clip.name)) for clip in clips]
    for name, weight in (("cv_annotated", 0.3), ("human_annotated", 0.5), ("reason1_sft", 0.2)):
        meta = folder / name / "meta.json"
        items = json.loads(meta.read_text())
        more = []
        for i in range(round(count * weight)):
            clip = folder / name / "media" / f"clip-{i:05d}.mp4"
            link(own[i % len(own)], clip)
            more.append({**items[i % len(items)], "id": f"clip-{i:05d}", "media": f"media/{clip.name}"})
        meta.write_text(json.dumps(more))


class GpuWatch:
    """The largest use of each GPU, asked every two seconds."""

    def __init__(self) -> None:
        self.most: list[int] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        while not self._stop.wait(2):
            now = [int(text) for text in matrix.gpu_memory_used().replace(",", " ").split() if text.isdigit()]
            self.most = [max(pair) for pair in zip(self.most or [0] * len(now), now, strict=False)]

    def __enter__(self) -> GpuWatch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


def bytes_below(folder: pathlib.Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def arguments_for(preset: Preset, work: pathlib.Path, gpus: int, steps: int, name: str) -> list[str]:
    """What is typed for a run of a preset."""
    args = ["--preset", preset.name, "--model", str(work / "ckpt" / preset.shape)]
    args += ["--dataset", str(work / "full" / preset.name / "data"), "--gpus", str(gpus)]
    args += ["--output", str(work / "full" / name / "out"), f"train.max_num_steps={steps}"]
    return [*args, *preset.more]


def dry_run(args: list[str]) -> dict[str, Any]:
    """What is predicted before the run: steps, disk, memory, time, and what was found."""
    command = [*matrix.CLI, "sft", *args, "--dry-run", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=matrix.ROOT)
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        return {"exit": done.returncode, "stderr": done.stderr[-2000:]}
    findings = [{key: one.get(key) for key in ("id", "severity", "message")} for one in answer.get("findings", [])]
    return {"exit": done.returncode, "planned": answer.get("planned"), "findings": findings}


def largest(steps: list[dict[str, Any]], key: str) -> float:
    """The largest of a number of bytes over the steps, in GiB."""
    return round(max((one.get(key, 0) for one in steps), default=0) / GIB, 3)


def token_budget(preset: Preset, data: pathlib.Path, model: pathlib.Path) -> dict[str, Any]:
    """Tokens of the samples as the product counts them with the model's own tokenizer."""
    command = [*matrix.CLI, "data", "check", str(data), "--preset", preset.name, "--model", str(model), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=matrix.ROOT)
    try:
        return {key: json.loads(done.stdout).get(key) for key in ("counts", "tokens")}
    except ValueError:
        return {"exit": done.returncode, "stderr": done.stderr[-2000:]}


def measured(record: pathlib.Path | None, output: pathlib.Path, watch: GpuWatch) -> dict[str, Any]:
    """What the run took: memory, seconds a step, time of validation and save, disk, tokens."""
    folder = record or pathlib.Path("/nonexistent")
    events = points.lines_of(folder / "train-events.ndjson")
    steps = [one for one in events if one.get("kind") == "step"]
    run = matrix.read_json(folder / "run.json")
    times = {kind: [one["t"] for one in events if one.get("kind") == kind] for kind in ("start", "save", "end")}
    times |= {"validation": [one["t"] for one in events if one.get("kind", "").startswith("validation")]}
    times |= {"step": [one["t"] for one in steps]}
    return {
        "startedAt": run.get("startedAt"),
        "endedAt": run.get("endedAt"),
        "secondsOfSteps": [one.get("seconds") for one in steps],
        "losses": [one.get("loss") for one in steps],
        "times": times,
        "peakAllocatedGiB": largest(steps, "peak_memory_bytes"),
        "peakReservedGiB": largest(steps, "reserved_memory_bytes"),
        "gpuUsedMiB": watch.most,
        "outputBytes": bytes_below(output) if output.exists() else 0,
        "dataset": next((one for one in events if one.get("kind") == "dataset"), None),
    }


def one_run(scenario: matrix.Scenario, work: pathlib.Path, end: float, output: pathlib.Path) -> dict[str, Any]:
    """One run from start to end: its row, and what it took."""
    run = matrix.Run(scenario, work / "full", end)
    before = matrix.gpu_memory_used()
    with GpuWatch() as watch:
        started = time.monotonic()
        run.start()
        row = matrix.finish(run, started)
        facts = measured(run.record, output, watch)
    time.sleep(3)
    after = matrix.gpu_memory_used()
    return {"row": row, "facts": facts, "run": run, "used": {"before": before, "after": after}}


def follow(preset: Preset, args: argparse.Namespace, gpus: int, clips: list[pathlib.Path], end: float) -> bool:
    """Everything for one preset; whether its rows are good."""
    work: pathlib.Path = args.work
    data = work / "full" / preset.name / "data"
    # A tenth is held out for validation.
    count = round(args.samples or (args.steps + 1) * preset.batch * gpus / 0.9)
    (make_avha if preset.layout == "avha" else make_blend)(data, clips, count)
    whole = arguments_for(preset, work, gpus, args.steps, preset.name)
    predicted = {**dry_run(whole), "data": token_budget(preset, data, work / "ckpt" / preset.shape)}
    about = f"full size {preset.shape.upper()}, {gpus} GPUs, published batch and vision settings"
    rows, runs, used = [], [], {}
    facts: dict[str, Any] = {}

    def write() -> None:
        document = {
            "date": time.strftime("%Y-%m-%d"),
            "command": "python3 test/gpu/full_size.py " + " ".join(sys.argv[1:]),
            "versions": {} if args.fake else matrix.versions(),
            "gpuMemoryUsedMiB": used,
            "results": rows,
            "predicted": predicted,
            "measured": facts,
        }
        (args.out / f"full-size-{preset.name}.json").write_text(matrix.neutral(document, args))
        with tarfile.open(args.out / f"full-size-{preset.name}.tar.xz", "w:xz") as archive:
            for run in runs:
                matrix.pack(run, archive)

    name = f"{preset.name}-full-size"
    first = one_run(
        matrix.Scenario(name, whole, [0], group="full-size", gpus=gpus, about=about),
        work,
        end,
        work / "full" / preset.name / "out",
    )
    facts, used = first["facts"], dict(first["used"])
    rows.append(first["row"])
    runs.append(first["run"])
    write()
    matrix.show(first["row"])
    # 98 GB of checkpoint: the second run needs the room, if only for its own first save.
    shutil.rmtree(work / "full" / preset.name / "out", ignore_errors=True)
    if args.no_kill:
        return matrix.is_good(first["row"])
    killed = arguments_for(preset, work, gpus, args.steps, f"{preset.name}-killed")
    # The fake engine has no worker of rank 1 whose death it would see.
    fault, expected, name = (
        (send("SIGINT"), 130, f"{name}-ctrl-c") if args.fake else (kill_worker(1), 1, f"{name}-rank1-kill9")
    )
    second = one_run(
        matrix.Scenario(name, killed, [expected], fault, group="full-size", gpus=gpus, about=about),
        work,
        end,
        work / "full" / f"{preset.name}-killed" / "out",
    )
    rows.append(second["row"])
    runs.append(second["run"])
    used["after"] = second["used"]["after"]
    write()
    matrix.show(second["row"])
    shutil.rmtree(work / "full" / f"{preset.name}-killed", ignore_errors=True)
    return all(matrix.is_good(row) for row in rows)


def main() -> int:
    """Run the presets one after another."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--payload", type=pathlib.Path, default=matrix.ROOT / ".payload")
    parser.add_argument("--preset", default=",".join(preset.name for preset in PRESETS))
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--gpus", type=int, default=0, help="as many as the machine has, if not given")
    parser.add_argument("--shape", default="", help="another shape than the preset's, to try the script: 2b or tiny")
    parser.add_argument("--samples", type=int, default=0, help="fewer samples than the steps need, to try the script")
    parser.add_argument("--no-kill", action="store_true", help="leave the second run out")
    parser.add_argument("--limit", type=float, default=1500.0, help="seconds for everything; then it is killed")
    parser.add_argument("--fake", action="store_true")
    args = parser.parse_args()
    end = time.monotonic() + args.limit
    args.out.mkdir(parents=True, exist_ok=True)
    names = args.preset.split(",")
    presets = [preset for preset in PRESETS if preset.name in names]
    if len(presets) != len(names):
        parser.error(f"--preset takes {', '.join(preset.name for preset in PRESETS)}")
    if args.shape:
        presets = [Preset(p.name, args.shape, p.layout, p.batch, p.more) for p in presets]
    machine = FakeMachine(args.work) if args.fake else None
    gpus = args.gpus or (4 if machine else matrix.gpu_count())
    clips = machine.clips() if machine else [args.payload / "clips/sized" / name for name in CLIPS]
    families = {preset.shape: "qwen2_5_vl" if preset.layout == "avha" else "qwen3_vl" for preset in presets}
    for shape, family in families.items():
        if machine:
            machine.enter("slow", "0.3")
            machine.checkpoint(args.work / "ckpt" / shape, family)
        elif not (args.work / "ckpt" / shape / "config.json").exists():
            maker = [sys.executable, str(matrix.ROOT / "test/gpu/make_checkpoint.py"), "--family", family]
            subprocess.run([*maker, "--shape", shape, "--out", str(args.work / "ckpt" / shape)], check=True)
    good = [follow(preset, args, gpus, clips, end) for preset in presets]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
