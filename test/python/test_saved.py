"""Saved Hugging Face datasets: messages with their media, and the layouts over them."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, write
from cookbook_entry.config import read_settings
from cookbook_entry.data import load
from cookbook_entry.errors import CookbookConfigError, CookbookDataError, Findings
from cookbook_entry.intervals import ends_after_start
from cookbook_entry.samples import Media, Sample, conversation
from cookbook_entry.saved import digest_of
from cookbook_entry.scores import is_score
from cookbook_entry.spoken import Unsound, read_spoken

VIDEO = {"type": "video", "video": "a.mp4"}
WORDS = {"type": "text", "text": "What?"}
with_datasets = pytest.mark.skipif(find_spec("datasets") is None, reason="datasets is not installed")
PARTS = {"video": {"fps": 1}, "image": {}}


def talk(
    answer: Any = "That.", content: Any = (VIDEO, WORDS), system: str | None = "Be brief."
) -> list[dict[str, Any]]:
    first = [] if system is None else [{"role": "system", "content": system}]
    user = {"role": "user", "content": list(content) if isinstance(content, tuple) else content}
    return [*first, user, {"role": "assistant", "content": answer}]


def shown(value: Any) -> list[dict[str, Any]]:
    spoken = read_spoken(value)
    media = tuple(Media(kind, name) for kind, name in spoken.media)
    return conversation(Sample("x", media, spoken.system, spoken.turns), PARTS, "text")


def test_the_published_form() -> None:
    spoken = read_spoken(talk())
    assert (spoken.system, spoken.media, spoken.unread) == ("Be brief.", (("video", "a.mp4"),), ())
    assert shown(talk()) == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [{**VIDEO, "fps": 1}, WORDS]},
        {"role": "assistant", "content": "That."},
    ]


def test_media_stay_at_their_place() -> None:
    image = {"type": "image", "image": "b.png"}
    first = {"role": "user", "content": [WORDS, VIDEO, {"type": "text", "text": "And?"}]}
    second = {"role": "user", "content": [image, WORDS]}
    answer = {"role": "assistant", "content": [WORDS, WORDS]}
    told = shown([first, answer, second, answer])
    assert told[0]["content"] == [WORDS, {**VIDEO, "fps": 1}, {"type": "text", "text": "And?"}]
    assert told[2]["content"] == [image, WORDS]
    assert told[1]["content"] == "What?What?"


def test_structs_give_none_for_what_is_left_out() -> None:
    struct = [{"type": "video", "text": None, "video": "a.mp4", "fps": None}, {**WORDS, "video": None}]
    assert read_spoken(talk(content=struct)) == read_spoken(talk())
    assert read_spoken(talk(content=[{**VIDEO, "fps": 4}, WORDS])).unread == ("fps",)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({"messages": talk()}, "not a list of messages"),
        ([], "the roles are none"),
        (talk()[:2], "the roles are system, user"),
        (list(reversed(talk(system=None))), "the roles are assistant, user"),
        (talk(" \n"), "message 2 says nothing"),
        (talk(content="  "), "message 1 says nothing"),
        (talk(answer=[VIDEO]), "though it is by the assistant"),
        (talk(answer=None), "neither text nor a list"),
        (talk(content=[{"type": "audio"}]), "a part of the type 'audio'"),
        (talk(content=[{"video": "a.mp4"}]), "a part of the type none"),
        (talk(content=[{"type": "video", "video": ["1.png"]}]), "names no file"),
        (talk(content=[{"type": "video", "video": "https://x.org/a.mp4"}]), "which is no file"),
        (talk(content=[{"type": "image", "image": "data:image/png;base64,AA"}]), "which is no file"),
        (talk(content=[{"type": "image", "image": "A" * 5000}]), "image data where the name"),
        (talk(content=[{"type": "video", "video": "a\0.mp4"}]), "cannot exist"),
        (talk("\ud83d"), "half of a character"),
        (talk(content=[VIDEO, {"type": "text", "text": "<|video_pad|>"}]), "<|video_pad|>"),
    ],
)
def test_what_cannot_be_trained_on(value: Any, says: str) -> None:
    with pytest.raises(Unsound) as raised:
        read_spoken(value)
    assert says in str(raised.value)


def test_the_id_is_what_is_said_and_shown() -> None:
    spoken = read_spoken(talk())
    assert digest_of(spoken) == digest_of(read_spoken(json.loads(json.dumps(talk()))))
    others = [talk("Other."), talk(system=None), talk(content=[{**VIDEO, "video": "b.mp4"}, WORDS])]
    assert len({digest_of(read_spoken(value)) for value in [talk(), *others]}) == 4


@pytest.mark.parametrize(
    ("answer", "sound"),
    [("<0.0> <1.5> a\n<1.5> < 2 > b", True), ("<1> <1> a", True), ("Nothing.", True), ("<0> <2> a <2> <1.9> b", False)],
)
def test_intervals(answer: str, sound: bool) -> None:
    findings = Findings()
    assert ends_after_start(read_spoken(talk(answer)), "row 0", findings) is sound
    assert len(findings.problems) == (0 if sound else 1)


@pytest.mark.parametrize(
    ("answer", "sound", "odd"),
    [
        ("3", True, False),
        ("<answer>\n5\n</answer>", True, False),
        ("4.0", True, False),
        ("It is 3.", True, True),
        ("0", False, False),
        ("<answer>4.5</answer>", False, False),
        ("-1", False, False),
    ],
)
def test_scores(answer: str, sound: bool, odd: bool) -> None:
    findings = Findings()
    assert is_score(read_spoken(talk(answer)), "row 0", findings) is sound
    assert (len(findings.problems), len(findings.warnings)) == (0 if sound else 1, 1 if odd else 0)


def config(root: Path, column: str | None = None, **dataset: Any) -> dict[str, Any]:
    policy = {"type": "sft"} if column is None else {"type": "sft", "conversation_column_name": column}
    return {
        "train": {"train_policy": policy},
        "policy": {"model_name_or_path": "nvidia/Cosmos-Reason2-2B"},
        "custom": {"dataset": {"path": str(root), **dataset}},
    }


def test_the_settings_name_the_column() -> None:
    assert read_settings(config(Path("/x")), "hf-conversations", (0, 4, 7)).column == "conversations"
    assert read_settings(config(Path("/x"), "talk"), "mimicgen", (0, 4, 7)).column == "talk"
    with pytest.raises(CookbookConfigError, match="did you mean path"):
        read_settings(config(Path("/x"), pth="/y"), "videophy2", (0, 4, 7))


def test_without_datasets_the_run_ends_with_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(__import__("sys").modules, "datasets", None)
    with pytest.raises(CookbookDataError, match="install the package datasets"):
        load(read_settings(config(tmp_path), "hf-conversations", (0, 4, 7)))


@with_datasets
@pytest.mark.parametrize(("layout", "count"), [("hf-conversations", 24), ("mimicgen", 6), ("videophy2", 10)])
def test_the_examples(layout: str, count: int) -> None:
    data = load(read_settings(config(ROOT / "examples" / layout), layout, (0, 4, 7)))
    assert len(data.train) == count
    assert all(Path(one.media[0].path).is_file() for one in data.train)
    assert not data.findings.warnings


def save(root: Path, rows: list[Any], **columns: list[Any]) -> Path:
    import datasets

    datasets.Dataset.from_dict({"conversations": rows, **columns}).save_to_disk(root / "saved", num_shards=2)
    write(root / "saved" / "a.mp4", b"video")
    return root / "saved"


@with_datasets
def test_rows_of_json_or_of_lists(tmp_path: Path) -> None:
    lists = [talk([WORDS], [VIDEO, WORDS], None), talk([WORDS], [VIDEO], None)]
    texts = [json.dumps(row) for row in lists]
    first = load(read_settings(config(save(tmp_path / "1", lists)), "hf-conversations", (0, 4, 7)))
    second = load(read_settings(config(save(tmp_path / "2", texts)), "hf-conversations", (0, 4, 7)))
    assert [one.turns for one in first.train] == [one.turns for one in second.train]
    assert [one.id for one in first.train] == [one.id for one in second.train]


@with_datasets
def test_a_relative_name_begins_where_the_run_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = save(tmp_path, [json.dumps(talk()), json.dumps(talk("Other."))])
    settings = read_settings(config(root), "hf-conversations", (0, 4, 7))
    assert {one.media[0].path for one in load(settings).train} == {str(root / "a.mp4")}
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a.mp4", b"video")
    assert {one.media[0].path for one in load(settings).train} == {str(tmp_path / "a.mp4")}


@with_datasets
def test_repeated_rows_have_ids_of_their_own(tmp_path: Path) -> None:
    root = save(tmp_path, [json.dumps(talk())] * 3, n=[1, 2, 3])
    data = load(read_settings(config(root), "hf-conversations", (0, 4, 7)))
    first = data.train[0].id
    assert [one.id for one in data.train] == [first, f"{first}-2", f"{first}-3"]
    assert data.findings.skipped == {"column that is not read": 1}


@with_datasets
def test_all_problems_at_once(tmp_path: Path) -> None:
    rows = ["[", json.dumps(talk("")), json.dumps(talk(content=[{**VIDEO, "video": "none.mp4"}, WORDS]))]
    with pytest.raises(CookbookDataError) as raised:
        load(read_settings(config(save(tmp_path, rows)), "hf-conversations", (0, 4, 7)))
    assert len(raised.value.problems) == 3


@with_datasets
def test_a_dict_of_splits() -> None:
    root = ROOT / "test" / "fixtures" / "dataset" / "saved" / "dict"
    with pytest.raises(CookbookDataError, match=f"name one split: {root}/train"):
        load(read_settings(config(root), "hf-conversations", (0, 4, 7)))
