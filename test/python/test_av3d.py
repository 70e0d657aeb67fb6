"""The av3d reader: forms of items and annotations, the answer, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, av3d_config, box_3d, make_av3d, write
from cookbook_entry.config import read_settings
from cookbook_entry.data import Data, load
from cookbook_entry.errors import CookbookConfigError, CookbookDataError
from cookbook_entry.samples import conversation
from cookbook_entry.vision import Vision

NEWEST = (0, 4, 7)
ASK = {"role": "user", "content": [{"type": "image", "image": "image_0"}, {"type": "text", "text": "Which?"}]}


def read(root: Path, **dataset: Any) -> Data:
    return load(read_settings(av3d_config(root, **dataset), "av3d", NEWEST))


def problems(root: Path) -> list[str]:
    with pytest.raises(CookbookDataError) as caught:
        read(root)
    return [str(problem) for problem in caught.value.problems]


def answer(text: str) -> dict[str, str]:
    return {"role": "assistant", "content": text}


def test_the_answer_is_one_line_with_both_keys_in_order(tmp_path: Path) -> None:
    shuffled = {"bbox_2d": [1, 2], "label": "müll", "bbox_3d": [1, 2.50, 3e1, 4, 5, 6, 7, -0.0, 1e-7]}
    make_av3d(tmp_path, [{"camera": "x", "annotations": [shuffled]}, [box_3d()], {"annotations": []}])
    texts = [sample.turns[1].text for sample in read(tmp_path).train]
    assert texts[0] == '[{"bbox_3d": [1, 2.5, 30.0, 4, 5, 6, 7, -0.0, 1e-07], "label": "müll"}]'
    assert json.loads(texts[1]) == [box_3d()]
    assert texts[2] == "[]"


def test_both_spellings_and_other_folders(tmp_path: Path) -> None:
    make_av3d(tmp_path, [[box_3d()]])
    write(tmp_path / "elsewhere" / "p.png", b"picture")
    items = [
        {"id": 1, "image": str(tmp_path / "elsewhere" / "p.png"), "conversation": "text/0.json"},
        {"id": 2, "media": "images/0.png", "text": "text/0.json", "split": "x"},
    ]
    write(tmp_path / "all.json", items)
    data = read(tmp_path, meta_file="all.json")
    assert [sample.id for sample in data.train] == ["1", "2"]
    assert data.train[0].media[0].path == str(tmp_path / "elsewhere" / "p.png")
    assert data.findings.warnings == {"unknown item key 'split' is not used": 1}


def test_what_the_packer_gets(tmp_path: Path) -> None:
    make_av3d(tmp_path, [[box_3d()]])
    (sample,) = read(tmp_path).train
    parts, _ = Vision(fps=1, min_pixels=3136, max_pixels=40960).parts("qwen3_vl")
    system, user, said = conversation(sample, parts, "parts")
    path = str(tmp_path / "images" / "0.png")
    assert user["content"][0] == {"type": "image", "image": path, "min_pixels": 3136, "max_pixels": 40960}
    assert "z forward" in user["content"][1]["text"] and "vehicles" in system["content"]
    assert said["content"] == [{"type": "text", "text": sample.turns[1].text}]


@pytest.mark.parametrize("nested", [True, False])
def test_messages_keep_their_words(tmp_path: Path, nested: bool) -> None:
    messages = [{"role": "system", "content": "own"}, ASK, answer(json.dumps([box_3d()]))]
    make_av3d(tmp_path, [[messages] if nested else messages])
    (sample,) = read(tmp_path).train
    assert (sample.system, sample.turns[0].text) == ("own", "Which?")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"frame_id": 1}, "lacks annotations"),
        ({"annotations": {}}, "annotations: is dict, not a list of boxes"),
        (["car"], "[0]: is str, not an object"),
        ([box_3d(label=3)], "[0]: has no label text"),
        ([box_3d(), box_3d(bbox_3d=[1] * 8)], "[1]: has a bbox_3d that is not a list of 9 numbers"),
        ([box_3d(bbox_3d=[1, True, *[1] * 7])], "has a y in bbox_3d that is not a finite number"),
        (b'[{"bbox_3d": [1,1,1e999,1,1,1,1,1,1], "label": "car"}]', "has a z in bbox_3d that is not a finite"),
        (b'[{"bbox_3d": [NaN,1,1,1,1,1,1,1,1], "label": "car"}]', "NaN is not JSON"),
        (b'[{"bbox_3d": [1,1,1,1,1,1,1,1,1], "label": "\\ud83d"}]', "half a character"),
        ([ASK, answer("no boxes")], "the answer: is not a JSON list of boxes"),
        ([ASK, answer("[1]")], "the answer[0]: is int, not an object"),
        ([[ASK, answer("[]")], [ASK, answer("[]")]], "holds 2 conversations"),
        ([{"role": "user", "content": [{"type": "video"}]}, answer("[]")], "holds media beside its one image"),
    ],
)
def test_bad_annotation(tmp_path: Path, content: Any, said: str) -> None:
    (only,) = problems(make_av3d(tmp_path, [content, [box_3d()]]))
    assert only.startswith(f"{tmp_path}/text/0.json") and said in only


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ({"id": "a", "text": "text/0.json"}, "has the media None"),
        ({"id": "a", "media": "images/0.png", "image": "x", "text": "text/0.json"}, "has both media and image"),
        ({"id": "a", "media": "images/0.png"}, "has the text None"),
        ({"id": "a", "media": "images/9.png", "text": "text/0.json"}, "images/9.png: media file cannot be opened"),
        ({"id": "a", "media": "images/0.png", "text": "text/9.json"}, "text/9.json: no such file"),
        ({"media": "images/0.png", "text": "text/0.json"}, "has the id None"),
    ],
)
def test_bad_item(tmp_path: Path, item: Any, said: str) -> None:
    make_av3d(tmp_path, [[box_3d()]])
    write(tmp_path / "meta.json", [item])
    (only,) = problems(tmp_path)
    assert said in only


@pytest.mark.parametrize(("place", "value"), [(2, 0), (2, 100.5), (4, 0), (5, -1.0), (6, 90), (8, -6.3)], ids=str)
def test_odd_boxes_are_warnings(tmp_path: Path, place: int, value: float) -> None:
    box = box_3d()
    box["bbox_3d"][place] = value
    data = read(make_av3d(tmp_path, [[box]]))
    assert data.findings.warnings == {"3D box that no vehicle in the picture can have": 1}


def test_options_of_other_layouts_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CookbookConfigError, match="custom.dataset.weights: unknown key"):
        read(make_av3d(tmp_path, [[box_3d()]]), weights=[1])


def test_the_example_is_sound() -> None:
    data = read(ROOT / "examples" / "av3d")
    assert len(data.train) == 12
    assert not data.findings.warnings and not data.findings.skipped
