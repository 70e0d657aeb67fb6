"""One host with two GPUs as two Slurm nodes of one GPU each, with the real engine: ``sft --on slurm`` over both.

    python3 test/gpu/slurm_two_gpus.py --work /tmp/gpu --out "$OUT"

Needs what ``run_matrix.py`` needs, two GPUs, root, and Slurm with munge on PATH: Debian's packages, or what
``pack_slurm.sh`` packs (``source .payload-slurm/unpack.sh``). Starts the cluster of test/slurm on loopback and ends it.
First ``doctor --on slurm`` (ports between the nodes, an all-reduce by NCCL), then one run after another: to its
verified end; a rank of the second node killed; a checkpoint asked for by Slurm's USR1, queued again, resumed and ended
well. Of each: the exit code of ``sft --wait``, of the job in Slurm and in the record are the same, the node is named,
and nothing is left. Writes ``slurm-two-gpus.json`` (checks, rows for ``node scripts/gpu-table.mjs``) after each run,
and ``slurm-two-gpus.tar.xz``. ``--fake`` plays it without GPUs with the stand-in engine of test/slurm. Exits 1 if a row
or a check is not as it must be.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from typing import Any

import run_matrix as matrix
from fake_machine import FakeMachine
from matrix_rows import END, MODELS, REASON1, TINY, real_avha

ROOT = matrix.ROOT
CLUSTER = ROOT / "test/slurm/cluster.sh"
ON = ["--on", "slurm", "--nodes", "2", "--gpus", "1", "--wait"]

Checks = dict[str, bool]


def slurm(*words: str) -> str:
    """What a command of Slurm says."""
    return subprocess.run(words, capture_output=True, text=True, timeout=30).stdout


def job_of(run: matrix.Run) -> dict[str, str]:
    """The words of ``scontrol show job`` for the newest run: JobState, ExitCode, Restarts and more."""
    record = run.record
    job = matrix.read_json(record / "job.json").get("job", {}) if record else {}
    shown = slurm("scontrol", "--oneliner", "show", "job", str(job.get("id", 0)))
    return {"id": str(job.get("id", "")), **dict(re.findall(r"(\w+)=(\S*)", shown))}


def kill_on_n2(run: matrix.Run) -> None:
    """Kill -9 of the rank on the second node after step 3."""
    if not run.wait_for("Step: 3/"):
        return
    workers = []
    for pid, command in run.tagged():
        with contextlib.suppress(OSError):
            environ = pathlib.Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
            if b"SLURMD_NODENAME=n2" in environ and b"LOCAL_RANK=0" in environ and "python" in command:
                workers.append(pid)
    if not workers:
        run.notes.append("no rank was found on n2")
        return
    # The workers of its data loader look the same, and are younger.
    run.mark(f"kill -9 of the rank on n2, pid {min(workers)}")
    os.kill(min(workers), signal.SIGKILL)


def usr1(run: matrix.Run) -> None:
    """Slurm's USR1 after step 3; what is queued again is started at once, not after two minutes."""
    if not run.wait_for("Step: 3/"):
        return
    job = job_of(run)["id"]
    run.mark("USR1 from Slurm")
    slurm("scancel", "--batch", "--signal=USR1", job)
    waits = 0
    while time.monotonic() < run.deadline and run.process is not None and run.process.poll() is None:
        state = job_of(run)
        # Within the second of its requeue Slurm 22.05 refuses a start for good.
        waits = waits + 1 if state.get("JobState") == "PENDING" else 0
        if waits > 3:
            slurm("scontrol", "update", f"jobid={job}", "StartTime=now")
        if state.get("JobState") == "RUNNING" and state.get("Restarts") == "1":
            return
        time.sleep(1)


def rows_of(work: pathlib.Path, ckpt: pathlib.Path) -> list[matrix.Scenario]:
    """The runs, in their order."""
    base = [*REASON1, "--model", str(ckpt / MODELS["reason1"]), *ON, *TINY, *END]

    def one(name: str, epochs: int, expect: int, fault: Any = None) -> matrix.Scenario:
        args = [*base, "--dataset", str(work / name / "data"), "--epochs", str(epochs)]
        about = "Slurm, two nodes of one GPU"
        return matrix.Scenario(name, args, [expect], fault, group="slurm", gpus=2, data=real_avha, about=about)

    return [
        one("slurm_two_nodes", 4, 0),
        one("slurm_two_nodes_rank_kill9", 60, 1, kill_on_n2),
        one("slurm_two_nodes_usr1_requeue", 12, 0, usr1),
    ]


