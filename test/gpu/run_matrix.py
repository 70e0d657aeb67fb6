"""Real cookbook-run on a real GPU: every row of docs/gpu-runs.md is one scenario here.

    python3 test/gpu/run_matrix.py --work /tmp/gpu --out "$OUT" [--only NAME,NAME]

Needs ``node``, ``cosmos-rl``, ``redis-server`` on PATH (``source .payload/unpack.sh``), a GPU, the built ``dist/`` and, in
``--payload``, ``make_checkpoint.py`` and ``clips/*.mp4``. Writes ``results.json`` (one row per scenario), and for each
scenario the record without its checkpoints. Scenarios run side by side; each is cookbook-run itself, never the engine.
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
import tarfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

ROOT = pathlib.Path(__file__).resolve().parents[2]
CLI = ["node", str(ROOT / "dist" / "cli.cjs")]
SMALL = [
    "policy.model_max_length=16384",
    "policy.parallelism.dp_shard_size=1",
    "train.train_policy.mini_batch=1",
    "train.train_policy.dataloader_num_workers=1",
    "train.optm_lr=1e-4",
    "train.optm_warmup_steps=1",
]
REASON1 = ["--preset", "reason1-av-caption", "train.force_use_hf=true", "--batch", "2", "validation.batch_size=1"]
REASON2 = ["--preset", "reason2-video-caption-vqa", "--batch", "2", "custom.vision.nframes=8"]
END = ["train.ckpt.save_freq=8", "validation.freq=10"]


@dataclass
class Scenario:
    """One row: what is typed, what is done to it, and which exit code is right."""

    name: str
    args: list[str]
    expect: list[int]
    fault: Callable[["Run"], None] | None = None
    env: dict[str, str] = field(default_factory=dict)


class Run:
    """A started scenario."""

    def __init__(self, scenario: Scenario, work: pathlib.Path) -> None:
        self.scenario = scenario
        self.folder = work / scenario.name
        self.runs = self.folder / "runs"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.notes: list[str] = []
        self.fault_at: float | None = None
        self.data = self.folder / "data"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def record(self) -> pathlib.Path | None:
        """The run's folder, once it exists."""
        found = sorted(self.runs.glob("*/run.json")) if self.runs.exists() else []
        return found[0].parent if found else None

    def log(self) -> str:
        """The engine's log so far."""
        record = self.record
        path = record / "engine.log" if record else None
        return path.read_text(errors="replace") if path and path.exists() else ""

    def wait_for(self, text: str, seconds: float = 400) -> bool:
        """Wait until the engine's log holds ``text``."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if text in self.log():
                return True
            if self.process is not None and self.process.poll() is not None:
                return False
            time.sleep(0.2)
        return False

    def tagged(self) -> list[tuple[int, str]]:
        """Processes that carry this run's tag: pid and command line."""
        record = self.record
        if record is None:
            return []
        tag = f"COOKBOOK_RUN_ID={record.name}".encode()
        found = []
        for path in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if tag in (path / "environ").read_bytes().split(b"\0"):
                    found.append((int(path.name), (path / "cmdline").read_bytes().replace(b"\0", b" ").decode()))
            except OSError:
                continue
        return found

    def redis(self) -> list[int]:
        """Pids of redis-server on the port that this run's controller printed."""
        ports = [line.split("port ")[1].split()[0] for line in self.log().splitlines() if "Redis server started on port" in line]
        found = []
        for path in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                command = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if "redis-server" in command and any(command.strip().endswith(f":{port}") for port in ports):
                found.append(int(path.name))
        return found

    def mark(self, note: str) -> None:
        """Remember when the fault was made."""
        self.fault_at = time.monotonic()
        self.notes.append(note)

    def start(self) -> None:
        """Start cookbook-run."""
        args = [*CLI, "sft", *self.scenario.args, "--runs-dir", str(self.runs), "--json"]
        self.process = subprocess.Popen(
            args,
            cwd=ROOT,
            env={**os.environ, **self.scenario.env},
            stdin=subprocess.DEVNULL,
            stdout=(self.folder / "stdout.json").open("wb"),
            stderr=(self.folder / "stderr.txt").open("wb"),
            start_new_session=True,
        )


def after_step_3(run: Run) -> bool:
    """Wait for the third step."""
    return run.wait_for("Step: 3/")


def kill_worker(run: Run) -> None:
    """Kill -9 of rank 0 after step 3."""
    if after_step_3(run):
        workers = []
        for pid, command in run.tagged():
            environ = pathlib.Path(f"/proc/{pid}/environ").read_bytes()
            if b"LOCAL_RANK=" in environ and "entry" in command and "dataloader" not in command:
                workers.append(pid)
        run.mark(f"kill -9 of worker {min(workers)}")
        os.kill(min(workers), signal.SIGKILL)


