"""Real cookbook-run with the real cosmos-framework on a real GPU: the rows that framework_rows makes.

    source .payload-fw/unpack.sh; python3 test/gpu/framework_matrix.py --work /tmp/fw --out "$OUT" [--only NAME,NAME] [--list]

Needs ``node`` and ``torchrun`` on PATH, ``cosmos_framework`` and its packages on PYTHONPATH (``pack_framework.sh``), the
built ``dist/`` and, in ``--payload``, ``clips/*.mp4``. The model is a tiny random Qwen3-VL, attention is SDPA and the
optimizer torch's, so that no kernel package is needed. About 50 s a row, all rows side by side: 3 to 4 minutes. Writes
``results.json`` for ``node scripts/gpu-table.mjs`` and ``records.tar.xz``. Exits 1 if a row did not end as it must.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

from matrix_rows import ROOT, Scenario
from run_matrix import Run, gpu_count, played, versions

STEPS = 12
TOML = """[job]
task = "vlm"
experiment = "{experiment}"
wandb_mode = "disabled"
[model]
precision = "bfloat16"
attn_implementation = "sdpa"
[model.activation_checkpointing]
mode = "full"
[model.backbone]
model_name = "{model}"
safetensors_path = "{model}"
[model.compile]
enabled = false
[model.parallelism]
data_parallel_shard_degree = {gpus}
data_parallel_replicate_degree = -1
[optimizer]
lr = {lr}
fused = true
betas = [0.9, 0.95]
weight_decay = 0.1
[scheduler]
cycle_lengths = [1000]
warm_up_steps = [2]
f_start = [0.05]
f_max = [1.0]
f_min = [0.1]
[trainer]
distributed_parallelism = "fsdp"
grad_accum_iter = {micro}
logging_iter = 1
max_iter = {steps}
[checkpoint]
save_iter = {save}
[dataloader_train]
max_samples_per_batch = 1
max_sequence_length = 4000
[custom.run]
gpus = {gpus}
[custom.dataset]
{data}
[custom.overrides]
optimizer.optimizer_type = "AdamW"
trainer.run_validation = {validates}
trainer.validation_iter = 6
"""
OWN = """
[custom.experiment]
base = "videophy2_sft_nano"
[custom.vision]
fps = 2.0
max_pixels = 65536
"""


def shapes(gpus: int) -> list[str]:
    """Words of the command line that the rows share."""
    return ["--engine", "cosmos-framework", "--gpus", str(gpus)]


def videophy2(folder: pathlib.Path, clips: list[pathlib.Path], count: int = 12, present: int = 12) -> None:
    """A folder of the published layout: ``meta.json``, ``media/`` and ``text/`` of both splits."""
    for split, size in (("train", count), ("val", min(2, count) or 2)):
        root = folder / f"videophy2_{split}"
        (root / "media").mkdir(parents=True, exist_ok=True)
        (root / "text").mkdir(exist_ok=True)
        entries = []
        for i in range(size):
            answer = {"role": "assistant", "content": [{"type": "text", "text": str(1 + i % 5)}]}
            ask = [{"type": "video", "video": "video_0"}, {"type": "text", "text": "How plausible is it?"}]
            talk = {"conversations": [{"role": "user", "content": ask}, answer]}
            (root / f"text/c{i}.json").write_text(json.dumps(talk))
            if split == "val" or i < present:
                shutil.copy(clips[i % len(clips)], root / f"media/c{i}.mp4")
            entries.append({"id": f"c{i}", "media": f"media/c{i}.mp4", "conversation": f"text/c{i}.json"})
        (root / "meta.json").write_text(json.dumps(entries))


def llava(folder: pathlib.Path, clips: list[pathlib.Path]) -> None:
    """Twelve LLaVA-style samples."""
    folder.mkdir(parents=True, exist_ok=True)
    items = []
    for i in range(12):
        shutil.copy(clips[i % len(clips)], folder / f"c{i}.mp4")
        talk = [{"from": "human", "value": "<video>\nWhat is seen?"}, {"from": "gpt", "value": "A street."}]
        items.append({"id": f"c{i}", "video": f"c{i}.mp4", "conversations": talk})
    (folder / "all.json").write_text(json.dumps(items))


def pids(run: Run, what: str) -> list[int]:
    """Processes of the run by their part."""
    parts = {
        "torchrun": lambda command: "/torchrun " in command or "torch.distributed.run" in command,
        "worker": lambda command: "cosmos3_reasoner.py" in command,
        "daemon": lambda command: "multiprocessing.spawn" in command,
    }
    return [pid for pid, command in run.tagged() if parts[what](command)]


def kills(who: str, name: str, after: str):  # noqa: ANN201 - a fault
    """A fault: a signal to one part of the run when its log says something."""

    def fault(run: Run) -> None:
        if not run.wait_for(after):
            run.notes.append(f"the log never said {after!r}")
            return
        found = pids(run, who)
        if who == "worker":
            found = [pid for pid in found if pid not in pids(run, "torchrun")]
        if not found:
            run.notes.append(f"no {who} was found")
            return
        os.kill(min(found), signal.Signals[name])
        run.mark(f"{name} to the {who} at {after!r}")

    return fault


def interrupt(run: Run) -> None:
    """Ctrl-C to cookbook-run in the middle: the callback saves and ends."""
    if run.wait_for("Iteration 6:") and run.process is not None:
        os.kill(run.process.pid, signal.SIGINT)
        run.mark("SIGINT to cookbook-run after step 6")


def framework_rows(work: pathlib.Path, clips: list[pathlib.Path], model: str) -> list[Scenario]:
    """Every row, its config and data written."""
    rows: list[Scenario] = []

    def row(
        name: str,
        expect: list[int],
        *more: str,
        fault=None,  # noqa: ANN001
        own: bool = False,
        gpus: int = 1,
        count: int = 12,
        present: int = 12,
        steps: int = STEPS,
        save: int = 4,
        lr: float = 1e-4,
        micro: int = 1,
        validates: bool = False,
        about: str = "",
        then: tuple[str, ...] = (),
    ) -> None:
        folder = work / "in" / name
        folder.mkdir(parents=True, exist_ok=True)
        if own:
            llava(folder / "data", clips)
            data = f'annotation_path = "{folder}/data/all.json"\nmedia_path = "{folder}/data"'
        else:
            videophy2(folder / "data", clips, count, present)
            data = f'root = "{folder}/data"'
        text = TOML.format(
            experiment="cookbook_run" if own else "videophy2_sft_nano",
            model=model,
            gpus=gpus,
            lr=lr,
            micro=micro,
            steps=steps,
            save=save,
            data=data,
            validates="true" if validates else "false",
        )
        (folder / "run.toml").write_text(text + (OWN if own else ""))
        args = ["--config", str(folder / "run.toml"), *shapes(gpus), "--stall-timeout", "120", *more]
        env = {"COOKBOOK_GPU_LEASES": str(folder / "gpus")}
        rows.append(
            Scenario(name, args, expect, fault=fault, env=env, group="framework", gpus=gpus, about=about, then=list(then))
        )

    row("fw_success", [0], validates=True, micro=2, about="12 steps, saves at 4, 8, 12, validation, export")
    row("fw_own_data", [0], own=True, about="LLaVA-style data of our own by the entry script's experiment")
    row("fw_killed_worker", [1], fault=kills("worker", "SIGKILL", "Iteration 6:"), steps=200)
    row("fw_killed_torchrun", [1, 83], fault=kills("torchrun", "SIGKILL", "Iteration 6:"), steps=40)
    row("fw_sigterm_torchrun", [143], fault=kills("torchrun", "SIGTERM", "Iteration 6:"), steps=200)
    row("fw_ctrl_c", [130], fault=interrupt, steps=400, about="saves the step it reached")
    row("fw_killed_daemon", [1], fault=kills("daemon", "SIGKILL", "Iteration 6:"), steps=400, save=300)
    row(
        "fw_killed_daemon_last",
        [1, 81, 83],
        fault=kills("daemon", "SIGKILL", f"Iteration {STEPS}:"),
        save=100,
        about="the only save is the last one; the trainer waits for it for ever",
    )
    row("fw_nan", [82], "--on-nan", "warn", lr=1e30, about="learning rate 1e30")
    row("fw_empty", [65, 78], count=0, about="an empty list of samples")
    row("fw_missing", [65, 66, 78], present=0, about="no media there")
    row(
        "fw_resume",
        [0],
        fault=kills("worker", "SIGKILL", "Iteration 10:"),
        steps=40,
        then=("sft", "--resume", "last"),
        about="killed after step 10, then resumed",
    )
    row("fw_two_gpus", [0], gpus=2, about="two ranks, FSDP")
    return rows


def make_model(folder: pathlib.Path) -> None:
    """A tiny Qwen3-VL whose tokenizer knows ``assistant`` as one token: the loss mask of the engine looks it up."""
    make = [sys.executable, str(ROOT / "test/gpu/make_checkpoint.py"), "--family", "qwen3_vl", "--shape", "tiny"]
    subprocess.run([*make, "--out", str(folder)], check=True)
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokenizer.add_tokens(["assistant", "user", "system"])
    tokenizer.save_pretrained(folder)


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("results"))
    parser.add_argument("--payload", type=pathlib.Path, default=ROOT / ".payload-fw")
    parser.add_argument("--only", default="", help="names of rows, with commas between")
    parser.add_argument("--jobs", type=int, default=7, help="rows side by side")
    parser.add_argument("--stagger", type=float, default=3.0, help="seconds between two starts")
    parser.add_argument("--limit", type=float, default=420.0, help="seconds for all rows; then they are killed")
    parser.add_argument("--list", action="store_true", help="print the names of the rows")
    return parser.parse_args()


def main() -> int:
    """Run the rows and write the results."""
    begun = time.monotonic()
    args = arguments()
    clips = sorted((args.payload / "clips").glob("*.mp4"), key=lambda path: path.stat().st_size)
    model = args.work / "tiny"
    only = set(filter(None, args.only.split(",")))
    if args.list:
        print("\n".join(row.name for row in framework_rows(args.work, clips, str(model))))
        return 0
    make_model(model)
    rows = [row for row in framework_rows(args.work, clips, str(model)) if not only or row.name in only]
    rows = [row for row in rows if row.gpus <= max(1, gpu_count())]
    runs = [Run(row, args.work, begun + args.limit) for row in rows]
    return played(runs, args, begun, {"cosmos-framework": "5eee9ed", **versions()})


if __name__ == "__main__":
    sys.exit(main())
