"""The rows of docs/gpu-runs.md as data: what is typed, what is done to the run, and which exit code is right.

Nothing here needs a GPU: ``run_matrix.py`` runs the rows, and tests look at them.
"""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

ROOT = pathlib.Path(__file__).resolve().parents[2]
CLI = ["node", str(ROOT / "dist" / "cli.js")]
EXAMPLES = ROOT / "examples"
MODELS = {"reason1": "qwen2_5_vl", "reason2": "qwen3_vl"}
"""The tiny checkpoint of each model, made by make_checkpoint.py."""
GROUPS = ("faults", "layouts", "two-gpus", "runs", "rehearse")

TINY = [
    "policy.model_max_length=16384",
    "train.train_policy.mini_batch=1",
    "train.train_policy.dataloader_num_workers=1",
    "train.optm_lr=1e-4",
    "train.optm_warmup_steps=1",
]
SMALL = [*TINY, "policy.parallelism.dp_shard_size=1"]
REASON1 = ["--preset", "reason1-av-caption", "train.force_use_hf=true", "--batch", "2", "validation.batch_size=1"]
REASON2 = ["--preset", "reason2-video-caption-vqa", "--batch", "2", "custom.vision.nframes=8"]
END = ["train.ckpt.save_freq=8", "validation.freq=10"]
END_TO_END = [
    "train.compile=false",
    "train.ckpt.save_freq=5",
    "validation.enable=true",
    "validation.freq=5",
    "validation.batch_size=1",
]
"""A layout's row saves and validates in its middle; compile is on by default, and not supported for HF models."""


class Run(Protocol):
    """What a fault needs of a run that was started."""

    folder: pathlib.Path
    runs: pathlib.Path
    data: pathlib.Path
    notes: list[str]
    process: subprocess.Popen[bytes] | None

    def log(self) -> str:
        """The engine's log so far."""

    def wait_for(self, text: str, seconds: float = 400) -> bool:
        """Wait until the log holds a text."""

    def tagged(self) -> list[tuple[int, str]]:
        """Its processes: pid and command line."""

    def mark(self, note: str) -> None:
        """Remember when the fault was made."""


@dataclass
class Scenario:
    """One row. ``data`` fills the folder of its dataset with real clips; ``needs`` must be there before."""

    name: str
    args: list[str]
    expect: list[int]
    fault: Callable[[Run], None] | None = None
    env: dict[str, str] = field(default_factory=dict)
    group: str = "faults"
    gpus: int = 1
    data: Callable[[pathlib.Path, list[pathlib.Path]], None] | None = None
    needs: tuple[pathlib.Path, ...] = ()
    about: str = ""
    verb: str = "sft"
    then: tuple[str, ...] = ()
    """What is typed after the first run has ended; ``expect`` is of this second one."""

    @property
    def dataset(self) -> pathlib.Path:
        """Where its dataset begins."""
        return pathlib.Path(self.args[self.args.index("--dataset") + 1])

    @property
    def end_to_end(self) -> bool:
        """Whether it must have validated and saved, beside ending well."""
        return self.group == "layouts"


@dataclass(frozen=True)
class LayoutRow:
    """A preset on the example of its layout, with as many epochs as make about 15 steps of 2 samples."""

    preset: str
    layout: str
    epochs: int


LAYOUT_ROWS = (
    LayoutRow("reason1-av-3d-grounding", "av3d", 3),
    LayoutRow("reason2-av-3d-grounding", "av3d", 3),
    LayoutRow("reason1-robot-vqa", "reason1-sft", 2),
    LayoutRow("reason1-llava-sft", "llava", 8),
    LayoutRow("reason2-llava-sft", "llava", 8),
    LayoutRow("reason1-traffic-vqa", "wts", 3),
    LayoutRow("reason2-traffic-vqa", "wts", 3),
    LayoutRow("reason1-warehouse-vqa", "warehouse", 14),
    LayoutRow("reason1-wafer-map", "wafer-map", 1),
    LayoutRow("reason1-hf-sft", "hf-conversations", 3),
    LayoutRow("reason2-hf-sft", "hf-conversations", 3),
    LayoutRow("reason1-temporal-localization", "mimicgen", 8),
    LayoutRow("reason1-physical-plausibility", "videophy2", 4),
    LayoutRow("reason2-physical-plausibility", "videophy2", 4),
)
BEGINS = {
    "llava": ("annotations.json", "images"),
    "wts": ("environment_mcq_llava_train.json", "videos/train"),
    "warehouse": ("train_llava.json", ""),
    "wafer-map": ("annotations.json", "train"),
}
"""Layouts that begin with a file of their example: its name, and the folder for ``custom.dataset.media_path``."""


