"""Real cookbook-run on real GPUs: every row of docs/gpu-runs.md is one scenario of matrix_rows.py.

    python3 test/gpu/run_matrix.py --work /tmp/gpu --out "$OUT" [--group faults,layouts,two-gpus,runs,rehearse] [--only NAME,NAME]

Needs ``node``, ``cosmos-rl``, ``redis-server`` on PATH (``source .payload/unpack.sh``), a GPU, the built ``dist/`` and,
in ``--payload``, ``clips/*.mp4``. Runs what the machine has the GPUs for, ``--jobs`` rows at a time, each on the GPUs with
the fewest rows; each row is cookbook-run itself, never the engine. Writes ``results.json`` (one row per scenario, for ``node
scripts/gpu-table.mjs OUT/results.json``), and for each scenario the record without its checkpoints. ``--list`` prints
the rows as JSON and needs nothing. Exits 1 if a row did not end as it must.
"""

from __future__ import annotations

import argparse
import contextlib
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
from typing import Any

from matrix_rows import (  # noqa: F401 - nightly_two_nights.py takes some of these from here
    CLI,
    GROUPS,
    MODELS,
    ROOT,
    SMALL,
    Scenario,
    chosen,
    make_avha,
    scenarios,
)


class Slots:
    """Which GPUs the rows use that run side by side."""

    def __init__(self, gpus: int) -> None:
        self._rows = dict.fromkeys(range(gpus), 0)
        self._lock = threading.Lock()

    def take(self, count: int) -> list[int]:
        """The GPUs with the fewest rows, as many as a row needs."""
        with self._lock:
            chosen = sorted(sorted(self._rows, key=lambda gpu: (self._rows[gpu], gpu))[:count])
            for gpu in chosen:
                self._rows[gpu] += 1
            return chosen

    def give(self, gpus: list[int]) -> None:
        """What ``take`` gave is free again."""
        with self._lock:
            for gpu in gpus:
                self._rows[gpu] -= 1


class Run:
    """A started scenario."""

    def __init__(self, scenario: Scenario, work: pathlib.Path, deadline: float) -> None:
        self.scenario = scenario
        self.deadline = deadline
        self.folder = work / scenario.name
        self.runs = self.folder / "runs"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.notes: list[str] = []
        self.fault_at: float | None = None
        self.data = self.folder / "data"
        self.process: subprocess.Popen[bytes] | None = None
        self.env: dict[str, str] = {}

    @property
    def record(self) -> pathlib.Path | None:
        """The folder of the newest run, once it exists."""
        found = sorted(path for path in self.runs.glob("*/run.json") if not path.parent.is_symlink()) if self.runs.exists() else []
        return found[-1].parent if found else None

    def log(self) -> str:
        """The engine's log so far."""
        record = self.record
        path = record / "engine.log" if record else None
        return path.read_text(errors="replace") if path and path.exists() else ""

    def wait_for(self, text: str, seconds: float = 400) -> bool:
        """Wait until the engine's log holds ``text``."""
        end = min(time.monotonic() + seconds, self.deadline)
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
        started = [line for line in self.log().splitlines() if "Redis server started on port" in line]
        ports = [line.split("port ")[1].split()[0] for line in started]
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

    def start(self, gpus: list[int] | None = None) -> None:
        """Start cookbook-run, on these GPUs where several rows share a machine."""
        visible = {"CUDA_VISIBLE_DEVICES": ",".join(map(str, gpus))} if gpus else {}
        # Rows share a GPU on purpose, which the leases of the host would refuse.
        leases = {"COOKBOOK_GPU_LEASES": str(self.folder / "leases")}
        self.env = {**os.environ, **visible, **leases, **self.scenario.env}
        self.type([self.scenario.verb, *self.scenario.args])

    def type(self, words: list[str]) -> None:
        """Start a command of cookbook-run in this row's folder of runs."""
        self.process = subprocess.Popen(
            [*CLI, *words, "--runs-dir", str(self.runs), "--json"],
            cwd=ROOT,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=(self.folder / "stdout.json").open("wb"),
            stderr=(self.folder / "stderr.txt").open("wb"),
            start_new_session=True,
        )


def read_json(path: pathlib.Path) -> dict[str, Any]:
    """The object in a file; an empty one where there is none."""
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError):
        return {}


def events_of(record: pathlib.Path | None, kind: str) -> int:
    """How many events of a kind the entry script wrote."""
    path = record / "train-events.ndjson" if record else None
    if path is None or not path.exists():
        return 0
    found = 0
    for line in path.read_text(errors="replace").splitlines():
        try:
            found += json.loads(line).get("kind") == kind
        except ValueError:  # torn by a kill or a full disk
            continue
    return found


