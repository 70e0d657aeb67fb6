"""The LLaVA-style and WTS readers: forms of items, ids, prompts, and what they refuse; pictures for 0.3.9."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, write
from cookbook_entry.config import read_settings
from cookbook_entry.data import Data, load
from cookbook_entry.engine import refuse_dropped_clips, takes_base64
from cookbook_entry.errors import CookbookConfigError, CookbookDataError, Findings
from cookbook_entry.files import read_array
from cookbook_entry.llava import Ids
from cookbook_entry.samples import SampleDataset

NEWEST = (0, 4, 7)
Turns = list[dict[str, Any]]


def asked(*texts: str) -> Turns:
    return [{"from": "gpt" if place % 2 else "human", "value": text} for place, text in enumerate(texts)]


def read(path: Path, media: Path, layout: str = "llava", **custom: Any) -> Data:
    dataset = {"annotation_path": str(path), "media_path": str(media), **custom.pop("dataset", {})}
    config = {
        "policy": {"model_name_or_path": "nvidia/Cosmos-Reason2-2B"},
        "custom": {"dataset": dataset, **custom},
    }
    return load(read_settings(config, layout, NEWEST))


def annotated(folder: Path, items: Any, **custom: Any) -> Data:
    for name in ("a.png", "b.png", "c.mp4"):
        write(folder / "media" / name, b"media")
    (folder / "all.json").write_text(json.dumps(items))
    return read(folder / "all.json", folder / "media", **custom)


def problems(folder: Path, items: Any, **custom: Any) -> str:
    with pytest.raises(CookbookDataError) as caught:
        annotated(folder, items, **custom)
    return "\n".join(map(str, caught.value.problems))


def test_media_stand_before_every_turn(tmp_path: Path) -> None:
    item = {
        "id": 7,
        "video": "c.mp4",
        "images": ["a.png", "b.png"],
        "conversations": asked("<image>\n<video>\nWhat?", "That.\n", "<image>Sure?", "Yes."),
    }
    (sample,) = annotated(tmp_path, [item], dataset={"system_prompt": "Help."}).train
    assert (sample.id, sample.system) == ("7", "Help.")
    assert [(one.kind, os.path.basename(one.path)) for one in sample.media] == [
        ("image", "a.png"),
        ("image", "b.png"),
        ("video", "c.mp4"),
    ]
    assert [turn.text for turn in sample.turns] == ["What?", "That.\n", "Sure?", "Yes."]
    dataset = SampleDataset([sample], {"video": {"fps": 1}, "image": {"max_pixels": 9}}, "text")
    first = dataset[0][1]
    assert [part["type"] for part in first["content"]] == ["image", "image", "video", "text"]
    assert first["content"][0]["max_pixels"] == 9 and "fps" not in first["content"][0]
    assert [message["role"] for message in dataset[0]] == ["system", "user", "assistant", "user", "assistant"]


def test_pictures_as_base64_for_the_packer_of_039(tmp_path: Path) -> None:
    items = [{"image": "a.png", "conversations": asked("What?", "That.")}]
    data = annotated(tmp_path, items)
    assert [takes_base64("qwen3_vl", version) for version in ((0, 3, 9), (0, 4, 0), (0, 4, 4))] == [True, True, False]
    assert not takes_base64("qwen2_5_vl", (0, 3, 9))
    given = SampleDataset(data.train, {"video": {}, "image": {}}, "parts", encoded=True)[0]
    assert base64.b64decode(given[0]["content"][0]["image"]) == b"media"
    refuse_dropped_clips(data)
    both = annotated(tmp_path, [{**items[0], "video": "c.mp4"}])
    with pytest.raises(CookbookConfigError, match="drops the clips"):
        refuse_dropped_clips(both)


def test_ids_are_unique_and_stable() -> None:
    ids = Ids()
    given = [
        ids.take(own, place) for place, own in enumerate(["a", "a", "a#3", "a", None, "", 1.0, 1, True, "#10", None])
    ]
    assert given == ["a", "a#1", "a#3", "a#3#", "#4", "#5", "1", "1#7", "#8", "#10", "#10#10"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"image": 3}, "has the image 3"),
        ({"images": ["b.png"]}, "has both image and images"),
        ({"image": "a\0.png"}, "media file cannot be opened"),
        ({"image": "none.png"}, "media/none.png: media file cannot be opened"),
        ({"conversations": asked("What?")}, "has the speakers"),
        ({"conversations": asked("What?", " ")}, "the assistant says nothing"),
        ({"conversations": asked("a\ud800", "b")}, "has no sound text"),
        ({"conversations": None}, "conversations that are no list of messages"),
    ],
)
def test_bad_item(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    assert said in problems(tmp_path, [{"image": "a.png", "conversations": asked("What?", "That."), **change}])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1}\n{"a": 2}', "it does not begin with ["),
        ("[]", "has no items"),
        ("[1, 2", "neither , nor ]"),
        ("[1] 2", "more text behind its end"),
        ('[{"a": 1, "a": 2}]', "is there twice"),
        ("[NaN]", "NaN is not JSON"),
        ("[" * 100_000, "is nested too deeply"),
    ],
)
def test_no_array(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "x.json").write_text(text)
    findings = Findings()
    list(read_array(str(tmp_path / "x.json"), findings))
    assert [said in str(problem) for problem in findings.problems] == [True]


def test_files_that_would_never_end(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with open(tmp_path / "huge", "wb") as file:
        file.truncate(5 * 1024**3)
    findings = Findings()
    for name in ("pipe", "huge", "none", "."):
        assert list(read_array(str(tmp_path / name), findings)) == []
    said = [problem.what for problem in findings.problems]
    assert said[0].endswith("is not a regular file") and said[1].endswith("has 5368709120 bytes")
    assert said[2] == "no such file" and len(said) == 4


def test_a_file_for_questions_has_no_effect(tmp_path: Path) -> None:
    (tmp_path / "ask.txt").write_text("What?")
    items = [{"image": "a.png", "conversations": asked("What?", "That.")}]
    said = problems(tmp_path, items, prompts={"user_file": str(tmp_path / "ask.txt")})
    assert "custom.prompts.user_file: has no effect" in said


def test_both_forms_of_wts_are_the_same_samples(tmp_path: Path) -> None:
    folder = ROOT / "examples" / "wts"
    media = folder / "videos" / "train"
    file = read(folder / "environment_mcq_llava_train.json", media, "wts").train
    scenes = read(folder / "annotations" / "vqa" / "train", media, "wts").train
    assert len(file) == 12 and file == scenes
    (tmp_path / "ask.txt").write_text("{question} ({options})")
    asked_so = {"prompts": {"user_file": str(tmp_path / "ask.txt")}}
    own = read(folder / "annotations" / "vqa" / "train", media, "wts", **asked_so).train
    assert own[0].turns[0].text == "What is the weather like? (A: Clear\nB: Rain\nC: Snow)"
    (tmp_path / "ask.txt").write_text("{question}")
    with pytest.raises(CookbookConfigError, match="lacks {options}"):
        read(folder / "annotations" / "vqa" / "train", media, "wts", **asked_so)


@pytest.mark.parametrize("scene", [{}, [], [{"environment": []}], [{"overhead_videos": [], "environment": [{}]}]])
def test_scenes_of_another_form(tmp_path: Path, scene: Any) -> None:
    write(tmp_path / "vqa" / "one" / "environment" / "one.json", scene)
    with pytest.raises(CookbookDataError, match="does not have the form of WTS annotations"):
        read(tmp_path / "vqa", tmp_path, "wts")


@pytest.mark.parametrize(
    ("path", "media", "count"),
    [
        ("llava/annotations.json", "llava/images", 6),
        ("warehouse/train_llava.json", "warehouse", 4),
        ("wafer-map/annotations.json", "wafer-map/train", 32),
    ],
)
def test_the_examples_are_sound(path: str, media: str, count: int) -> None:
    data = read(ROOT / "examples" / path, ROOT / "examples" / media)
    assert len(data.train) == count and not data.findings.warnings