def after_step_3(run: Run) -> bool:
    """Wait for the third step."""
    return run.wait_for("Step: 3/")


def kill_worker(rank: int) -> Callable[[Run], None]:
    """Kill -9 of one rank after step 3."""

    def fault(run: Run) -> None:
        if not after_step_3(run):
            return
        workers = []
        for pid, command in run.tagged():
            environ = pathlib.Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
            if f"LOCAL_RANK={rank}".encode() in environ and "entry" in command and "dataloader" not in command:
                workers.append(pid)
        if not workers:
            run.notes.append(f"no process of rank {rank} was found")
            return
        # The workers of its data loader look the same, and are younger.
        run.mark(f"kill -9 of rank {rank}, pid {min(workers)}")
        os.kill(min(workers), signal.SIGKILL)

    return fault


def send(name: str) -> Callable[[Run], None]:
    """Send a signal to cookbook-run after step 3."""

    def fault(run: Run) -> None:
        if after_step_3(run) and run.process is not None:
            run.mark(name)
            os.kill(run.process.pid, getattr(signal, name))

    return fault


def kill_and_stop(run: Run) -> None:
    """Kill -9 of cookbook-run, then `runs ls` and `runs stop`."""
    if not after_step_3(run) or run.process is None:
        return
    run.mark("kill -9 of cookbook-run")
    os.kill(run.process.pid, signal.SIGKILL)
    time.sleep(3)
    listing = subprocess.run(
        [*CLI, "runs", "ls", "--runs-dir", str(run.runs), "--json"], capture_output=True, text=True
    )
    run.notes.append("runs ls: " + json.dumps(json.loads(listing.stdout)["runs"][0]["status"]))
    before = run.log().count("Step: ")
    time.sleep(5)
    run.notes.append(f"went on: {run.log().count('Step: ') > before}")
    stop = subprocess.run([*CLI, "runs", "stop", "--runs-dir", str(run.runs), "--json"], capture_output=True, text=True)
    run.notes.append(f"runs stop: {stop.returncode}")
    (run.folder / "stdout.json").write_text(stop.stdout)


def remove_clip(run: Run) -> None:
    """Remove the clips once training has begun."""
    if run.wait_for("Training epoch"):
        run.mark("one clip removed")
        for clip in sorted((run.data / "videos").glob("*.mp4")):
            clip.unlink()


def fill_disk(run: Run) -> None:
    """Fill the run's small disk after step 3, before the first save."""
    if after_step_3(run):
        disk = run.folder.parent / "small-disk"
        run.mark("disk filled to the last 2 MB")
        free = shutil.disk_usage(disk).free
        (disk / "filler").write_bytes(bytes(max(0, free - 2_000_000)))


def make_avha(folder: pathlib.Path, clips: list[pathlib.Path], labels: list[pathlib.Path], count: int) -> None:
    """An AVHA folder of real clips with the captions of examples/avha."""
    (folder / "videos").mkdir(parents=True, exist_ok=True)
    (folder / "metas").mkdir(exist_ok=True)
    for i in range(count):
        shutil.copy(clips[i % len(clips)], folder / "videos" / f"clip-{i:02d}.camera_front_wide_120fov.mp4")
        shutil.copy(labels[i % len(labels)], folder / "metas" / f"clip-{i:02d}.label.json")