def send(name: str) -> Callable[["Run"], None]:
    """Send a signal to cookbook-run after step 3."""

    def fault(run: Run) -> None:
        if after_step_3(run):
            run.mark(name)
            os.kill(run.process.pid, getattr(signal, name))

    return fault


def kill_and_stop(run: Run) -> None:
    """Kill -9 of cookbook-run, then `runs ls` and `runs stop`."""
    if not after_step_3(run):
        return
    run.mark("kill -9 of cookbook-run")
    os.kill(run.process.pid, signal.SIGKILL)
    time.sleep(3)
    listing = subprocess.run([*CLI, "runs", "ls", "--runs-dir", str(run.runs), "--json"], capture_output=True, text=True)
    run.notes.append("runs ls: " + json.dumps(json.loads(listing.stdout)["runs"][0]["status"]))
    before = run.log().count("Step: ")
    time.sleep(5)
    run.notes.append(f"went on: {run.log().count('Step: ') > before}")
    stop = subprocess.run([*CLI, "runs", "stop", "--runs-dir", str(run.runs), "--json"], capture_output=True, text=True)
    run.notes.append(f"runs stop: {stop.returncode}")
    (run.folder / "stdout.json").write_text(stop.stdout)


def remove_clip(run: Run) -> None:
    """Remove a clip once training has begun."""
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


def make_blended(folder: pathlib.Path, clips: list[pathlib.Path]) -> None:
    """examples/blended-av with its clips replaced by real ones."""
    shutil.copytree(ROOT / "examples" / "blended-av", folder, dirs_exist_ok=True)
    for i, path in enumerate(sorted(folder.glob("*/media/*.mp4"))):
        shutil.copy(clips[i % len(clips)], path)


def scenarios(work: pathlib.Path, ckpt: pathlib.Path) -> list[Scenario]:
    """Every row of the table."""

    def one(name: str, args: list[str]) -> list[str]:
        data = str(work / name / "data")
        return [*args, "--dataset", data, *SMALL, *END]

    r1 = [*REASON1, "--model", str(ckpt / "qwen2_5_vl")]
    r2 = [*REASON2, "--model", str(ckpt / "qwen3_vl")]
    rows = [
        Scenario("reason1_full", [*one("reason1_full", r1), "--epochs", "2"], [0]),
        Scenario("reason2_full", [*one("reason2_full", r2), "--epochs", "4", "validation.enable=true"], [0]),
        Scenario("reason2_lora", [*one("reason2_lora", r2), "--epochs", "4", "--lora", "r=8,alpha=16,targets=q_proj+v_proj"], [0]),
        Scenario("rank_kill9", [*one("rank_kill9", r1), "--epochs", "60"], [1], kill_worker),
        Scenario("ctrl_c", [*one("ctrl_c", r1), "--epochs", "60"], [130], send("SIGINT")),
        Scenario("sigterm", [*one("sigterm", r2), "--epochs", "60"], [143], send("SIGTERM")),
        Scenario("supervisor_kill9", [*one("supervisor_kill9", r2), "--epochs", "60"], [143], kill_and_stop),
        Scenario("missing_clip", [*one("missing_clip", r1), "--epochs", "60"], [65], remove_clip),
        Scenario(
            "nan_loss",
            [*one("nan_loss", r1), "--epochs", "2", "train.optm_lr=1e12", "train.optm_grad_norm_clip=1e9"],
            [82],
        ),
        Scenario(
            "out_of_memory",
            [*one("out_of_memory", r1), "--epochs", "2", "--script", str(ROOT / "test/gpu/tight_memory.py")],
            [80],
            env={"TIGHT_MEMORY_FRACTION": "0.001"},
        ),
        Scenario(
            "disk_full",
            [*one("disk_full", r1), "--epochs", "2", "--output", str(work / "small-disk" / "out")],
            [73],
            fill_disk,
        ),
        Scenario(
            "path_with_space",
            [*one("päth with spàce", r2), "--epochs", "4", "--output", str(work / "an öutput")],
            [0],
        ),
    ]
    return rows


def finish(run: Run, started: float) -> dict[str, object]:
    """Wait for the end and make the row."""
    scenario = run.scenario
    assert run.process is not None
    if scenario.fault is not None:
        scenario.fault(run)
    try:
        code = run.process.wait(timeout=max(10, 540 - (time.monotonic() - started)))
    except subprocess.TimeoutExpired:
        run.notes.append("did not end in time")
        os.kill(run.process.pid, signal.SIGKILL)
        code = None
    now = time.monotonic()
    record = run.record
    ended = json.loads((record / "run.json").read_text()) if record else {}
    if code is not None and code < 0:
        code = ended.get("exitCode")
    time.sleep(1)
    left = [*run.tagged(), *[(pid, "redis-server") for pid in run.redis()]]
    return {
        "name": scenario.name,
        "args": scenario.args,
        "expected": scenario.expect,
        "exit": code,
        "outcome": ended.get("outcome"),
        "engineExit": ended.get("engineExit"),
        "step": ended.get("step"),
        "findings": [{"id": f["id"], "severity": f["severity"], "message": f["message"]} for f in ended.get("findings", [])],
        "seconds": round(now - started, 1),
        "secondsFromFault": None if run.fault_at is None else round(now - run.fault_at, 1),
        "left": [[pid, command[:120]] for pid, command in left],
        "notes": run.notes,
        "stderr": (run.folder / "stderr.txt").read_text(errors="replace")[-3000:],
    }


