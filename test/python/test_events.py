"""Events: strict JSON lines from many processes, and never an exception into the engine."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path
from typing import Any

import pytest
from cookbook_entry import hooks
from cookbook_entry.events import Events, plain, planned_steps


def read(path: Path) -> list[dict[str, Any]]:
    def refuse(name: str) -> None:
        raise ValueError(f"not strict JSON: {name}")

    return [json.loads(line, parse_constant=refuse) for line in path.read_text(encoding="utf-8").splitlines()]


class Tensor:
    """What a 0-d tensor looks like from outside."""

    def __init__(self, value: float) -> None:
        self.value = value

    def __float__(self) -> float:
        return self.value


def test_numbers_json_does_not_know() -> None:
    value = {"a": [float("nan"), float("inf"), -float("inf")], "b": Tensor(float("nan")), 3: (Tensor(2.5), True, None)}
    assert plain(value) == {"a": ["nan", "inf", "-inf"], "b": "nan", "3": [2.5, True, None]}
    assert plain(object).startswith("<class")


def test_one_line_per_event(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COOKBOOK_RUN_EVENTS", str(tmp_path / "events.jsonl"))
    monkeypatch.setenv("RANK", "3")
    monkeypatch.setenv("COSMOS_ROLE", "Policy")
    events = Events.from_environment()
    events.write("start", script="ä\nb", bad="\udcff")
    (event,) = read(tmp_path / "events.jsonl")
    assert event.pop("t") > 1_700_000_000
    assert event == {"rank": 3, "role": "policy", "kind": "start", "script": "ä\nb", "bad": "\udcff"}


def test_without_a_file_nothing_happens(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("COOKBOOK_RUN_EVENTS", raising=False)
    Events.from_environment().write("start")
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("path", ["/dev/full", "/proc/none/events.jsonl", "/"])
def test_a_file_that_cannot_be_written_is_said_once(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    events = Events(path, 0, "policy")
    for _ in range(3):
        events.write("step", step=1)
    text = capsys.readouterr().err
    assert text.count("\n") == 1 and "training goes on" in text


def test_a_torn_line_does_not_spoil_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    real, path = os.write, tmp_path / "events.jsonl"
    events = Events(str(path), 0, "policy")
    monkeypatch.setattr(os, "write", lambda file, data: real(file, data[:10]))
    events.write("step", step=1)
    monkeypatch.undo()
    events.write("step", step=2)
    torn, whole = path.read_text().splitlines()
    assert len(torn) == 10 and json.loads(whole)["step"] == 2


def write_many(path: str, rank: int) -> None:
    events = Events(path, rank, "policy")
    for step in range(200):
        events.write("step", step=step, text="x" * 500)


def test_many_processes_write_whole_lines(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    processes = [multiprocessing.Process(target=write_many, args=(str(path), rank)) for rank in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    events = read(path)
    assert len(events) == 800
    assert [event["step"] for event in events if event["rank"] == 2] == list(range(200))


def test_steps_and_validation_from_the_logger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COOKBOOK_RUN_PLANNED_STEPS", "16")
    events = Events(str(tmp_path / "e"), 0, "policy")
    (log,) = hooks.loggers(events)
    rates = {"optimizer/lr_model.language_model": 1e-4, "optimizer/lr_lm_head": 2e-4}
    common = {"train/loss_avg": Tensor(6.5), "train/iteration_time": 0.25}
    log({**common, **rates, "optimizer/grad_norm": Tensor(float("nan")), "train/epoch": 0}, 1)
    log({**common, "train/learning_rate": 1e-5, "train/grad_norm": -1}, 2)
    log({"train/epoch": 0}, 3)
    log({"val/avg_loss": 2.5, "val/train_step": 2, "val/total_steps": 16}, 2)
    log(None, 4)
    first, second, third, fourth = read(tmp_path / "e")
    assert {key: first[key] for key in ("kind", "step", "total", "loss", "grad_norm", "seconds", "epoch")} == {
        "kind": "step",
        "step": 1,
        "total": 16,
        "loss": 6.5,
        "grad_norm": "nan",
        "seconds": 0.25,
        "epoch": 0,
    }
    assert first["lr"] == {"model.language_model": 1e-4, "lm_head": 2e-4}
    assert (second["lr"], second["grad_norm"]) == ({"all": 1e-5}, -1)
    assert "loss" not in third
    assert (fourth["kind"], fourth["step"], fourth["loss"]) == ("validation", 2, 2.5)


def test_hooks_write_on_rank_0_only_and_take_any_arguments(tmp_path: Path) -> None:
    class Worker:
        train_step = 8

    for rank in (0, 1):
        calls = hooks.hooks(Events(str(tmp_path / "e"), rank, "policy"))
        calls["pre_validation_hook"](Worker(), report_data={"current_epoch": 0})
        calls["save_checkpoint_hook"](object(), data={"step": 8, "checkpoint_path": "/c"})
        calls["save_checkpoint_hook"](1, 2, 3, data=4)
    kinds = [(event["kind"], event["step"]) for event in read(tmp_path / "e")]
    assert kinds == [("validation_start", 8), ("save", 8)]


@pytest.mark.parametrize(("text", "steps"), [("16", 16), ("", None), ("x", None), ("0", None), ("-3", None)])
def test_planned_steps(text: str, steps: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COOKBOOK_RUN_PLANNED_STEPS", text)
    assert planned_steps() == steps


def test_memory_that_cannot_be_read_does_not_lose_the_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys
    from types import SimpleNamespace

    cuda = SimpleNamespace(is_initialized=lambda: True, max_memory_allocated=lambda: 5, max_memory_reserved=lambda: 7)
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(cuda=cuda))
    assert hooks.memory() == {"peak_memory_bytes": 5, "reserved_memory_bytes": 7}
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace())
    assert hooks.memory() == {}