def real_avha(folder: pathlib.Path, clips: list[pathlib.Path]) -> None:
    """24 samples of real clips."""
    make_avha(folder, clips, sorted((EXAMPLES / "avha/metas").glob("*.json")), 24)


def real_blend(folder: pathlib.Path, clips: list[pathlib.Path]) -> None:
    """examples/blended-av with its clips replaced by the longest real one."""
    shutil.copytree(EXAMPLES / "blended-av", folder, dirs_exist_ok=True)
    for path in sorted(folder.glob("*/media/*.mp4")):
        shutil.copy(clips[-1], path)


def fault_rows(work: pathlib.Path, ckpt: pathlib.Path) -> list[Scenario]:
    """Both families from start to end, and everything that may happen to a run on one GPU."""
    r1 = [*REASON1, "--model", str(ckpt / MODELS["reason1"])]
    r2 = [*REASON2, "--model", str(ckpt / MODELS["reason2"])]

    def one(
        name: str,
        base: list[str],
        epochs: int,
        more: list[str],
        expect: int,
        fault: Callable[[Run], None] | None = None,
        env: dict[str, str] | None = None,
        folder: str | None = None,
    ) -> Scenario:
        data = str(work / (folder or name) / "data")
        args = [*base, "--dataset", data, *SMALL, *END, "--epochs", str(epochs), *more]
        return Scenario(name, args, [expect], fault, env or {}, data=real_avha if base is r1 else real_blend)

    tight = ["--script", str(ROOT / "test/gpu/tight_memory.py")]
    return [
        one("reason1_full", r1, 2, [], 0),
        one("reason2_full", r2, 4, ["validation.enable=true"], 0),
        one("reason2_lora", r2, 4, ["--lora", "r=8,alpha=16,targets=q_proj+v_proj"], 0),
        one("rank_kill9", r1, 60, [], 1, kill_worker(0)),
        one("ctrl_c", r1, 60, [], 130, send("SIGINT")),
        one("sigterm", r2, 60, [], 143, send("SIGTERM")),
        one("supervisor_kill9", r2, 60, [], 143, kill_and_stop),
        one("missing_clip", r1, 60, [], 65, remove_clip),
        one("nan_loss", r1, 2, ["train.optm_lr=1e12", "train.optm_grad_norm_clip=1e9"], 82),
        one("out_of_memory", r1, 2, tight, 80, env={"TIGHT_MEMORY_FRACTION": "0.001"}),
        one("disk_full", r1, 2, ["--output", str(work / "small-disk" / "out")], 73, fill_disk),
        one("path_with_space", r2, 4, ["--output", str(work / "an öutput")], 0, folder="päth with spàce"),
    ]


def layout_rows(ckpt: pathlib.Path) -> list[Scenario]:
    """Every preset of the other layouts on the example of its layout, from start to end."""
    rows = []
    for row in LAYOUT_ROWS:
        folder = EXAMPLES / row.layout
        root, media = BEGINS.get(row.layout, ("", None))
        family = row.preset.split("-")[0]
        args = ["--preset", row.preset, "--dataset", str(folder / root), "--model", str(ckpt / MODELS[family])]
        args += ["--batch", "2", "--epochs", str(row.epochs), *SMALL, *END_TO_END]
        args += ["train.force_use_hf=true"] if family == "reason1" else []
        args += [] if media is None else [f"custom.dataset.media_path={folder / media}"]
        about = f"examples/{row.layout}"
        rows.append(Scenario(row.preset, args, [0], group="layouts", needs=(folder / root,), about=about))
    return rows