def checks_of(run: matrix.Run, row: dict[str, Any]) -> Checks:
    """What of a run must be true beside its exit code."""
    record = matrix.read_json(run.record / "run.json") if run.record else {}
    end = time.monotonic() + 30
    while (job := job_of(run)).get("JobState") in ("RUNNING", "COMPLETING") and time.monotonic() < end:
        time.sleep(0.5)
    run.notes.append(f"Slurm: {job.get('JobState')}, exit code {job.get('ExitCode')}, restarts {job.get('Restarts')}")
    found = {
        "the job's exit code is that of the run": job.get("ExitCode") == f"{row['expected'][0]}:0",
        "the record's exit code is that of sft": record.get("exitCode") == row["exit"],
        "both nodes are named": record.get("where", {}).get("nodes") == ["n1", "n2"],
    }
    if row["expected"] == [0]:
        proofs = record.get("proofs", [])
        found["every proof holds"] = len(proofs) > 0 and all(one.get("ok") for one in proofs)
    if run.scenario.fault is kill_on_n2:
        found["n2 is named as the first that failed"] = record.get("failed", {}).get("node") == "n2"
    if run.scenario.fault is usr1:
        attempts = record.get("attempts", [])
        found["it was queued again once"] = job.get("Restarts") == "1" and len(attempts) == 2
        going_on = len(attempts) == 2 and attempts[1].get("from") == attempts[0].get("step")
        found["it went on from the step at which it was asked"] = going_on
    return {f"{run.scenario.name}: {what}": good for what, good in found.items()}


def doctor(env: dict[str, str], fake: bool) -> tuple[Checks, dict[str, Any]]:
    """What the doctor says of the nodes and of what lies between them."""
    words = ["doctor", "--on", "slurm", "--nodes", "2", "--gpus", "1", "--json"]
    done = subprocess.run([*matrix.CLI, *words], cwd=ROOT, env=env, capture_output=True, text=True, timeout=150)
    try:
        document = json.loads(done.stdout)
    except ValueError:
        return {"doctor: it answers": False}, {"exit": done.returncode, "stderr": done.stderr[-3000:]}
    nodes = document.get("cluster", {}).get("nodes", {}).get("value", [])
    links = [link for node in nodes for link in node.get("links", [])]
    reduce = nodes[0].get("reduce", {}) if nodes else {}
    found = {"doctor: every port is reached from both nodes": len(links) == 6 and all(one["ok"] for one in links)}
    if not fake:
        over = reduce.get("value", {})
        found["doctor: NCCL adds over both nodes"] = over.get("backend") == "nccl" and over.get("ranks") == 2
        found["doctor: both nodes are ready"] = done.returncode == 0
    return found, {"exit": done.returncode, "document": document}


@contextlib.contextmanager
def cluster(folder: pathlib.Path, fake: bool) -> Any:
    """Two nodes, n1 with the first GPU and n2 with the second."""
    folder.mkdir(parents=True)
    prolog = folder / "prolog.sh"
    # Slurm counts the GPUs of each node from 0, whatever their files are called (22.05); these nodes share a host.
    prolog.write_text('#!/bin/sh\n[ "$SLURMD_NODENAME" != n2 ] || echo export CUDA_VISIBLE_DEVICES=1\n')
    prolog.chmod(0o755)
    env = {**os.environ, "GPUS": "1", "SLURMD_TIMEOUT": "30", "TASK_PROLOG": str(prolog)}
    for number in range(2):
        real = pathlib.Path(f"/dev/nvidia{number}").exists() and not fake
        env[f"DEVICES_N{number + 1}"] = f"/dev/{'nvidia' if real else 'tty'}{number}"
    try:
        subprocess.run(["bash", str(CLUSTER), "start", str(folder)], env=env, check=True, timeout=90)
        os.environ["SLURM_CONF"] = str(folder / "slurm.conf")
        yield
    finally:
        subprocess.run(["bash", str(CLUSTER), "stop", str(folder)], env=env, check=False, timeout=60)


def pack(runs: list[matrix.Run], folder: pathlib.Path, path: pathlib.Path) -> None:
    """The records without checkpoints, and the logs of Slurm's daemons."""
    with tarfile.open(path, "w:xz") as archive:
        for run in runs:
            matrix.pack(run, archive)
            record = run.record
            for name in ("logs", "attempts") if record else ():
                if (record / name).exists():
                    archive.add(record / name, f"{run.scenario.name}/{name}")
        archive.add(folder / "log", "slurm-log")
        archive.add(folder / "slurm.conf", "slurm.conf")


