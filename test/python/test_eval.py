"""The evaluation that ships for the gate: scores of answers, the held-out samples, both models on the same."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ENTRY, ROOT, avha_label, make_avha, write

sys.path.insert(0, str(ROOT / "templates" / "eval"))

import eval as gate_eval  # noqa: E402
import models  # noqa: E402
from scores import json_object, option, said, score, summary  # noqa: E402


@pytest.mark.parametrize(
    ("label", "answer", "expected"),
    [
        ("Yes.", " yes. ", {"exact": True}),
        ("Yes.", "No.", {"exact": False}),
        ("<think>a</think><answer>B</answer>", "<think>C?</think> <answer>b</answer>", {"exact": True, "option": True}),
        ("(B) left", "The answer is B.", {"exact": False, "option": True}),
        ("B", "Because it is C", {"exact": False, "option": False}),
        ("A car stops", "A car stops", {"exact": True, "option": True}),
    ],
)
def test_scores_of_texts(label: str, answer: str, expected: dict[str, Any]) -> None:
    assert score(label, answer) == expected


def test_scores_of_json_fields() -> None:
    label = json.dumps({"a": "Clear", "b": {"c": 1, "d": None}, "e": True, "f": [1, 2]})
    answer = 'text ```json\n{"a": " clear", "b": {"c": 2, "d": null}, "e": 1, "f": [1, 2]}\n``` done'
    fields = score(label, answer)["fields"]
    assert fields == {"a": True, "b.c": False, "b.d": True, "e": False, "f": True}
    assert score(label, "no json")["fields"] == dict.fromkeys(fields, False)
    assert score(label, "no json")["valid"] is False
    assert json_object("[1]") is None
    assert json_object("} {") is None


def test_small_parts() -> None:
    assert said("<think>x</think>  y ") == "y"
    assert said("<answer>1</answer><answer>2</answer>") == "2"
    assert option("Answer: (C)") == "C"
    assert option("option d") == "D"
    assert option("Canada") is None
    assert option("") is None


def test_summary_leaves_out_what_no_label_asks_for() -> None:
    assert summary([]) == {"samples": 0}
    assert summary([score("yes", "yes"), score("yes", "no")]) == {"samples": 2, "exact_match": 0.5}
    both = summary([score('{"a": 1, "b": 2}', '{"a": 1}'), score('{"a": 1}', "x"), score("B", "B")])
    assert both["json"] == {"valid": 0.5, "field_accuracy": 1 / 3, "fields": {"a": 0.5, "b": 0.0}}
    assert both["option_accuracy"] == 1.0


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run's record over 20 AVHA samples, of which four are held out."""
    data = make_avha(tmp_path / "data", [f"s{n:02}" for n in range(20)])
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "entry").symlink_to(ENTRY)
    write(folder / "plan.json", {"engine": "0.4.7", "argv": ["cosmos-rl", str(ENTRY / "avha.py")]})
    config = (
        '[policy]\nmodel_name_or_path = "nvidia/Cosmos-Reason1-7B"\n'
        f'[train.train_policy.dataset]\nname = "{data}"\n'
        "[custom.dataset]\nvalidation_share = 0.2\n"
    )
    write(folder / "config.toml", config.encode())
    for name in ("COOKBOOK_CANDIDATE", "COOKBOOK_LAST_GOOD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COOKBOOK_RECORD", str(folder))
    monkeypatch.setenv("COOKBOOK_CANDIDATE", "/new")
    return folder


def loader(asked: list[tuple[str, str]]) -> gate_eval.Loader:
    """The new model answers with the label, the old one gets one field wrong."""

    def load(path: str, folders: list[str]) -> models.Answer:
        def answer(messages: models.Messages) -> str:
            clip = next(part["video"] for part in messages[-1]["content"] if part["type"] == "video")
            assert str(Path(clip).parent) in folders
            assert all(one["role"] != "assistant" for one in messages)
            asked.append((path, clip))
            return json.dumps(avha_label(weather="some weather" if path == "/new" else "rain"))

        return answer

    return load


def test_both_models_are_asked_the_same(
    record: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[str, str]] = []
    assert gate_eval.main([], loader(asked)) == 0
    alone = json.loads(capsys.readouterr().out)
    assert (alone["samples"], alone["json"]["field_accuracy"]) == (4, 1.0)
    monkeypatch.setenv("COOKBOOK_LAST_GOOD", "/old")
    assert gate_eval.main(["--samples", "3"], loader(asked)) == 0
    both = json.loads(capsys.readouterr().out)
    assert both["candidate"]["json"]["field_accuracy"] == 1.0
    assert both["last_good"]["json"]["fields"]["weather"] == 0.0
    assert both["last_good"]["samples"] == both["candidate"]["samples"] == 3
    clips = {path: [clip for model, clip in asked[4:] if model == path] for path in ("/new", "/old")}
    assert clips["/new"] == clips["/old"] == [clip for _, clip in asked[:3]]


def test_the_held_out_samples_stay_while_data_grow(record: Path, tmp_path: Path) -> None:
    before = [sample.id for sample in gate_eval.held_out(record, 3)[0]]
    make_avha(tmp_path / "data", [f"t{n:02}" for n in range(5)])
    after = [sample.id for sample in gate_eval.held_out(record, 99)[0]]
    assert len(after) == 5
    assert set(before) & set(after)


def test_time_is_bounded_and_a_slower_model_is_told(
    record: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [0.0]
    monkeypatch.setattr(gate_eval.time, "monotonic", lambda: now[0])

    def load(path: str, _: list[str]) -> models.Answer:
        def answer(_messages: models.Messages) -> str:
            now[0] += 10 if path == "/new" else 100
            return "{}"

        return answer

    assert gate_eval.main(["--seconds", "15"], load) == 0
    assert json.loads(capsys.readouterr().out)["samples"] == 2
    monkeypatch.setenv("COOKBOOK_LAST_GOOD", "/old")
    assert gate_eval.main(["--seconds", "30"], load) == 1
    assert "last_good answered 1 of 2" in capsys.readouterr().err


def test_what_is_missing_is_said(
    record: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("COOKBOOK_CANDIDATE")
    assert gate_eval.main([]) == 1
    assert "COOKBOOK_CANDIDATE" in capsys.readouterr().err


def test_messages_in_the_form_of_each_program(tmp_path: Path) -> None:
    clip = tmp_path / "a b.mp4"
    messages: models.Messages = [
        {"role": "system", "content": "be short"},
        {
            "role": "user",
            "content": [{"type": "video", "video": str(clip), "fps": 4}, {"type": "text", "text": "what?"}],
        },
    ]
    assert models.for_transformers(messages)[0]["content"] == [{"type": "text", "text": "be short"}]
    assert models.for_transformers(messages)[1] == messages[1]
    shown = models.for_vllm(messages)[1]["content"]
    assert shown == [
        {"type": "video_url", "video_url": {"url": f"file://{tmp_path}/a%20b.mp4"}},
        {"type": "text", "text": "what?"},
    ]
    assert gate_eval.family_of(str(tmp_path), "nvidia/Cosmos-Reason1-7B") == "qwen2_5_vl"
    assert gate_eval.family_of(str(tmp_path), "nvidia/Cosmos-Reason2-8B") == "qwen3_vl"
    write(tmp_path / "config.json", {"model_type": "qwen2_5_vl"})
    assert gate_eval.family_of(str(tmp_path), "./model") == "qwen2_5_vl"
    write(tmp_path / "adapter_config.json", {"base_model_name_or_path": "base"})
    assert models.adapter_base(str(tmp_path)) == "base"
    assert models.adapter_base("/nowhere") is None