def pack(run: Run, out: tarfile.TarFile) -> None:
    """Keep the record without checkpoints."""
    for name in ("stdout.json", "stderr.txt"):
        if (run.folder / name).exists():
            out.add(run.folder / name, f"{run.scenario.name}/{name}")
    record = run.record
    if record is not None:
        for path in record.iterdir():
            if path.is_file():
                out.add(path, f"{run.scenario.name}/{path.name}")


def versions() -> dict[str, str]:
    """Versions of what ran."""
    import importlib.metadata as metadata

    names = ["cosmos-rl", "torch", "transformers", "torchvision", "diffusers", "qwen-vl-utils"]
    found = {}
    for name in names:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "missing"
    gpu = subprocess.run(["nvidia-smi", "--query-gpu=name,driver_version,memory.total", "--format=csv,noheader"], capture_output=True, text=True)
    node = subprocess.run(["node", "--version"], capture_output=True, text=True)
    return {**found, "gpu": gpu.stdout.strip(), "node": node.stdout.strip(), "python": sys.version.split()[0]}


def gpu_memory_used() -> str:
    """MiB in use on every GPU."""
    query = ["nvidia-smi", "--query-gpu=memory.used", "--format=csv,noheader,nounits"]
    return subprocess.run(query, capture_output=True, text=True).stdout.strip()


def main() -> None:
    """Run the scenarios and write the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--payload", type=pathlib.Path, default=ROOT / ".payload")
    parser.add_argument("--only")
    parser.add_argument("--stagger", type=float, default=1.0, help="seconds between two starts")
    args = parser.parse_args()
    ckpt = args.work / "ckpt"
    for family in ("qwen2_5_vl", "qwen3_vl"):
        if not (ckpt / family / "config.json").exists():
            make = [sys.executable, str(args.payload / "make_checkpoint.py"), "--family", family, "--shape", "tiny"]
            subprocess.run([*make, "--out", str(ckpt / family)], check=True)
    clips = sorted((args.payload / "clips").glob("*.mp4"), key=lambda path: path.stat().st_size)
    labels = sorted((ROOT / "examples/avha/metas").glob("*.json"))
    wanted = set(args.only.split(",")) if args.only else None
    rows = [row for row in scenarios(args.work, ckpt) if wanted is None or row.name in wanted]
    small = args.work / "small-disk"
    small.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=120M", "tmpfs", str(small)], check=False)
    runs = []
    for row in rows:
        run = Run(row, args.work)
        data = pathlib.Path(row.args[row.args.index("--dataset") + 1])
        if "reason1-av-caption" in row.args:
            make_avha(data, clips, labels, 24)
        else:
            make_blended(data, clips[-1:])
        runs.append(run)
    before = gpu_memory_used()
    results: list[dict[str, object]] = []
    threads = []
    for run in runs:
        started = time.monotonic()
        run.start()
        thread = threading.Thread(target=lambda run=run, started=started: results.append(finish(run, started)))
        thread.start()
        threads.append(thread)
        time.sleep(args.stagger)
    for thread in threads:
        thread.join()
    results.sort(key=lambda result: str(result["name"]))
    for result in results:
        good = result["exit"] in result["expected"] and not result["left"]  # type: ignore[operator]
        print(f"{'ok  ' if good else 'FAIL'} {result['name']}: exit {result['exit']} ({result['outcome']}), engine {result['engineExit']}, "
              f"step {result['step']}, {result['seconds']} s, from fault {result['secondsFromFault']}, left {len(result['left'])}, {result['notes']}")
        if not good:
            print(str(result["stderr"])[-1500:])
    document = {
        "date": time.strftime("%Y-%m-%d"),
        "command": "python3 test/gpu/run_matrix.py " + " ".join(sys.argv[1:]),
        "versions": versions(),
        "gpuMemoryUsedMiB": {"before": before, "after": gpu_memory_used()},
        "results": results,
    }
    args.out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(document, indent=1, ensure_ascii=False)
    for path, name in ((args.work, "WORK"), (args.out, "OUT"), (ROOT, "REPO")):
        text = text.replace(str(path), name)
    (args.out / "results.json").write_text(text)
    with tarfile.open(args.out / "records.tar.xz", "w:xz") as archive:
        for run in runs:
            pack(run, archive)


if __name__ == "__main__":
    main()