def main() -> int:
    """Start the cluster, ask its doctor, run the rows, end the cluster."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--payload", type=pathlib.Path, default=ROOT / ".payload")
    parser.add_argument("--only", default="", help="rows by name; doctor is one of them")
    parser.add_argument("--limit", type=float, default=520.0, help="seconds for everything; then it is killed")
    parser.add_argument("--fake", action="store_true")
    args = parser.parse_args()
    end = time.monotonic() + args.limit
    ckpt = args.work / "ckpt"
    args.out.mkdir(parents=True, exist_ok=True)
    rows = rows_of(args.work, ckpt)
    only = set(filter(None, args.only.split(",")))
    rows = [row for row in rows if not only or row.name in only]
    if args.fake:
        FakeMachine(args.work).checkpoint(ckpt / MODELS["reason1"], MODELS["reason1"])
        clips = FakeMachine(args.work).clips()
        (args.work / "bin").mkdir(exist_ok=True)
        with contextlib.suppress(FileExistsError):
            (args.work / "bin/python").symlink_to(sys.executable)
        os.environ["PATH"] = f"{args.work / 'bin'}:{os.environ['PATH']}"
        os.environ |= {"PYTHONPATH": str(ROOT / "test/slurm/engine"), "STANDIN_PACE": "0.3"}
    else:
        matrix.make_checkpoints(rows, ckpt)
        clips = sorted((args.payload / "clips").glob("*.mp4"), key=lambda path: path.stat().st_size)
    versions = {"gpu": "none"} if args.fake else matrix.versions()
    folder = args.work / "slurm"
    shutil.rmtree(folder, ignore_errors=True)
    results: list[dict[str, Any]] = []
    runs: list[matrix.Run] = []
    checks: Checks = {}
    asked: dict[str, Any] = {}
    used = {"before": "" if args.fake else matrix.gpu_memory_used()}

    def write() -> None:
        document = {
            "date": time.strftime("%Y-%m-%d"),
            "command": "python3 test/gpu/slurm_two_gpus.py " + " ".join(sys.argv[1:]),
            "versions": versions,
            **({} if args.fake else {"gpuMemoryUsedMiB": {**used, "after": matrix.gpu_memory_used()}}),
            "checks": checks,
            "doctor": asked,
            "results": results,
        }
        (args.out / "slurm-two-gpus.json").write_text(matrix.neutral(document, args))
        pack(runs, folder, args.out / "slurm-two-gpus.tar.xz")

    with cluster(folder, args.fake):
        versions["slurm"] = slurm("sinfo", "--version").removeprefix("slurm-wlm ").strip()
        print(slurm("sinfo", "-N", "-o", "%N %T %G"), flush=True)
        own = slurm("srun", "-N2", "--gres=gpu:1", "sh", "-c", "echo $SLURMD_NODENAME $CUDA_VISIBLE_DEVICES")
        checks["each node has a GPU of its own"] = sorted(own.splitlines()) == ["n1 0", "n2 1"]
        if not only or "doctor" in only:
            found, asked = doctor(dict(os.environ), args.fake)
            checks |= found
            print(json.dumps(found, indent=1), flush=True)
            if not all(found.values()):
                print(json.dumps(asked, indent=1)[:4000], flush=True)
        for row in rows:
            assert row.data is not None
            row.data(row.dataset, clips)
            run = matrix.Run(row, args.work, end)
            runs.append(run)
            started = time.monotonic()
            run.start()
            result = matrix.finish(run, started)
            found = checks_of(run, result)
            result["notes"] = [row.about, *run.notes]
            checks |= found
            results.append(result)
            matrix.show(result)
            for what, good in found.items():
                print(f"{'ok  ' if good else 'FAIL'} {what}", flush=True)
            if not matrix.is_good(result):
                print(run.log()[-4000:], flush=True)
            write()
    left = [name for name in ("slurmd", "slurmctld", "munged") if is_left(name, folder)]
    checks["no daemon of the cluster is left"] = not left
    write()
    bad = [what for what, good in checks.items() if not good] + [r["name"] for r in results if not matrix.is_good(r)]
    print(f"{len(bad)} not as they must be{': ' if bad else ''}{', '.join(map(str, bad))}")
    return 1 if bad else 0


def is_left(name: str, folder: pathlib.Path) -> bool:
    """Whether a daemon of this cluster lives."""
    for path in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (path / "cmdline").read_bytes().decode(errors="replace")
            if (
                words.split("\0")[0].endswith(name)
                and str(folder) in words
                and " Z " not in (path / "stat").read_text()
            ):
                return True
    return False


if __name__ == "__main__":
    sys.exit(main())
