"""The blended reader: item forms, label schemas, weights, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, avha_label, blended_config, cv_label, make_sub, reasoning_label, write
from cookbook_entry.config import read_settings
from cookbook_entry.data import Data, load
from cookbook_entry.errors import CookbookConfigError, CookbookDataError

NEWEST = (0, 4, 7)


def read(root: Path, names: list[str], weights: list[float] | None = None, **more: Any) -> Data:
    return load(read_settings(blended_config(root, names, weights, **more), "blended-av", NEWEST))


def problems(root: Path, names: list[str], **more: Any) -> list[str]:
    with pytest.raises(CookbookDataError) as caught:
        read(root, names, **more)
    return [str(problem) for problem in caught.value.problems]


def one_item(root: Path, item: Any) -> Path:
    write(root / "s" / "media" / "0.mp4", b"video")
    write(root / "s" / "meta.json", [item])
    return root


def test_schema_comes_from_the_content(tmp_path: Path) -> None:
    make_sub(tmp_path, "mixed", [avha_label(critical_object=[]), cv_label(), reasoning_label()])
    samples = {sample.id: sample for sample in read(tmp_path, ["mixed"]).train}
    asked = [samples[f"mixed/{n}"].turns[0].text for n in range(3)]
    answered = [json.loads(samples[f"mixed/{n}"].turns[1].text[8:-4]) for n in range(3)]
    assert ["critical_object" in asked[0], "event_start_frame" in asked[1], "notice" in asked[2]] == [True] * 3
    assert list(answered[0])[-1] == "critical_object"
    assert answered[1] == cv_label() and answered[2] == reasoning_label()


def test_label_in_a_file_and_media_in_either_place(tmp_path: Path) -> None:
    make_sub(tmp_path, "s", ["labels/0.json"], folder="")
    write(tmp_path / "s" / "labels" / "0.json", cv_label())
    (sample,) = read(tmp_path, ["s"]).train
    assert sample.media[0].path == str(tmp_path / "s" / "media" / "0.mp4")


def test_conversation_in_a_file_or_inline(tmp_path: Path) -> None:
    parts = [{"type": "video", "video": "anything"}, {"type": "text", "text": "<video>\nWhat happens?"}]
    messages = [
        {"role": "system", "content": "own"},
        {"role": "user", "content": parts},
        {"role": "assistant", "content": "A"},
        {"role": "user", "content": "And then?"},
        {"role": "assistant", "content": [{"type": "text", "text": "B"}]},
    ]
    one_item(tmp_path, {"id": 7, "media": "0.mp4", "conversation": "text/7.json"})
    write(tmp_path / "s" / "text" / "7.json", messages)
    (sample,) = read(tmp_path, ["s"]).train
    assert (sample.id, sample.system) == ("s/7", "own")
    assert [(turn.role, turn.text) for turn in sample.turns] == [
        ("user", "What happens?"),
        ("assistant", "A"),
        ("user", "And then?"),
        ("assistant", "B"),
    ]
    one_item(tmp_path, {"id": 7, "video": "0.mp4", "conversation": messages[1:3]})
    assert read(tmp_path, ["s"]).train[0].system.startswith("You are an experienced driving analyst")


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("text", "is str, not a JSON object"),
        ({"media": "0.mp4", "label": cv_label()}, "has the id None"),
        ({"id": True, "media": "0.mp4", "label": cv_label()}, "has the id True"),
        ({"id": "a", "label": cv_label()}, "has the media None"),
        ({"id": "a", "media": "9.mp4", "label": cv_label()}, "s/9.mp4: media file cannot be opened"),
        ({"id": "a", "media": "0.mp4"}, "needs either label or conversation"),
        ({"id": "a", "media": "0.mp4", "label": None}, "is null"),
        ({"id": "a", "media": "0.mp4", "label": {"x": 1}}, "follows none of the three label schemas"),
        ({"id": "a", "media": "0.mp4", "label": "gone.json"}, "s/gone.json: no such file"),
        ({"id": "a", "media": "0.mp4", "label": {**cv_label(), "final_content": {}}}, "lacks ego_behavior_schema"),
        ({"id": "a", "media": "0.mp4", "label": {"response": {"description": "d"}}}, "lacks driving difficulty"),
        ({"id": "a", "media": "0.mp4", "conversation": []}, "has the roles none"),
        ({"id": "a", "media": "0.mp4", "conversation": [{"role": "user", "content": "?"}]}, "has the roles user"),
        (
            {"id": "a", "media": "0.mp4", "conversation": [{"from": "human", "value": "?"}]},
            "has the roles None",
        ),
        (
            {
                "id": "a",
                "media": "0.mp4",
                "conversation": [{"role": "user", "content": "?"}, {"role": "assistant", "content": " "}],
            },
            "the assistant says nothing",
        ),
        (
            {
                "id": "a",
                "media": "0.mp4",
                "conversation": [
                    {"role": "user", "content": [{"type": "image", "image": "x"}]},
                    {"role": "assistant", "content": "A"},
                ],
            },
            "holds media beside its one video",
        ),
    ],
)
def test_bad_item(tmp_path: Path, item: Any, said: str) -> None:
    (only,) = problems(one_item(tmp_path, item), ["s"])
    assert said in only


def test_bad_meta_files_and_repeated_ids(tmp_path: Path) -> None:
    make_sub(tmp_path, "twice", [cv_label(), cv_label()])
    items = json.loads((tmp_path / "twice" / "meta.json").read_text())
    write(tmp_path / "twice" / "meta.json", [*items, items[0]])
    write(tmp_path / "empty" / "meta.json", [])
    write(tmp_path / "object" / "meta.json", {"id": 1})
    text = "\n".join(problems(tmp_path, ["twice", "empty", "object", "gone"]))
    assert "item 2: id '0' is used twice" in text
    assert text.count("is not a JSON array with at least one item") == 2
    assert "gone/meta.json: no such file" in text


def test_weights_decide_the_epoch(tmp_path: Path) -> None:
    make_sub(tmp_path, "big", [cv_label()] * 80)
    make_sub(tmp_path, "small", [reasoning_label()] * 20)
    data = read(tmp_path, ["big", "small"], [1, 1])
    assert len(data.train) == 100
    assert data.groups["big"] == {"items": 80, "validation": 0, "drawn": 50, "never_drawn": 30}
    assert data.groups["small"] == {"items": 20, "validation": 0, "drawn": 50, "never_drawn": 0}
    times = [sum(sample.id == f"small/{n}" for sample in data.train) for n in range(20)]
    assert sorted(set(times)) == [2, 3] and sum(times) == 50
    assert data.findings.skipped == {"never drawn from big at its weight": 30}


def test_same_seed_same_order_other_seed_other_order(tmp_path: Path) -> None:
    make_sub(tmp_path, "a", [cv_label()] * 30)
    make_sub(tmp_path, "b", [cv_label()] * 30)
    first, again = (read(tmp_path, ["a", "b"], [0.2, 0.8]) for _ in range(2))
    assert [s.id for s in first.train] == [s.id for s in again.train]
    config = blended_config(tmp_path, ["a", "b"], [0.2, 0.8])
    config["train"]["seed"] = 7
    other = load(read_settings(config, "blended-av", NEWEST))
    assert [s.id for s in first.train] != [s.id for s in other.train]
    assert first.event()["fingerprint"] == again.event()["fingerprint"] != other.event()["fingerprint"]


def test_without_weights_every_item_comes_once(tmp_path: Path) -> None:
    make_sub(tmp_path, "a", [cv_label()] * 3)
    make_sub(tmp_path, "b", [cv_label()] * 4)
    data = read(tmp_path, ["a", "b"])
    assert sorted(sample.id for sample in data.train) == [f"a/{n}" for n in range(3)] + [f"b/{n}" for n in range(4)]


def test_weight_zero_is_reported(tmp_path: Path) -> None:
    make_sub(tmp_path, "a", [cv_label()] * 3)
    make_sub(tmp_path, "b", [cv_label()] * 4)
    data = read(tmp_path, ["a", "b"], [1.0, 0.0])
    assert len(data.train) == 3
    assert data.findings.skipped == {"weight 0 of sub-directory b": 4}


@pytest.mark.parametrize("weights", [[1.0], [1.0, -0.5], [0.0, 0.0], [1.0, "2"], [True, 1]])
def test_wrong_weights(tmp_path: Path, weights: list[Any]) -> None:
    with pytest.raises(CookbookConfigError, match="custom.dataset.weights"):
        read(tmp_path, ["a", "b"], weights)


def test_spaces_and_other_alphabets(tmp_path: Path) -> None:
    root = make_sub(tmp_path / "ein ä", "части один", [cv_label()])
    assert "части один/media/0.mp4" in read(root, ["части один"]).train[0].media[0].path


def test_the_example_is_sound() -> None:
    names = ["cv_annotated", "human_annotated", "reason1_sft"]
    data = read(ROOT / "examples" / "blended-av", names, [0.3, 0.5, 0.2])
    assert [data.groups[name]["drawn"] for name in names] == [4, 6, 2]
    assert not data.findings.warnings
    assert data.findings.skipped == {"never drawn from reason1_sft at its weight": 2}
