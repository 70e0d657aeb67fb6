"""Peak GPU memory of short runs of the published shapes, many side by side: the points behind ``src/estimate/points.json``.

    python3 test/gpu/memory_points.py --work /tmp/gpu --out "$OUT" [--only NAME,NAME] [--limit 500]

Needs what ``run_matrix.py`` needs and GPUs of 139 GiB. Each point is ``cookbook-run sft`` for a few steps on one long clip and
a text of chosen length; a point starts when its GPUs have the room that it is thought to need. Writes ``memory-points.json``
(one row a point; a run that ended out of memory is a point as well) and ``memory-records.tar.xz``. ``--list`` prints the
points. ``--fake`` plays the script with the tests' fake engine. Exits 1 if a point has no measured peak.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tarfile
import threading
import time
from dataclasses import dataclass
from typing import Any

import run_matrix as matrix
from fake_machine import FakeMachine

GIB = 2**30
CAPACITY = 128
"""GiB of a GPU that points may share."""
SHAPES = {"2b": "qwen3_vl", "8b": "qwen3_vl", "7b": "qwen2_5_vl"}
SHORT, MIDDLE, LONG = 500, 1700, 3200
"""Bytes of the answer, each a token; clip and prompts come on top."""
PUBLISHED_VISION = ("custom.vision.nframes=16", "custom.vision.max_pixels=360000", "~custom.vision.fps")
LIGER = ("policy.enable_liger_kernel=true", "policy.enable_liger_fused_cross_entropy=true")
BF16 = ("train.master_dtype=bfloat16",)
NO_CHECKPOINTING = ("policy.model_gradient_checkpointing=false",)


@dataclass(frozen=True)
class Point:
    """One run: ``room`` is what it is thought to take of each GPU, in GiB."""

    name: str
    shape: str
    room: int
    answer: int = SHORT
    mini_batch: int = 1
    gpus: int = 1
    lora: int = 0
    more: tuple[str, ...] = ()


POINTS = (
    Point("m8_full_2gpu_m1_s", "8b", 92, gpus=2),
    Point("q7_full_2gpu_m1_s", "7b", 88, gpus=2),
    Point("m2_lora_m4_l", "2b", 50, LONG, 4, lora=16),
    Point("m2_lora_m4_l_liger", "2b", 25, LONG, 4, lora=16, more=LIGER),
    Point("m2_full_m4_l_liger", "2b", 48, LONG, 4, more=LIGER),
    Point("m2_full_m4_l", "2b", 80, LONG, 4),
    Point("m2_full_m1_s_nogc", "2b", 48, more=NO_CHECKPOINTING),
    Point("m2_full_m1_m_nogc", "2b", 52, MIDDLE, more=NO_CHECKPOINTING),
    Point("m2_full_m4_m_nogc", "2b", 90, MIDDLE, 4, more=NO_CHECKPOINTING),
    Point("m2_full_bf16_m1_l", "2b", 32, LONG, more=BF16),
    Point("m2_full_bf16_m4_s", "2b", 32, mini_batch=4, more=BF16),
    Point("m2_full_m8_s", "2b", 58, mini_batch=8),
    Point("m2_full_m4_vision", "2b", 90, SHORT, 4, more=PUBLISHED_VISION),
    Point("m2_lora16_m1_l", "2b", 24, LONG, lora=16),
    Point("m2_lora64_m4_s", "2b", 24, mini_batch=4, lora=64),
    Point("q7_lora16_m1_s", "7b", 52, lora=16),
    Point("m2_offload_m1_s", "2b", 30, more=("train.fsdp_offload=true",)),
    Point("m2_activation_offload_m1_l", "2b", 46, LONG, more=("train.activation_offload=true",)),
    Point("m2_full_2gpu_m4_m", "2b", 50, MIDDLE, 4, gpus=2),
)


def make_data(folder: pathlib.Path, clip: pathlib.Path, answer: int, count: int) -> pathlib.Path:
    """LLaVA-style annotations of one clip with answers of one length."""
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / "clip.mp4"
    if not link.exists():
        link.write_bytes(clip.read_bytes())
    text = ("The road ahead is empty and dry. " * 200)[:answer]
    turns = [{"from": "human", "value": "<video>\nWhat happens?"}, {"from": "gpt", "value": text}]
    items = [{"id": str(i), "video": link.name, "conversations": turns} for i in range(count)]
    (folder / "annotations.json").write_text(json.dumps(items))
    return folder / "annotations.json"


def scenario(point: Point, work: pathlib.Path, clip: pathlib.Path, steps: int) -> matrix.Scenario:
    """What is typed for a point."""
    family = {"qwen3_vl": "reason2", "qwen2_5_vl": "reason1"}[SHAPES[point.shape]]
    count = point.mini_batch * point.gpus * steps
    data = make_data(work / point.name / "data", clip, point.answer, count)
    args = ["--preset", f"{family}-llava-sft", "--model", str(work / "ckpt" / point.shape), "--dataset", str(data)]
    args += [f"custom.dataset.media_path={data.parent}", "--gpus", str(point.gpus), "--batch", str(point.mini_batch)]
    args += ["--epochs", "1", f"train.max_num_steps={steps}", f"train.train_policy.mini_batch={point.mini_batch}"]
    args += ["train.compile=false", "train.ckpt.enable_checkpoint=false", "validation.enable=false"]
    args += ["policy.model_gradient_checkpointing=true", "policy.model_max_length=16384", "train.optm_lr=1e-4"]
    args += ["train.optm_warmup_steps=1", "train.seed=42", "train.force_use_hf=true"]
    args += ["train.train_policy.dataloader_num_workers=2", "train.train_policy.dataloader_prefetch_factor=2"]
    args += ["custom.vision.fps=1", "custom.vision.min_pixels=3136", "custom.vision.max_pixels=65536"]
    args += ["~custom.vision.total_pixels"]
    args += [] if point.lora == 0 else ["--lora", f"r={point.lora},alpha=32,targets=q_proj+k_proj+v_proj+o_proj"]
    args += ["--script", str(matrix.ROOT / "test/gpu/counting_entry.py"), *point.more]
    env = {"COUNTING_LAYOUT": "llava"}
    # Without a checkpoint nothing shows that the run ended well: 83; out of memory is a measurement, too.
    return matrix.Scenario(point.name, args, [83, 80], env=env, group="memory", gpus=point.gpus)


def lines_of(path: pathlib.Path) -> list[dict[str, Any]]:
    """The JSON lines of a file; torn ones are left out."""
    if not path.exists():
        return []
    found = []
    for line in path.read_text(errors="replace").splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found


def measured(point: Point, record: pathlib.Path | None) -> dict[str, Any]:
    """What the record of a point tells, in the words of ``points.json``."""
    folder = record or pathlib.Path("/nonexistent")
    steps = [line for line in lines_of(folder / "train-events.ndjson") if line.get("kind") == "step"]
    samples, growth = lines_of(folder / "samples.ndjson"), lines_of(folder / "memory.ndjson")
    first = min((step["t"] - step.get("seconds", 0) for step in steps), default=float("inf"))
    peaks = [one.get("peak_memory_bytes", 0) for one in steps] + [one["peak"] for one in growth]
    reserved = [one.get("reserved_memory_bytes", 0) for one in steps] + [one["reserved"] for one in growth]
    loading = [one["peak"] for one in growth if one["t"] < first]

    def gib(values: list[int]) -> float | None:
        return round(max(values) / GIB, 3) if any(values) else None

    return {
        "name": point.name,
        "family": SHAPES[point.shape],
        "shape": point.shape,
        "gpus": point.gpus,
        "mini_batch": point.mini_batch,
        "batch": point.mini_batch,
        "lora_r": str(point.lora) if point.lora else None,
        "grad_ckpt": str(point.more != NO_CHECKPOINTING).lower(),
        "master": "bfloat16" if point.more == BF16 else "float32",
        "settings": list(point.more),
        "tokens": max((one["tokens"] for one in samples), default=None),
        "patches": max((one["patches"] for one in samples), default=None),
        "peak_alloc_gib": gib(peaks),
        "peak_reserved_gib": gib(reserved),
        "load_peak_gib": gib(loading),
        "losses": [step.get("loss") for step in steps],
        "seconds": [step.get("seconds") for step in steps],
    }


def used_shares(gpus: int) -> list[float]:
    """The share of each GPU's memory that is in use."""
    query = ["nvidia-smi", "--query-gpu=memory.used,memory.total", "--format=csv,noheader,nounits"]
    rows = subprocess.run(query, capture_output=True, text=True).stdout.splitlines()
    pairs = [row.split(",") for row in rows]
    try:
        return [float(used) / float(total) for used, total in pairs]
    except ValueError:
        return [0.0] * gpus


