"""Hold-out, shares, and the conversation given to the packer."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from conftest import avha_config, blended_config, cv_label, make_avha, make_sub
from cookbook_entry.config import read_settings
from cookbook_entry.data import load
from cookbook_entry.errors import CookbookDataError
from cookbook_entry.samples import Media, Sample, SampleDataset, Turn, conversation
from cookbook_entry.sampling import draw, hold_out, shares
from cookbook_entry.vision import Vision

CLIP = Media("video", "/v.mp4")
AT_2_FPS = {"video": {"fps": 2}, "image": {}}
AS_IT_IS: dict[str, dict[str, int | float]] = {"video": {}, "image": {}}
SAMPLE = Sample("a", (CLIP,), "sys", (Turn("user", "q"), Turn("assistant", "a")))


def samples(count: int, group: str = "g") -> list[Sample]:
    return [Sample(f"{group}/{n}", (CLIP,), None, (), group) for n in range(count)]


@pytest.mark.parametrize(("count", "share", "held"), [(2, 0.1, 1), (19, 0.1, 1), (20, 0.1, 2), (10, 0.5, 5)])
def test_hold_out_takes_the_smallest_hashes(count: int, share: float, held: int) -> None:
    everything = samples(count)
    train, validation = hold_out(everything, share)
    expected = sorted((s.id for s in everything), key=lambda text: hashlib.sha256(text.encode()).hexdigest())[:held]
    assert {sample.id for sample in validation} == set(expected)
    assert len(train) == count - held
    assert [s for s in everything if s in train] == train
    assert hold_out(list(reversed(everything)), share)[1] == list(reversed(validation))


def test_shares_are_exact() -> None:
    assert shares({"a": 0.3, "b": 0.5, "c": 0.2}, 12) == {"a": 4, "b": 6, "c": 2}
    assert shares({"a": 1, "b": 2, "c": 1}, 7) == {"a": 2, "b": 3, "c": 2}
    for total in range(200):
        assert sum(shares({"a": 0.1, "b": 0.2, "c": 0.7}, total).values()) == total


def test_draw_is_the_same_in_every_process() -> None:
    groups = {"a": samples(5, "a"), "b": samples(3, "b")}
    drawn = [sample.id for sample in draw(groups, {"a": 1, "b": 3}, 42)]
    assert drawn == ["b/0", "b/2", "b/1", "a/3", "b/2", "a/0", "b/0", "b/1"]
    assert drawn == [sample.id for sample in draw(dict(reversed(groups.items())), {"b": 3, "a": 1}, 42)]


def test_validation_of_avha(tmp_path: Path) -> None:
    make_avha(tmp_path / "train", [f"{n}" for n in range(12)])
    make_avha(tmp_path / "val", ["3", "x"])
    config = avha_config(tmp_path / "train", dataset={"validation_share": 0.25})
    config["validation"] = {"enable": True}
    data = load(read_settings(config, "avha", (0, 4, 7)))
    assert (len(data.train), len(data.validation or [])) == (9, 3)
    config["custom"]["dataset"] = {"validation_path": str(tmp_path / "val")}
    data = load(read_settings(config, "avha", (0, 4, 7)))
    assert (len(data.train), len(data.validation or [])) == (12, 2)
    assert data.findings.warnings == {"validation sample has the id of a training sample": 1}
    (tmp_path / "val" / "metas" / "x.label.json").unlink()
    with pytest.raises(CookbookDataError, match="video without a label"):
        load(read_settings(config, "avha", (0, 4, 7)))


def test_validation_that_cannot_be_held_out(tmp_path: Path) -> None:
    make_avha(tmp_path / "one", ["a"])
    config = avha_config(tmp_path / "one")
    config["validation"] = {"enable": True}
    with pytest.raises(CookbookDataError, match="1 sample cannot be split"):
        load(read_settings(config, "avha", (0, 4, 7)))
    make_sub(tmp_path, "a", [cv_label()])
    make_sub(tmp_path, "b", [cv_label()])
    config = blended_config(tmp_path, ["a", "b"])
    config["validation"] = {"enable": True}
    with pytest.raises(CookbookDataError, match="no training sample of sub-directory"):
        load(read_settings(config, "blended-av", (0, 4, 7)))


def test_validation_of_a_blend_is_not_weighted(tmp_path: Path) -> None:
    make_sub(tmp_path / "t", "a", [cv_label()] * 30)
    make_sub(tmp_path / "t", "b", [cv_label()] * 10)
    make_sub(tmp_path / "v", "a", [cv_label()])
    make_sub(tmp_path / "v", "b", [cv_label()] * 2)
    config = blended_config(tmp_path / "t", ["a", "b"], [1.0, 1.0])
    config["validation"] = {"enable": True}
    data = load(read_settings(config, "blended-av", (0, 4, 7)))
    assert (len(data.train), len(data.validation or [])) == (36, 4)
    assert not {sample.id for sample in data.train} & {sample.id for sample in data.validation or []}
    config["custom"]["dataset"]["validation_path"] = str(tmp_path / "v")
    data = load(read_settings(config, "blended-av", (0, 4, 7)))
    assert (len(data.train), len(data.validation or [])) == (40, 3)


@pytest.mark.parametrize(("form", "spoken"), [("parts", [{"type": "text", "text": "a"}]), ("text", "a")])
def test_conversation_form_of_each_family(form: str, spoken: Any) -> None:
    assert conversation(SAMPLE, AT_2_FPS, form) == [
        {"role": "system", "content": "sys"},
        {
            "role": "user",
            "content": [{"type": "video", "video": "/v.mp4", "fps": 2}, {"type": "text", "text": "q"}],
        },
        {"role": "assistant", "content": spoken},
    ]


def test_media_are_in_the_first_user_turn_only() -> None:
    sample = Sample(
        "a", (CLIP,), None, (Turn("user", "1"), Turn("assistant", "2"), Turn("user", "3"), Turn("assistant", "4"))
    )
    kinds = [[part["type"] for part in message["content"]] for message in conversation(sample, AS_IT_IS, "parts")]
    assert kinds == [["video", "text"], ["text"], ["text"], ["text"]]


def test_pictures_stand_in_their_order_and_know_no_frames() -> None:
    pictures = (Media("image", "/a.png"), Media("image", "/b.png"))
    sample = Sample("a", pictures, None, (Turn("user", "q"), Turn("assistant", "a")))
    vision, _ = Vision(fps=2, max_pixels=200_000).parts("qwen3_vl")
    assert conversation(sample, vision, "parts")[0]["content"] == [
        {"type": "image", "image": "/a.png", "max_pixels": 200_000},
        {"type": "image", "image": "/b.png", "max_pixels": 200_000},
        {"type": "text", "text": "q"},
    ]


def test_a_packer_that_changes_its_sample_does_no_harm() -> None:
    dataset = SampleDataset([SAMPLE], AT_2_FPS, "parts")
    spoiled = dataset[0]
    spoiled[2]["content"] = "<pad>"
    spoiled[1]["content"][0]["fps"] = 9
    assert dataset[0] == conversation(SAMPLE, AT_2_FPS, "parts")
    with pytest.raises(IndexError):
        dataset[1]


def test_several_replicas_get_an_object() -> None:
    wrapped = SampleDataset([SAMPLE], AS_IT_IS, "parts", wrapped=True)
    assert wrapped[0] == {"messages": conversation(SAMPLE, AS_IT_IS, "parts")}