def two_gpu_rows(work: pathlib.Path, ckpt: pathlib.Path) -> list[Scenario]:
    """Runs over two GPUs (FSDP, two shards): one ends well, loses rank 1, has no memory, is interrupted; kinds of media meet."""
    base = [*REASON1, "--model", str(ckpt / MODELS["reason1"]), "--gpus", "2", *TINY, *END]

    def two(
        name: str, epochs: int, more: list[str], expect: int, fault: Callable[[Run], None] | None = None
    ) -> Scenario:
        args = [*base, "--dataset", str(work / name / "data"), "--epochs", str(epochs), *more]
        env = {"TIGHT_MEMORY_FRACTION": "0.001"} if "--script" in more else {}
        return Scenario(name, args, [expect], fault, env, "two-gpus", 2, real_avha, about="two GPUs, two shards")

    def mixed(family: str, first: str, second: str, expect: int) -> Scenario:
        name = f"two_gpus_{family}_{first}_beside_{second}"
        data = work / name / "data"
        args = ["--preset", f"{family}-llava-sft", "--model", str(ckpt / MODELS[family]), "--gpus", "2", *TINY]
        args += ["--dataset", str(data / "annotations.json"), f"custom.dataset.media_path={data}", "--batch", "1"]
        args += ["--epochs", "2", "--stall-timeout", "75", "train.compile=false"]
        args += ["train.force_use_hf=true"] if family == "reason1" else []
        return Scenario(
            name,
            args,
            [expect],
            group="two-gpus",
            gpus=2,
            data=mixed_media(first, second),
            about="two GPUs, two shards",
        )

    return [
        two("two_gpus_full", 4, [], 0),
        two("two_gpus_rank1_kill9", 60, [], 1, kill_worker(1)),
        two("two_gpus_out_of_memory", 4, ["--script", str(ROOT / "test/gpu/tight_memory.py")], 80),
        two("two_gpus_ctrl_c", 60, [], 130, send("SIGINT")),
        mixed("reason1", "pictures", "clips", 0),
        mixed("reason1", "pictures", "text", 81),
        mixed("reason1", "clips", "both", 81),
        mixed("reason2", "pictures", "text", 0),
        mixed("reason2", "clips", "both", 0),
    ]


def mixed_media(first: str, second: str) -> Callable[[pathlib.Path, list[pathlib.Path]], None]:
    """Writes LLaVA-style samples of two kinds in turn: ``pictures``, ``clips``, ``both`` or ``text``."""

    def make(annotations: pathlib.Path, _clips: list[pathlib.Path]) -> None:
        folder = annotations.parent
        folder.mkdir(parents=True, exist_ok=True)
        pictures = sorted((EXAMPLES / "llava" / "images").iterdir())[:4]
        clips = sorted((EXAMPLES / "avha" / "videos").iterdir())[:4]
        for path in [*pictures, *clips]:
            shutil.copy(path, folder / path.name)
        items = []
        for number in range(32):
            kind = second if number % 2 else first
            image = {"image": pictures[number % 4].name} if kind in ("pictures", "both") else {}
            video = {"video": clips[number % 4].name} if kind in ("clips", "both") else {}
            turns = [{"from": "human", "value": f"What is seen in {number}?"}, {"from": "gpt", "value": "A road."}]
            items.append({"id": str(number), **image, **video, "conversations": turns})
        annotations.write_text(json.dumps(items))

    return make


def interrupt_at_10(run: Run) -> None:
    """Ctrl-C after step 10, when a checkpoint of step 8 is there."""
    if run.wait_for("Step: 10/") and run.process is not None:
        run.mark("SIGINT after step 10")
        os.kill(run.process.pid, signal.SIGINT)


def run_rows(work: pathlib.Path, ckpt: pathlib.Path) -> list[Scenario]:
    """A run to its end, one whose loss is not finite, and one that is interrupted and continued."""
    base = [*REASON1, "--model", str(ckpt / MODELS["reason1"]), *SMALL, *END]

    def one(name: str, epochs: int, more: list[str], expect: int, **others: Any) -> Scenario:
        args = [*base, "--dataset", str(work / name / "data"), "--epochs", str(epochs), *more]
        return Scenario(name, args, [expect], group="runs", data=real_avha, **others)

    nan = ["train.optm_lr=1e12", "train.optm_grad_norm_clip=1e9"]
    return [
        one("run_to_end", 6, [], 0),
        one("nan_guard", 20, nan, 82),
        one("interrupted_and_resumed", 12, [], 0, fault=interrupt_at_10, then=("sft", "--resume", "last")),
    ]


