"""The AVHA reader: what it takes, what it refuses, what it reports."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from conftest import ROOT, avha_config, avha_label, make_avha, write
from cookbook_entry.config import read_settings
from cookbook_entry.data import Data, load
from cookbook_entry.errors import CookbookDataError
from cookbook_entry.labels import AVHA_KEYS

NEWEST = (0, 4, 7)


def read(root: Path, **custom: object) -> Data:
    return load(read_settings(avha_config(root, **custom), "avha", NEWEST))


def problems(root: Path) -> list[str]:
    with pytest.raises(CookbookDataError) as caught:
        read(root)
    return [str(problem) for problem in caught.value.problems]


def test_both_video_names_and_sorted_ids(tmp_path: Path) -> None:
    make_avha(tmp_path, ["b", "c"])
    write(tmp_path / "videos" / "a.mp4", b"video")
    write(tmp_path / "metas" / "a.label.json", avha_label())
    data = read(tmp_path)
    assert [sample.id for sample in data.train] == ["a", "b", "c"]
    assert data.validation is None
    assert data.train[0].media[0].path == str(tmp_path / "videos" / "a.mp4")


def test_answer_has_the_fifteen_keys_in_order_and_readable_characters(tmp_path: Path) -> None:
    make_avha(tmp_path, ["a"])
    shuffled = dict(reversed(avha_label(weather="naß\u2011kalt").items()))
    shuffled |= {"critical_object": [1], "noninteractive_expanded_metaaction": "x", "extra": 1}
    write(tmp_path / "metas" / "a.label.json", shuffled)
    data = read(tmp_path)
    text = data.train[0].turns[-1].text
    assert text.startswith("```json\n{\n  ") and text.endswith("\n}\n```")
    assert tuple(json.loads(text[8:-4])) == AVHA_KEYS
    assert "naß\u2011kalt" in text
    assert data.findings.warnings == {"unknown label key 'extra' is kept out of the answer": 1}


def test_missing_partner_in_both_directions(tmp_path: Path) -> None:
    make_avha(tmp_path, ["a", "b", "c"])
    (tmp_path / "metas" / "a.label.json").unlink()
    (tmp_path / "videos" / "b.camera_front_wide_120fov.mp4").unlink()
    first, second = problems(tmp_path)
    assert first.startswith(f"{tmp_path}/metas/b.label.json: label without a video")
    assert second.startswith(f"{tmp_path}/videos/a.camera_front_wide_120fov.mp4: video without a label")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"weather": ', "is not valid JSON"),
        (b'{"weather": "\xff"}', "is not UTF-8 at byte 13"),
        (b'{"a": NaN}', "NaN is not JSON"),
        (b'{"a": 1, "a": 2}', "key 'a' is there twice"),
        (b"[]", "is list, not a JSON object"),
        (b"null", "holds null"),
        (b"[" * 100_000, "is "),
        (b'{"weather": "Clear"}', "lacks lighting, road_conditions"),
    ],
)
def test_bad_label(tmp_path: Path, content: bytes, said: str) -> None:
    make_avha(tmp_path, ["a", "b"])
    write(tmp_path / "metas" / "a.label.json", content)
    (only,) = problems(tmp_path)
    assert only.startswith(f"{tmp_path}/metas/a.label.json") and said in only


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "is empty (0 bytes)"), (b"version https://git-lfs.github.com/spec/v1\n", "Git LFS pointer")],
)
def test_bad_video(tmp_path: Path, content: bytes, said: str) -> None:
    make_avha(tmp_path, ["a"])
    write(tmp_path / "videos" / "a.camera_front_wide_120fov.mp4", content)
    assert said in problems(tmp_path)[0]


def test_dangling_link_folder_and_two_videos_for_one_id(tmp_path: Path) -> None:
    make_avha(tmp_path, ["a", "b", "c"])
    link = tmp_path / "videos" / "a.camera_front_wide_120fov.mp4"
    link.unlink()
    link.symlink_to(tmp_path / "nowhere")
    (tmp_path / "videos" / "b.camera_front_wide_120fov.mp4").unlink()
    (tmp_path / "videos" / "b.mp4").mkdir()
    write(tmp_path / "videos" / "c.mp4", b"video")
    text = "\n".join(problems(tmp_path))
    assert "cannot be opened: No such file" in text
    assert "b.mp4: is not a file" in text
    assert "a second video for id 'c'" in text


def test_empty_and_missing_folders(tmp_path: Path) -> None:
    assert "no such folder" in problems(tmp_path / "gone")[0]
    assert [line.split(":")[0] for line in problems(tmp_path)] == [f"{tmp_path}/videos", f"{tmp_path}/metas"]
    make_avha(tmp_path, ["a"])
    for file in tmp_path.glob("*/*"):
        file.unlink()
    assert problems(tmp_path) == [f"{tmp_path}: has no videos and no labels (fill videos/ and metas/)"]


def test_odd_values_are_warnings_and_other_files_are_counted(tmp_path: Path) -> None:
    make_avha(tmp_path, ["a"])
    label = avha_label(rule_violation="True", driving_difficulty="2", weather=None, additional_map_rules=None)
    write(tmp_path / "metas" / "a.label.json", label)
    write(tmp_path / "videos" / "notes.txt", b"x")
    data = read(tmp_path)
    assert set(data.findings.warnings) == {
        "rule_violation is a boolean written as a string",
        "driving_difficulty is not one of 1, 2, 3, 4",
        "weather is null",
    }
    assert data.findings.skipped == {"not an .mp4 file in videos/": 1}
    assert '"rule_violation": "True"' in data.train[0].turns[-1].text


def test_spaces_and_other_alphabets_in_paths(tmp_path: Path) -> None:
    root = make_avha(tmp_path / "дан ные ä", ["clip ü 1"])
    data = read(root)
    assert data.train[0].media[0].path.endswith("дан ные ä/videos/clip ü 1.camera_front_wide_120fov.mp4")


def test_a_file_name_that_is_not_utf8_can_be_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_avha(tmp_path, ["a"])
    (tmp_path / "metas" / "b\udcff.label.json").write_text("{}")
    with pytest.raises(CookbookDataError) as caught:
        read(tmp_path)
    caught.value.show()
    assert "b\\udcff.label.json: label without a video" in capsys.readouterr().err


def test_only_twenty_problems_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_avha(tmp_path, [f"{n:02}" for n in range(30)])
    for file in (tmp_path / "metas").iterdir():
        file.unlink()
    with pytest.raises(CookbookDataError) as caught:
        read(tmp_path)
    caught.value.show()
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 22
    assert lines[0].startswith(f"cookbook-run: data: {tmp_path}/videos/00.camera_front_wide_120fov.mp4: video without")
    assert lines[20] == "cookbook-run: data: and 10 more problems"
    assert lines[21].startswith("CookbookDataError: 30 problems in the dataset, first: ")


def test_the_example_is_sound_and_small() -> None:
    data = read(ROOT / "examples" / "avha")
    assert len(data.train) == 12
    assert not data.findings.warnings and not data.findings.skipped
    sizes = [file.stat().st_size for file in (ROOT / "examples").rglob("*.mp4")]
    assert max(sizes) < 30_000 and sum(sizes) < 1_500_000


def test_a_label_that_is_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    make_avha(tmp_path, ["a"])
    label = tmp_path / "metas" / "a.label.json"
    label.unlink()
    os.mkfifo(label)
    assert any("is not a regular file" in problem for problem in problems(tmp_path))


def test_a_rehearsal_trains_on_the_samples_that_were_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cookbook_entry.data import only_chosen
    from cookbook_entry.samples import Sample

    train = [Sample(name, (), "", ()) for name in "abcdef"]
    held = [Sample(name, (), "", ()) for name in "xyz"]
    assert only_chosen(train, held) == (train, held)
    chosen = {"longest": ["x", "f", "a", "b"], "ordinary": ["a", "c", "d"], "validation": 2}
    path = tmp_path / "only.json"
    path.write_text(json.dumps({**chosen, "take": {"longest": 2, "ordinary": 1}}))
    monkeypatch.setenv("COOKBOOK_RUN_ONLY", str(path))
    kept, validation = only_chosen(train, held)
    # "x" is held out and "a" is there already.
    assert [sample.id for sample in kept] == ["f", "a", "c"]
    assert validation is not None and [sample.id for sample in validation] == ["x", "y"]
    assert only_chosen(train, None)[1] is None
