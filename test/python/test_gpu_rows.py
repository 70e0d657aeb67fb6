"""The rows of the GPU table: what is typed, which rows a machine runs, how results are judged. No GPU is needed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "test" / "gpu"))

import matrix_rows  # noqa: E402
import run_matrix  # noqa: E402
from matrix_rows import LAYOUT_ROWS, chosen, kill_worker, scenarios  # noqa: E402

WORK = Path("/scratch")
ROWS = scenarios(WORK, WORK / "ckpt")
BY_NAME = {row.name: row for row in ROWS}


def test_every_preset_has_a_row() -> None:
    published = {}
    for path in (ROOT / "recipes").glob("*.ts"):
        text = path.read_text()
        layout = re.search(r"layout: '([\w-]+)'", text)
        # Those of cosmos-framework have rows of their own: framework_matrix.py.
        if layout is not None and not path.stem.startswith("cosmos3-"):
            published[path.stem] = layout[1]
    first = {"reason1-av-caption", "reason2-video-caption-vqa"}
    assert {row.preset for row in LAYOUT_ROWS} == published.keys() - first
    ours = {row.preset: row.layout for row in LAYOUT_ROWS}
    read = [name for name in ours if (ROOT / "examples" / published[name]).exists()]
    assert read and all(ours[name] == published[name] for name in read)
    assert len(BY_NAME) == len(ROWS)


def test_what_is_typed_for_a_layout() -> None:
    args = BY_NAME["reason1-traffic-vqa"].args
    examples = ROOT / "examples" / "wts"
    assert args[: args.index("--batch")] == [
        "--preset",
        "reason1-traffic-vqa",
        "--dataset",
        str(examples / "environment_mcq_llava_train.json"),
        "--model",
        "/scratch/ckpt/qwen2_5_vl",
    ]
    assert f"custom.dataset.media_path={examples / 'videos/train'}" in args
    assert {"train.force_use_hf=true", "validation.enable=true", "train.ckpt.save_freq=5"} < set(args)
    other = BY_NAME["reason2-av-3d-grounding"].args
    assert "/scratch/ckpt/qwen3_vl" in other and "train.force_use_hf=true" not in other
    assert not any("media_path" in arg for arg in other)


def test_two_gpus_are_two_shards() -> None:
    rows = [row for row in ROWS if row.group == "two-gpus"]
    assert [row.expect for row in rows] == [[0], [1], [80], [130], [0], [81], [81], [0], [0]]
    for row in rows:
        assert row.gpus == 2 and "--gpus" in row.args and "policy.parallelism.dp_shard_size=1" not in row.args
    assert BY_NAME["two_gpus_out_of_memory"].env == {"TIGHT_MEMORY_FRACTION": "0.001"}


def there(rows: list[Any]) -> list[Any]:
    return [row for row in rows if all(path.exists() for path in row.needs)]


def test_a_machine_runs_what_it_has_the_gpus_for() -> None:
    rows = there(ROWS)
    assert {row.group for row in chosen(rows, set(), set(), 1)} == {"faults", "layouts", "runs"}
    named_only = [row for row in rows if row.group == "rehearse"]
    assert len(chosen(rows, set(), set(), 2)) == len(rows) - len(named_only)
    assert chosen(rows, {"rehearse"}, set(), 1) == named_only
    assert {row.group for row in chosen(rows, {"two-gpus"}, set(), 2)} == {"two-gpus"}
    assert [row.name for row in chosen(rows, {"two-gpus"}, {"ctrl_c"}, 1)] == ["ctrl_c"]


@pytest.mark.parametrize(
    ("groups", "only", "gpus", "said"),
    [
        ({"layout"}, set(), 1, "not known: layout"),
        (set(), {"none"}, 1, "not known: none"),
        ({"two-gpus"}, set(), 1, "1 GPU\\(s\\) here, and more are needed for: two_gpus_full"),
        (set(), {"ctrl_c"}, 0, "0 GPU\\(s\\) here"),
    ],
)
def test_a_choice_that_cannot_be_run_is_an_error(groups: set[str], only: set[str], gpus: int, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        chosen(ROWS, groups, only, gpus)


def test_an_example_that_is_missing_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(matrix_rows, "EXAMPLES", tmp_path)
    rows = scenarios(WORK, WORK / "ckpt")
    with pytest.raises(ValueError, match=f"not there: {tmp_path}/av3d, {tmp_path}/reason1-sft"):
        chosen(rows, {"layouts"}, set(), 1)


def test_the_datasets_of_real_clips(tmp_path: Path) -> None:
    clips = sorted((ROOT / "examples" / "avha" / "videos").glob("*.mp4"))[:2]
    for name, count in (("reason1_full", 24), ("reason2_full", 12)):
        row = BY_NAME[name]
        assert row.data is not None
        row.data(tmp_path / name, clips)
        assert len(list((tmp_path / name).rglob("*.mp4"))) == count


def result(**changes: Any) -> dict[str, Any]:
    row = {"name": "r", "group": "layouts", "expected": [0], "exit": 0, "left": [], "validations": 2, "saves": 3}
    return {**row, **changes}


@pytest.mark.parametrize(
    ("changes", "good"),
    [
        ({}, True),
        ({"exit": 80}, False),
        ({"exit": None}, False),
        ({"left": [[1, "redis-server"]]}, False),
        ({"validations": 0}, False),
        ({"saves": 0}, False),
        ({"group": "faults", "validations": 0, "saves": 0}, True),
    ],
)
def test_what_a_good_row_is(changes: dict[str, Any], good: bool) -> None:
    assert run_matrix.is_good(result(**changes)) is good


def test_events_are_counted_behind_torn_lines(tmp_path: Path) -> None:
    lines = ['{"kind": "save"}', '{"kind": "sa', '{"kind": "validation"}', '{"kind": "save"}', '{"torn }']
    (tmp_path / "train-events.ndjson").write_text("\n".join(lines))
    assert run_matrix.events_of(tmp_path, "save") == 2
    assert run_matrix.events_of(None, "save") == 0


def test_the_worker_of_a_rank_is_its_oldest_process(monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[int] = []
    monkeypatch.setattr(matrix_rows.os, "kill", lambda pid, _: killed.append(pid))
    environ = {3: b"A=1\0LOCAL_RANK=0\0", 5: b"LOCAL_RANK=1\0", 7: b"LOCAL_RANK=1\0", 2: b"LOCAL_RANK=10\0"}
    monkeypatch.setattr(Path, "read_bytes", lambda path: environ[int(path.parts[2])])

    class Training:
        notes: list[str] = []

        def wait_for(self, *_: Any) -> bool:
            return True

        def tagged(self) -> list[tuple[int, str]]:
            return [(pid, "python entry/avha.py") for pid in environ]

        def mark(self, note: str) -> None:
            self.notes.append(note)

    kill_worker(1)(Training())  # type: ignore[arg-type]
    assert killed == [5] and Training.notes == ["kill -9 of rank 1, pid 5"]


def test_rows_share_the_slots_and_every_one_is_reported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    at_once: list[int] = []
    running, lock = [0], threading.Lock()

    def play(run: Any, _started: float) -> dict[str, object]:
        with lock:
            running[0] += 1
            at_once.append(running[0])
        time.sleep(0.05)
        with lock:
            running[0] -= 1
        if run.scenario.name == "sigterm":
            raise RuntimeError("lost")
        return result(name=run.scenario.name)

    monkeypatch.setattr(run_matrix, "finish", play)
    monkeypatch.setattr(run_matrix.Run, "start", lambda run, gpus: None)
    deadline = time.monotonic() + 200
    runs = [run_matrix.Run(row, tmp_path, deadline) for row in ROWS]
    runs[-1].deadline = 0.0
    results = run_matrix.run_all(runs, 3, 0)
    assert max(at_once) == 3
    assert [row["name"] for row in results] == sorted(BY_NAME)
    notes = {row["name"]: row["notes"] for row in results if "notes" in row}
    assert notes["sigterm"] == ["could not be followed: RuntimeError('lost')"]
    bad = [row["name"] for row in results if not run_matrix.is_good(row)]
    assert set(bad) <= {"sigterm", runs[-1].scenario.name} and "sigterm" in bad


def test_rows_take_the_gpus_with_the_fewest_rows() -> None:
    slots = run_matrix.Slots(4)
    taken = [slots.take(count) for count in (1, 2, 1, 4)]
    assert taken == [[0], [1, 2], [3], [0, 1, 2, 3]]
    slots.give([1, 2])
    assert slots.take(2) == [1, 2]


def test_what_is_typed_after_the_end_decides_the_row(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    echo = "import json, sys; print(json.dumps({'argv': sys.argv[1:]})); sys.exit(3 if sys.argv[1] == 'sft' else 0)"
    monkeypatch.setattr(run_matrix, "CLI", [sys.executable, "-c", echo])
    row = matrix_rows.Scenario("r", ["--x"], [0], then=("again", "last"))
    run = run_matrix.Run(row, tmp_path, time.monotonic() + 20)
    run.start([2])
    ended = run_matrix.finish(run, time.monotonic())
    assert ended["exit"] == 0 and ended["notes"] == ["ended with 3, then `again last`"]
    assert json.loads((tmp_path / "r/stdout.json").read_text())["argv"][:2] == ["again", "last"]
    assert run.env["CUDA_VISIBLE_DEVICES"] == "2"


def play(script: str, tmp_path: Path, *args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "test/gpu" / script), "--work", str(tmp_path / "w"), "--fake"]
    return subprocess.run([*command, "--out", str(tmp_path / "out"), *args], capture_output=True, text=True)


@pytest.mark.skipif(not (ROOT / "dist/cli.js").exists(), reason="not built")
def test_memory_points_play_without_a_gpu(tmp_path: Path) -> None:
    names = "m8_full_2gpu_m1_s,m2_lora_m4_l_liger"
    ended = play("memory_points.py", tmp_path, "--only", names, "--limit", "150")
    points = json.loads((tmp_path / "out/memory-points.json").read_text())["points"]
    assert ended.returncode == 1, ended.stderr  # the fake engine has no memory
    assert [(point["name"], point["exit"], point["gpus"]) for point in points] == [
        ("m8_full_2gpu_m1_s", 0, 2),
        ("m2_lora_m4_l_liger", 0, 1),
    ]
    assert points[1]["lora_r"] == "16" and points[1]["master"] == "float32"


@pytest.mark.skipif(not (ROOT / "dist/cli.js").exists(), reason="not built")
def test_full_size_plays_without_a_gpu(tmp_path: Path) -> None:
    ended = play("full_size.py", tmp_path, "--samples", "400", "--preset", "reason2-video-caption-vqa")
    assert ended.returncode == 0, ended.stderr
    document = json.loads((tmp_path / "out/full-size-reason2-video-caption-vqa.json").read_text())
    assert [(row["exit"], row["gpus"]) for row in document["results"]] == [(0, 4), (130, 4)]
    assert document["predicted"]["planned"]["gpus"] == 4
    assert document["measured"]["outputBytes"] > 0


def test_the_list_needs_nothing(tmp_path: Path) -> None:
    listed = subprocess.run(
        [sys.executable, str(ROOT / "test/gpu/run_matrix.py"), "--work", str(tmp_path), "--list"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert [row["name"] for row in json.loads(listed.stdout)] == [row.name for row in ROWS]


def test_without_a_gpu_nothing_is_started(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, str(ROOT / "test/gpu/run_matrix.py"), "--work", str(tmp_path / "w"), "--only", "ctrl_c"],
        capture_output=True,
        text=True,
        env={"PATH": str(tmp_path)},
    )
    assert ended.returncode == 1 and "0 GPU(s) here" in ended.stderr
    assert not (tmp_path / "w").exists()