def one_long_sample(annotations: pathlib.Path, clips: list[pathlib.Path]) -> None:
    """64 samples of a small clip, one of them with an answer of 3,200 characters."""
    folder = annotations.parent
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(clips[0], folder / "clip.mp4")
    text = "The road ahead is empty and dry. " * 100
    items = []
    for number in range(64):
        answer = text[: 3200 if number == 37 else 400]
        turns = [{"from": "human", "value": "<video>\nWhat is seen?"}, {"from": "gpt", "value": answer}]
        items.append({"id": str(number), "video": "clip.mp4", "conversations": turns})
    annotations.write_text(json.dumps(items))


def rehearse_rows(work: pathlib.Path, ckpt: pathlib.Path) -> list[Scenario]:
    """A rehearsal of a good config; one of a config whose longest sample does not fit, and what that does without it.

    2B with LoRA takes 14 GiB on short samples and about 38 GiB where a mini-batch of four meets the long one; it gets 25.
    """

    def one(name: str, verb: str, room: str, expect: int, about: str) -> Scenario:
        data = work / name / "data"
        args = ["--preset", "reason2-llava-sft", "--model", str(ckpt / "2b"), "--gpus", "1", "--batch", "4"]
        args += ["--dataset", str(data / "annotations.json"), f"custom.dataset.media_path={data}", "--epochs", "2"]
        args += ["--lora", "r=16,alpha=32,targets=q_proj+k_proj+v_proj+o_proj", "train.train_policy.mini_batch=4"]
        args += ["train.compile=false", "custom.vision.max_pixels=65536", "custom.vision.min_pixels=3136"]
        args += ["~custom.vision.total_pixels", "validation.enable=true", "train.optm_lr=1e-4"]
        args += ["--script", str(ROOT / "test/gpu/tight_memory.py")]
        env = {"TIGHT_MEMORY_FRACTION": room, "TIGHT_MEMORY_LAYOUT": "llava"}
        return Scenario(name, args, [expect], env=env, group="rehearse", data=one_long_sample, verb=verb, about=about)

    return [
        one("rehearse_good", "rehearse", "0.9", 0, "rehearse"),
        one("rehearse_long_sample", "rehearse", "0.18", 80, "rehearse; the longest sample does not fit"),
        one("long_sample_unrehearsed", "sft", "0.18", 80, "the same config without a rehearsal"),
    ]


def scenarios(work: pathlib.Path, ckpt: pathlib.Path) -> list[Scenario]:
    """Every row of the table."""
    older = [*fault_rows(work, ckpt), *layout_rows(ckpt), *two_gpu_rows(work, ckpt)]
    return [*older, *run_rows(work, ckpt), *rehearse_rows(work, ckpt)]


def chosen(rows: list[Scenario], groups: set[str], only: set[str], gpus: int) -> list[Scenario]:
    """The rows to run on a machine: those named, else those of the groups, else all that it has the GPUs for.

    Raises:
        ValueError: a row or a group is not known, a chosen row needs more GPUs, or its example is not there.
    """
    unknown = [*sorted(only - {row.name for row in rows}), *sorted(groups - set(GROUPS))]
    if unknown:
        raise ValueError(f"not known: {', '.join(unknown)}")
    if only:
        picked = [row for row in rows if row.name in only]
    elif groups:
        picked = [row for row in rows if row.group in groups]
    else:
        # Rehearsals want the 2B shape, and many GB of memory: only where they are named.
        picked = [row for row in rows if row.gpus <= gpus and row.group != "rehearse"]
    large = [row.name for row in picked if row.gpus > gpus]
    if large:
        raise ValueError(f"{gpus} GPU(s) here, and more are needed for: {', '.join(large)}")
    missing = [str(path) for row in picked for path in row.needs if not path.exists()]
    if missing:
        raise ValueError(f"not there: {', '.join(dict.fromkeys(missing))}")
    return picked
