"""The reason1-sft reader: rows, splits, clips by name, the local caches, and what it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, avha_config, write
from cookbook_entry.config import read_settings
from cookbook_entry.data import Data, load
from cookbook_entry.errors import CookbookDataError

NEWEST = (0, 4, 7)
ID = "nvidia/Cosmos-Reason1-SFT-Dataset"
ROUND = [{"role": "user", "content": "What?"}, {"role": "assistant", "content": "That."}]


def read(name: Path | str, **source: Any) -> Data:
    config = avha_config(Path())
    table = {"name": str(name), "subset": "robovqa", "split": "understanding", **source}
    config["train"]["train_policy"]["dataset"] = table
    return load(read_settings(config, "reason1-sft", NEWEST))


def problems(name: Path | str, **source: Any) -> list[str]:
    with pytest.raises(CookbookDataError) as caught:
        read(name, **source)
    return [str(problem) for problem in caught.value.problems]


def row(video: Any, messages: Any = ROUND) -> dict[str, Any]:
    return {"video": video, "conversations": messages, "metadata": {"framerate": 10}}


def make(root: Path, rows: list[Any], clips: tuple[str, ...] = ("a.mp4", "part/b.mp4")) -> Path:
    write(root / "robovqa" / "robovqa_understanding.json", rows)
    for clip in clips:
        write(root / "robovqa" / "video_clips" / clip, b"video")
    return root


def test_rows_of_all_splits_in_order(tmp_path: Path) -> None:
    make(tmp_path, [row("robovqa/clips/b.mp4"), row("a.mp4", [{"role": "system", "content": "own"}, *ROUND])])
    write(tmp_path / "robovqa" / "robovqa_reasoning_0.json", [row("a.mp4")])
    write(tmp_path / "robovqa" / "misunderstanding.json", [row("none.mp4")])
    data = read(tmp_path, split=["understanding", "reasoning", "understanding"])
    assert [sample.id for sample in data.train] == [
        "robovqa_understanding/0/b.mp4",
        "robovqa_understanding/1/a.mp4",
        "robovqa_reasoning_0/0/a.mp4",
    ]
    assert [sample.system for sample in data.train] == [None, "own", None]
    assert data.train[0].media[0].path == str(tmp_path / "robovqa" / "video_clips" / "part" / "b.mp4")


def test_the_cache_of_the_hub_and_the_clips_of_the_published_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = tmp_path / "hub" / "datasets--nvidia--Cosmos-Reason1-SFT-Dataset"
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text("c0ffee")
    write(repository / "snapshots" / "c0ffee" / "robovqa" / "robovqa_understanding.json", [row("a.mp4")])
    clip = tmp_path / "cosmos" / "datasets" / ID / "robovqa" / "video_clips" / "a.mp4"
    write(clip, b"video")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setenv("COSMOS_CACHE", str(tmp_path / "cosmos"))
    monkeypatch.chdir(tmp_path)
    (sample,) = read(ID).train
    assert sample.media[0].path == str(clip)
    assert "no such folder" in problems(ID, revision="other")[0]
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "none"))
    assert problems(ID)[0].startswith(str(tmp_path / ID))


def test_two_clips_of_one_name(tmp_path: Path) -> None:
    clips = ("x/a.mp4", "y/a.mp4")
    make(tmp_path, [row("a.mp4"), row("y/a.mp4"), row("z/a.mp4")], clips)
    assert [problem.split(": ")[1] for problem in problems(tmp_path)] == ["row 0", "row 2"]
    make(tmp_path, [row("y/a.mp4")], clips)
    assert read(tmp_path).train[0].media[0].path.endswith("video_clips/y/a.mp4")


def test_the_engine_shortens_the_names_of_one_subset(tmp_path: Path) -> None:
    write(tmp_path / "av" / "av_understanding.json", [row("s0.mp4")])
    write(tmp_path / "av" / "video_clips" / "s0.front.mp4", b"video")
    assert read(tmp_path, subset="av").train[0].id == "av_understanding/0/s0.mp4"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["x"], "row 0: has the video None"),
        ([row(3)], "row 0: has the video 3"),
        ([row("dir/")], "has the video 'dir/'"),
        ([row("none.mp4")], "names the clip none.mp4, and there are 0 of that name"),
        ([row("a.mp4", ROUND[:1])], "has the roles user"),
        ([row("a.mp4", None)], "is not a list of messages"),
        ([], "has no items"),
        (b'{"video": "a.mp4"}', "is not a JSON array"),
        (b"[{", "is not a JSON array"),
        (b"\xff", "is not a JSON array"),
    ],
)
def test_bad_rows(tmp_path: Path, rows: Any, said: str) -> None:
    (only,) = problems(make(tmp_path, rows))
    assert said in only


def test_what_is_not_there(tmp_path: Path) -> None:
    assert "no such folder" in problems(tmp_path / "gone")[0]
    make(tmp_path, [row("a.mp4")])
    assert "rows of the split standing" in problems(tmp_path, split="standing")[0]
    assert "train_policy.dataset.split: is missing" in problems(tmp_path, split="")[0]
    for clip in (tmp_path / "robovqa" / "video_clips").rglob("*.mp4"):
        clip.unlink()
    (tmp_path / "robovqa" / "video_clips" / "part").rmdir()
    (tmp_path / "robovqa" / "video_clips").rmdir()
    assert "its clips are not extracted" in problems(tmp_path)[0]


def test_the_example_is_sound() -> None:
    data = read(ROOT / "examples" / "reason1-sft")
    assert len(data.train) == 24
    assert not data.findings.warnings and not data.findings.skipped
