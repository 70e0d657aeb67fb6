"""The entry script for cosmos-framework: what it reads, and what it gives the trainer."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from cookbook_entry import framework
from cookbook_entry.config import read_settings
from cookbook_entry.data import fingerprint, load
from cookbook_entry.errors import CookbookConfigError
from cookbook_entry.frames import chosen, size_for
from cookbook_entry.framework_config import own_experiment
from cookbook_entry.vision import Vision

EXAMPLE = Path(__file__).parents[2] / "examples" / "llava"


def config(**custom: object) -> dict:
    """A config of an own experiment on the example."""
    return {
        "job": {"experiment": "cookbook_run"},
        "model": {"backbone": {"model_name": "/m"}},
        "custom": {
            "experiment": {"base": "videophy2_sft_nano"},
            "dataset": {"annotation_path": str(next(EXAMPLE.glob("*.json"))), "media_path": str(EXAMPLE / "images")},
            "overrides": {"trainer": {"run_validation": False}},
            **custom,
        },
    }


def test_reads_the_same_samples_as_the_other_engine() -> None:
    """Sample for sample: the readers are the same, whichever engine trains."""
    one = own_experiment(config())
    assert one is not None
    other = read_settings(
        {"policy": {"model_name_or_path": "/m"}, "custom": {"dataset": config()["custom"]["dataset"]}}, "llava", (9,)
    )
    assert fingerprint(load(one.settings).train) == fingerprint(load(other).train)
    assert len(load(one.settings).train) > 0


def test_a_published_experiment_is_left_alone() -> None:
    assert own_experiment({"job": {"experiment": "videophy2_sft_nano"}, "custom": {"run": {"gpus": 1}}}) is None


@pytest.mark.parametrize(
    ("custom", "where"),
    [
        ({"experiment": {"bse": "x"}}, "custom.experiment.bse"),
        ({"experiment": {"base": "x", "layout": "nothing"}}, "custom.experiment.layout"),
        ({"dataset": {"annotation_path": "/a", "mdia_path": "/b"}}, "custom.dataset.mdia_path"),
        ({"vision": {"fps": 0}}, "custom.vision.fps"),
        ({"datset": {}}, "custom.datset"),
    ],
)
def test_refuses_what_it_does_not_know(custom: dict, where: str) -> None:
    with pytest.raises(CookbookConfigError) as error:
        own_experiment(config(**custom))
    assert where in {problem.where for problem in error.value.problems}


def test_an_own_experiment_needs_a_name_of_its_own() -> None:
    same = config() | {"job": {"experiment": "videophy2_sft_nano"}}
    with pytest.raises(CookbookConfigError, match="job.experiment"):
        own_experiment(same)


def test_the_callback_stands_behind_the_overrides() -> None:
    assert framework.with_callback(["--sft-toml=x", "--", "a=1"]) == ["--sft-toml=x", "--", "a=1", framework.CALLBACK]
    assert framework.with_callback(["--sft-toml=x"]) == ["--sft-toml=x", "--", framework.CALLBACK]
    assert framework.toml_path(["--sft-toml=x", "--", "a=1"]) == "x"
    with pytest.raises(CookbookConfigError):
        framework.toml_path(["--", "a=1"])


def test_problems_end_with_their_own_code_before_the_trainer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    events = tmp_path / "events"
    path = tmp_path / "x.toml"
    path.write_text(
        '[job]\nexperiment = "cookbook_run"\n[custom.experiment]\nbase = "videophy2_sft_nano"\n'
        f'[custom.dataset]\nannotation_path = "{tmp_path}/none.json"\n'
    )
    monkeypatch.setenv("COOKBOOK_RUN_EVENTS", str(events))
    monkeypatch.setattr(sys, "argv", ["cosmos3_reasoner.py", f"--sft-toml={path}"])
    with pytest.raises(SystemExit) as ended:
        framework.run()
    assert ended.value.code == 65
    assert "CookbookDataError: 1 problem in the dataset" in capsys.readouterr().err
    assert json.loads(events.read_text().splitlines()[-1])["error"] == "CookbookDataError"


@pytest.mark.parametrize(
    ("total", "rate", "vision", "count", "last"),
    [
        (100, 10.0, Vision(), 20, 95),
        (1000, 10.0, Vision(), 32, 965),
        (100, 10.0, Vision(fps=1.0), 10, 90),
        (100, 10.0, Vision(nframes=4), 4, 99),
        (3, 30.0, Vision(), 1, 0),
    ],
)
def test_frames_as_the_published_experiment_takes_them(
    total: int, rate: float, vision: Vision, count: int, last: int
) -> None:
    numbers = chosen(total, rate, vision)
    assert len(numbers) == count
    assert numbers[0] == 0
    assert numbers[-1] == last


def test_sizes_stay_within_the_bounds_in_whole_tokens() -> None:
    assert size_for(640, 480, Vision()) == (640, 480)
    width, height = size_for(1920, 1080, Vision(max_pixels=81920))
    assert width % 32 == height % 32 == 0
    assert width * height <= 81920
    width, height = size_for(64, 64, Vision(min_pixels=16384))
    assert width * height >= 16384