class Room:
    """GiB that the running points are thought to take of each GPU."""

    def __init__(self, gpus: int) -> None:
        self.taken = [0] * gpus

    def place(self, point: Point) -> list[int] | None:
        """GPUs with room for the point, the emptiest; cookbook-run itself refuses one that is half in use."""
        shares = used_shares(len(self.taken))
        free = [gpu for gpu, taken in enumerate(self.taken) if taken + point.room <= CAPACITY and shares[gpu] < 0.45]
        if len(free) < point.gpus:
            return None
        chosen = sorted(sorted(free, key=lambda gpu: self.taken[gpu])[: point.gpus])
        for gpu in chosen:
            self.taken[gpu] += point.room
        return chosen

    def free(self, point: Point, gpus: list[int]) -> None:
        """The point has ended."""
        for gpu in gpus:
            self.taken[gpu] -= point.room


def run_points(points: list[Point], runs: dict[str, matrix.Run], room: Room, end: float) -> list[dict[str, Any]]:
    """Run the points, each as soon as there is room for it; the rows in the order of the points."""
    rows: dict[str, dict[str, Any]] = {}
    lock = threading.Lock()
    waiting, threads = list(points), []

    def follow(point: Point, gpus: list[int]) -> None:
        run = runs[point.name]
        row = matrix.finish(run, time.monotonic())
        kept = {key: row[key] for key in ("exit", "outcome", "step", "left", "notes", "args")}
        with lock:
            rows[point.name] = {**measured(point, run.record), **kept, "stderr": str(row["stderr"])[-800:]}
            room.free(point, gpus)

    while waiting and time.monotonic() < end - 100:
        for point in list(waiting):
            with lock:
                gpus = room.place(point)
            if gpus is None:
                continue
            waiting.remove(point)
            runs[point.name].start(gpus)
            threads.append(threading.Thread(target=follow, args=(point, gpus)))
            threads[-1].start()
            time.sleep(1)
        time.sleep(1)
    for thread in threads:
        thread.join()
    for point in waiting:
        rows[point.name] = {"name": point.name, "notes": ["no time or no room was left to start it"]}
    return [rows[point.name] for point in points]