def wait(run: Run) -> int | None:
    """The exit code of cookbook-run; None if it had to be killed because its time was over."""
    assert run.process is not None
    try:
        return run.process.wait(timeout=max(10, run.deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        run.notes.append("did not end in time")
        for pid in [run.process.pid, *(pid for pid, _ in run.tagged())]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return None


def finish(run: Run, started: float) -> dict[str, object]:
    """Wait for the end and make the row."""
    scenario = run.scenario
    assert run.process is not None
    if scenario.fault is not None:
        scenario.fault(run)
    code = wait(run)
    if scenario.then and code is not None:
        run.notes.append(f"ended with {code}, then `{' '.join(scenario.then)}`")
        run.type(list(scenario.then))
        code = wait(run)
    now = time.monotonic()
    record = run.record
    # A run that was refused has no record: why is in its answer.
    ended = read_json(record / "run.json" if record else run.folder / "stdout.json")
    if code is not None and code < 0:
        code = ended.get("exitCode")
    time.sleep(1)
    left = [*run.tagged(), *[(pid, "redis-server") for pid in run.redis()]]
    validations, saves = events_of(record, "validation"), events_of(record, "save")
    if scenario.end_to_end:
        run.notes.append(f"{validations} validations, {saves} saves")
    return {
        "name": scenario.name,
        "group": scenario.group,
        "gpus": scenario.gpus,
        "args": scenario.args,
        "expected": scenario.expect,
        "exit": code,
        "outcome": ended.get("outcome"),
        "engineExit": ended.get("engineExit"),
        "step": ended.get("step"),
        "validations": validations,
        "saves": saves,
        "findings": [
            {"id": f["id"], "severity": f["severity"], "message": f["message"]} for f in ended.get("findings", [])
        ],
        "seconds": round(now - started, 1),
        "secondsFromFault": None if run.fault_at is None else round(now - run.fault_at, 1),
        "left": [[pid, command[:120]] for pid, command in left],
        "notes": [*([scenario.about] if scenario.about else []), *run.notes],
        "stderr": (run.folder / "stderr.txt").read_text(errors="replace")[-3000:],
    }


def without_end(scenario: Scenario, note: str) -> dict[str, object]:
    """The row of a scenario of which nothing more is known than why."""
    row = {"name": scenario.name, "group": scenario.group, "gpus": scenario.gpus, "args": scenario.args}
    nothing = {"exit": None, "outcome": None, "engineExit": None, "step": None, "secondsFromFault": None}
    rest = {"validations": 0, "saves": 0, "findings": [], "seconds": 0, "left": [], "stderr": ""}
    return {**row, **nothing, **rest, "expected": scenario.expect, "notes": [note]}


def is_good(row: dict[str, object]) -> bool:
    """Whether a row ended as it must, with nothing left behind; a layout's row has validated and saved, too."""
    expected = row["expected"]
    assert isinstance(expected, list)
    done = row["group"] != "layouts" or (row["validations"] and row["saves"])
    return row["exit"] in expected and not row["left"] and bool(done)


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

    names = ["cosmos-rl", "torch", "transformers", "torchvision", "diffusers", "qwen-vl-utils", "datasets"]
    found = {}
    for name in names:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "missing"
    query = ["nvidia-smi", "--query-gpu=name,driver_version,memory.total", "--format=csv,noheader"]
    gpu = subprocess.run(query, capture_output=True, text=True)
    node = subprocess.run(["node", "--version"], capture_output=True, text=True)
    return {
        **found,
        "gpu": "; ".join(gpu.stdout.split("\n")).strip("; "),
        "node": node.stdout.strip(),
        "python": sys.version.split()[0],
    }


def gpu_memory_used() -> str:
    """MiB in use on every GPU."""
    query = ["nvidia-smi", "--query-gpu=memory.used", "--format=csv,noheader,nounits"]
    return ", ".join(subprocess.run(query, capture_output=True, text=True).stdout.split())


def gpu_count() -> int:
    """How many GPUs the machine has."""
    if shutil.which("nvidia-smi") is None:
        return 0
    query = ["nvidia-smi", "--query-gpu=index", "--format=csv,noheader"]
    return len(subprocess.run(query, capture_output=True, text=True).stdout.splitlines())


def make_checkpoints(rows: list[Scenario], ckpt: pathlib.Path) -> None:
    """The checkpoints that rows name, unless they are there: tiny ones of each family, and the 2B shape."""
    shapes = [*((family, "tiny", family) for family in MODELS.values()), ("qwen3_vl", "2b", "2b")]
    for family, shape, name in shapes:
        if not any(str(ckpt / name) in row.args for row in rows) or (ckpt / name / "config.json").exists():
            continue
        make = [sys.executable, str(ROOT / "test/gpu/make_checkpoint.py"), "--family", family, "--shape", shape]
        subprocess.run([*make, "--out", str(ckpt / name)], check=True)


def make_data(rows: list[Scenario], payload: pathlib.Path, work: pathlib.Path) -> None:
    """The datasets of real clips, and the small disk that one row fills."""
    clips = sorted((payload / "clips").glob("*.mp4"), key=lambda path: path.stat().st_size)
    for row in rows:
        if row.data is not None:
            row.data(row.dataset, clips)
    if any(row.name == "disk_full" for row in rows):
        small = work / "small-disk"
        small.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=120M", "tmpfs", str(small)], check=False)


def run_all(runs: list[Run], jobs: int, stagger: float) -> list[dict[str, object]]:
    """Run the scenarios, at most ``jobs`` at a time, started ``stagger`` seconds apart; the rows by name."""
    results: list[dict[str, object]] = []
    free = threading.Semaphore(jobs)
    slots = Slots(gpu_count())

    def follow(run: Run, started: float, gpus: list[int]) -> None:
        try:
            results.append(finish(run, started))
        except Exception as error:  # noqa: BLE001 - the other rows go on
            results.append(without_end(run.scenario, f"could not be followed: {error!r}"))
        finally:
            slots.give(gpus)
            free.release()

    threads = []
    for run in runs:
        # A run that begins later than this could not end in time.
        if not free.acquire(timeout=max(0, run.deadline - time.monotonic() - 90)):
            results.append(without_end(run.scenario, "no time was left to start it"))
            continue
        started = time.monotonic()
        gpus = slots.take(run.scenario.gpus)
        run.start(gpus)
        threads.append(threading.Thread(target=follow, args=(run, started, gpus)))
        threads[-1].start()
        time.sleep(stagger)
    for thread in threads:
        thread.join()
    return sorted(results, key=lambda row: str(row["name"]))


def show(row: dict[str, Any]) -> None:
    """One line for a row, and what it said if it is not as it must be."""
    print(
        f"{'ok  ' if is_good(row) else 'FAIL'} {row['name']}: exit {row['exit']} ({row['outcome']}), "
        f"engine {row['engineExit']}, step {row['step']}, {row['seconds']} s, from fault {row['secondsFromFault']}, "
        f"left {len(row['left'])}, {row['notes']}"
    )
    if not is_good(row):
        errors = [f"  error[{f['id']}]: {f['message']}" for f in row["findings"] if f["severity"] == "error"]
        print("\n".join([*errors, str(row["stderr"])[-1500:]]))


def neutral(document: object, args: argparse.Namespace) -> str:
    """A document as JSON text without the paths of the machine."""
    text = json.dumps(document, indent=1, ensure_ascii=False)
    for path, name in ((args.work, "WORK"), (args.out, "OUT"), (ROOT, "REPO")):
        text = text.replace(str(path), name)
    return text


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = ", ".join(GROUPS)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("results"))
    parser.add_argument("--payload", type=pathlib.Path, default=ROOT / ".payload")
    parser.add_argument("--group", default="", help=f"groups of rows, with commas between: {names}")
    parser.add_argument("--only", default="", help="names of rows, with commas between")
    parser.add_argument("--jobs", type=int, default=13, help="rows side by side; each takes 3 GB of a GPU")
    parser.add_argument("--stagger", type=float, default=2.0, help="seconds between two starts")
    parser.add_argument("--limit", type=float, default=500.0, help="seconds for all rows; then they are killed")
    parser.add_argument("--list", action="store_true", help="print the rows as JSON, and run nothing")
    return parser.parse_args()


def played(runs: list[Run], args: argparse.Namespace, begun: float, engine: dict[str, str]) -> int:
    """Play the rows and write ``results.json`` and ``records.tar.xz``; 1 if a row did not end as it must."""
    before = gpu_memory_used()
    results = run_all(runs, args.jobs, args.stagger)
    for row in results:
        show(row)
    document = {
        "date": time.strftime("%Y-%m-%d"),
        "command": f"python3 test/gpu/{pathlib.Path(sys.argv[0]).name} " + " ".join(sys.argv[1:]),
        "versions": engine,
        "gpuMemoryUsedMiB": {"before": before, "after": gpu_memory_used()},
        "results": results,
    }
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "results.json").write_text(neutral(document, args))
    with tarfile.open(args.out / "records.tar.xz", "w:xz") as archive:
        for run in runs:
            pack(run, archive)
    bad = [str(row["name"]) for row in results if not is_good(row)]
    print(f"{len(results) - len(bad)} of {len(results)} rows as they must be, {time.monotonic() - begun:.0f} s")
    return 1 if bad else 0


def main() -> int:
    """Run the scenarios and write the results."""
    begun = time.monotonic()
    args = arguments()
    ckpt = args.work / "ckpt"
    rows = scenarios(args.work, ckpt)
    if args.list:
        keys = ("name", "group", "gpus", "args", "expect", "env")
        print(json.dumps([{key: getattr(row, key) for key in keys} for row in rows]))
        return 0
    groups, only = (set(filter(None, text.split(","))) for text in (args.group, args.only))
    try:
        rows = chosen(rows, groups, only, gpu_count())
    except ValueError as error:
        sys.exit(f"run_matrix.py: {error}")
    make_checkpoints(rows, ckpt)
    make_data(rows, args.payload, args.work)
    runs = [Run(row, args.work, begun + args.limit) for row in rows]
    return played(runs, args, begun, versions())


if __name__ == "__main__":
    sys.exit(main())