def make_shapes(points: list[Point], ckpt: pathlib.Path, gpus: int) -> None:
    """The checkpoints of all shapes, made side by side."""
    makers = []
    for number, shape in enumerate(sorted({point.shape for point in points})):
        if (ckpt / shape / "config.json").exists():
            continue
        maker = str(matrix.ROOT / "test/gpu/make_checkpoint.py")
        command = [sys.executable, maker, "--family", SHAPES[shape], "--shape", shape, "--out", str(ckpt / shape)]
        env = {**os.environ, "CUDA_VISIBLE_DEVICES": str(number % max(1, gpus))}
        makers.append(subprocess.Popen(command, env=env))
    for maker_process in makers:
        if maker_process.wait() != 0:
            sys.exit("memory_points.py: a checkpoint could not be made")


def main() -> int:
    """Measure the points and write them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("results"))
    parser.add_argument("--payload", type=pathlib.Path, default=matrix.ROOT / ".payload")
    parser.add_argument("--only", default="", help="names of points, with commas between")
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--limit", type=float, default=500.0, help="seconds for all points; then they are killed")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--fake", action="store_true")
    args = parser.parse_args()
    only = set(filter(None, args.only.split(",")))
    unknown = only - {point.name for point in POINTS}
    if unknown:
        parser.error(f"not known: {', '.join(sorted(unknown))}")
    points = [point for point in POINTS if not only or point.name in only]
    if args.list:
        print("\n".join(point.name for point in points))
        return 0
    end = time.monotonic() + args.limit
    machine = FakeMachine(args.work) if args.fake else None
    gpus = 4 if machine else matrix.gpu_count()
    points = [point for point in points if point.gpus <= gpus]
    if machine:
        machine.enter("slow")
        for point in points:
            machine.checkpoint(args.work / "ckpt" / point.shape, SHAPES[point.shape])
    make_shapes(points, args.work / "ckpt", gpus)
    clip = machine.clips()[0] if machine else args.payload / "clips/sized/road-640x512.mp4"
    runs = {p.name: matrix.Run(scenario(p, args.work, clip, args.steps), args.work, end) for p in points}
    rows = run_points(points, runs, Room(gpus), end)
    document = {
        "date": time.strftime("%Y-%m-%d"),
        "command": "python3 test/gpu/memory_points.py " + " ".join(sys.argv[1:]),
        "versions": {} if args.fake else matrix.versions(),
        "points": rows,
    }
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "memory-points.json").write_text(matrix.neutral(document, args))
    with tarfile.open(args.out / "memory-records.tar.xz", "w:xz") as archive:
        for run in runs.values():
            matrix.pack(run, archive)
    for row in rows:
        peaks = f"{row.get('peak_alloc_gib')} / {row.get('peak_reserved_gib')} GiB"
        print(f"{row['name']}: {peaks}, {row.get('outcome')}, {row['notes']}")
    return 0 if all(row.get("peak_alloc_gib") for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
