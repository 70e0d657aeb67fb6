"""The evaluation that ships for the gate: scores of answers, the held-out samples, both models on the same."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ENTRY, ROOT, avha_label, make_avha, write

sys.path.insert(0, str(ROOT / "templates" / "eval"))

import asking  # noqa: E402
import eval as gate_eval  # noqa: E402
import models  # noqa: E402
from compare import interval, uncertainty  # noqa: E402
from questions import BadModel, Question, Unreadable, source_of  # noqa: E402
from scores import goodness, json_object, option, rouge_l, said, score, summary  # noqa: E402


@pytest.mark.parametrize(
    ("label", "answer", "expected"),
    [
        ("Yes.", " yes. ", {"exact": True}),
        ("Yes.", "No.", {"exact": False}),
        ("<think>a</think><answer>B</answer>", "<think>C?</think> <answer>b</answer>", {"exact": True, "option": True}),
        ("(B) left", "The answer is B.", {"exact": False, "option": True}),
        ("B", "Because it is C", {"exact": False, "option": False}),
        ("A car stops", "A car stops", {"exact": True, "option": True}),
        ("4", "The score is 3.", {"exact": False, "number": (4.0, 3.0)}),
        ("<answer>4</answer>", "4", {"exact": True, "number": (4.0, 4.0)}),
        ("4", "between 1 and 5", {"exact": False, "number": (4.0, None)}),
        ("the car turns left", "the car turns right", {"exact": False, "rouge_l": 0.75}),
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


def loader(asked: list[tuple[str, str]]) -> asking.Loader:
    """The new model answers with the label, the old one gets one field wrong."""

    def load(path: str, folders: list[str]) -> models.Answer:
        def one(messages: models.Messages) -> str:
            clip = next(part["video"] for part in messages[-1]["content"] if part["type"] == "video")
            assert str(Path(clip).parent) in folders
            assert all(one["role"] != "assistant" for one in messages)
            asked.append((path, clip))
            return json.dumps(avha_label(weather="some weather" if path == "/new" else "rain"))

        return lambda batch: [one(messages) for messages in batch]

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
    before = [question.id for question in gate_eval.held_out(record, 3)]
    make_avha(tmp_path / "data", [f"t{n:02}" for n in range(5)])
    after = [question.id for question in gate_eval.held_out(record, 99)]
    assert len(after) == 5
    assert set(before) & set(after)


def test_time_is_bounded_and_a_slower_model_is_told(
    record: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [0.0]
    monkeypatch.setattr(asking.time, "monotonic", lambda: now[0])

    def load(path: str, _: list[str]) -> models.Answer:
        def answer(batch: list[models.Messages]) -> list[str]:
            now[0] += (10 if path == "/new" else 100) * len(batch)
            return ["{}"] * len(batch)

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
    assert models.family_of(str(tmp_path), "nvidia/Cosmos-Reason1-7B") == "qwen2_5_vl"
    assert models.family_of(str(tmp_path), "nvidia/Cosmos-Reason2-8B") == "qwen3_vl"
    write(tmp_path / "config.json", {"model_type": "qwen2_5_vl"})
    assert models.family_of(str(tmp_path), "./model") == "qwen2_5_vl"
    write(tmp_path / "adapter_config.json", {"base_model_name_or_path": "base"})
    assert models.adapter_base(str(tmp_path)) == "base"
    assert models.adapter_base("/nowhere") is None


def test_rouge_l_by_hand() -> None:
    # The longest common sequence of `police killed the gunman` and the answers has 3, 2 and 3 words (Lin 2004).
    truth = "police killed the gunman"
    assert rouge_l(truth, "police kill the gunman") == 0.75
    assert rouge_l(truth, "the gunman kill police") == 0.5
    assert rouge_l(truth, "The police killed gunman.") == 0.75
    assert rouge_l(truth, "") == 0.0 == rouge_l(truth, "nothing alike")


def test_scores_of_videophy2_by_hand() -> None:
    pairs = [("1", "2"), ("2", "2"), ("4", "5"), ("5", "4"), ("3", "no idea")]
    numbers = summary([score(label, answer) for label, answer in pairs])["score"]
    assert numbers["answered"] == 0.8 and numbers["accuracy"] == 0.2 and numbers["error"] == 0.75
    # Of (1,2) (2,2) (4,5) (5,4): covariance 7, variances 10 and 6.75.
    assert numbers["correlation"] == pytest.approx(7 / (10 * 6.75) ** 0.5)
    assert "correlation" not in summary([score("3", "3"), score("3", "4")])["score"]


def test_goodness_is_of_what_the_label_asks() -> None:
    assert goodness(score("B", "b")) == 1.0
    assert goodness(score("5", "3")) == 0.5
    assert goodness(score("5", "none")) == 0.0
    assert goodness(score('{"a": 1, "b": 2}', '{"a": 1}')) == 0.5
    assert goodness(score("Yes.", "yes.")) == 1.0


def test_intervals_are_paired() -> None:
    assert interval([float(n) for n in range(101)]) == (2.0, 98.0)
    right, wrong = score("B", "B"), score("B", "C")
    # One sample of ten is better, and none is worse: each model alone is unsure, their difference is not below zero.
    scores = {"tuned": [right] * 6 + [wrong] * 4, "base": [right] * 5 + [wrong] * 5}
    found = uncertainty(scores)
    difference = found["difference"]["option_accuracy"]
    assert difference["value"] == pytest.approx(0.1) and difference["low"] == 0.0 and difference["high"] < 0.31
    low, high = found["intervals"]["tuned"]["option_accuracy"]
    assert low <= 0.4 and high >= 0.8
    assert found == uncertainty(scores)
    assert uncertainty({"tuned": [right]}) == {"intervals": {}, "difference": {}}


def questions_of(*ids: str) -> list[Question]:
    """Questions without media."""
    return [Question(one, [{"role": "user", "content": f"what is {one}?"}], one) for one in ids]


def test_nothing_is_asked_twice(tmp_path: Path) -> None:
    asked: list[str] = []

    def answer(batch: list[models.Messages]) -> list[str]:
        asked.extend(messages[0]["content"] for messages in batch)
        return [messages[0]["content"].split()[-1] for messages in batch]

    limits = asking.Limits(60, 8, batch=2, cache=tmp_path)
    first = asking.ask_all({"a": "/m"}, questions_of("x", "y", "z"), lambda *_: answer, limits)["a"]
    assert len(asked) == 3 and first.answers == ["x?", "y?", "z?"] and first.kept == 0
    file = next(tmp_path.glob("answers-*.ndjson"))
    # A run that was killed while it wrote leaves half a line.
    file.write_text("\n".join(file.read_text(encoding="utf-8").splitlines()[:2]) + '\n{"key": "', encoding="utf-8")
    again = asking.ask_all({"a": "/m"}, questions_of("x", "y", "z"), lambda *_: answer, limits)["a"]
    assert again.answers == first.answers and again.kept == 2 and asked[3:] == ["what is z?"]
    other = asking.ask_all({"a": "/other"}, questions_of("x"), lambda *_: answer, limits)["a"]
    assert other.kept == 0
    longer = asking.ask_all({"a": "/m"}, questions_of("x"), lambda *_: answer, asking.Limits(60, 9, cache=tmp_path))[
        "a"
    ]
    assert longer.kept == 0


def request_of(tmp_path: Path, **more: Any) -> Path:
    """A request of cookbook-run."""
    base = {
        "models": {"tuned": "/new", "base": "/old"},
        "everything": False,
        "samples": 9,
        "seconds": 60,
        "tokens": 8,
        "batch": 2,
        "backend": "transformers",
        "cache": str(tmp_path / "answers"),
        "result": str(tmp_path / "result.json"),
    }
    return write(tmp_path / "request.json", {**base, **more})


def test_a_request_of_the_verb(record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = record / "config.toml"
    assert gate_eval.main(["--request", str(request_of(tmp_path, record=str(record)))], loader([])) == 66
    assert "trained on all of its data" in capsys.readouterr().out
    config.write_text(config.read_text(encoding="utf-8") + "[validation]\nenable = true\n", encoding="utf-8")
    assert gate_eval.main(["--request", str(request_of(tmp_path, record=str(record)))], loader([])) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert events[0] == {"event": "asked", "model": "tuned", "done": 2, "count": 4}
    assert events[-1] == {"event": "done"}
    result = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    assert (result["available"], result["samples"]) == (4, 4)
    fields = len(avha_label())
    difference = result["difference"]["json.field_accuracy"]
    assert difference["value"] == pytest.approx(1 / fields) == difference["low"] == difference["high"]
    assert [row["change"] for row in result["rows"]] == [pytest.approx(1 / fields)] * 4
    plain = {"entry": str(ENTRY), "layout": "avha", "config": str(config), "engine": "0.4.7"}
    assert gate_eval.main(["--request", str(request_of(tmp_path, samples=99, **plain))], loader([])) == 0
    assert json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))["samples"] == 20
    write(record.parent / "data" / "metas" / "s00.label.json", b"{")
    capsys.readouterr()
    assert gate_eval.main(["--request", str(request_of(tmp_path, **plain))], loader([])) == 65
    assert json.loads(capsys.readouterr().out)["kind"] == "data"


def test_the_layout_of_a_record(record: Path) -> None:
    assert source_of(record).layout == "avha"
    assert source_of(record).version == (0, 4, 7)


def answering(broken: dict[str, Exception]) -> models.Answer:
    """A model that cannot be shown some samples, alone or in a batch."""

    def answer(batch: list[models.Messages]) -> list[str]:
        for messages in batch:
            for name, error in broken.items():
                if name in str(messages):
                    raise error
        return ["said" for _ in batch]

    return answer


def test_one_broken_clip_costs_no_other_answer(tmp_path: Path) -> None:
    asked = questions_of(*(f"s{n:03}" for n in range(100)))
    limits = asking.Limits(60, 8, batch=4, cache=tmp_path)
    model = answering({"s049": RuntimeError("no frame could be read")})
    with pytest.raises(Unreadable, match=r"1 of 4 samples could not be shown.*s049 \(text\): no frame"):
        asking.ask_all({"a": "/m"}, asked, lambda *_: model, limits)
    lines = next(tmp_path.glob("answers-*.ndjson")).read_text(encoding="utf-8").splitlines()
    assert len(lines) == 51
    # Once it is mended, what was answered is not asked again.
    done = asking.ask_all({"a": "/m"}, asked, lambda *_: answering({}), limits)["a"]
    assert (len(done.answers), done.kept) == (100, 51)


@pytest.mark.parametrize("batch", [1, 3])
def test_a_model_that_fails_at_everything_is_no_fault_of_a_clip(tmp_path: Path, batch: int) -> None:
    model = answering({"s": ValueError("the model is broken")})
    with pytest.raises(ValueError, match="the model is broken"):
        asking.ask_all({"a": "/m"}, questions_of("s1", "s2", "s3"), lambda *_: model, asking.Limits(60, 8, batch=batch))


def test_memory_is_never_taken_for_a_broken_clip(tmp_path: Path) -> None:
    class OutOfMemoryError(RuntimeError):
        pass

    model = answering({"y": OutOfMemoryError("CUDA out of memory")})
    with pytest.raises(OutOfMemoryError):
        asking.ask_all({"a": "/m"}, questions_of("x", "y"), lambda *_: model, asking.Limits(60, 8, batch=1))


def test_answers_that_are_no_numbers_leave_the_others(tmp_path: Path) -> None:
    endless = score("3", "5" * 400)
    assert endless["number"] == (3.0, None)
    far = [score("1", "1" + "0" * 300), score("2", "-1" + "0" * 300), score("3", "2")]
    numbers = summary(far)
    json.dumps(numbers, allow_nan=False)
    assert numbers["score"]["answered"] == 1.0
    assert score('{"a": 1}', '{"a":' * 5000 + "}" * 5000)["valid"] is False


def test_no_data_and_a_disk_that_is_full_are_said(
    record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = {"entry": str(ENTRY), "layout": "avha", "config": str(record / "config.toml"), "engine": "0.4.7"}
    monkeypatch.setattr(gate_eval, "questions", lambda *_: ([], 0))
    assert gate_eval.main(["--request", str(request_of(tmp_path, **plain))], loader([])) == 66
    assert json.loads(capsys.readouterr().out)["why"] == "there is no sample in the data"
    monkeypatch.undo()
    below = write(tmp_path / "plain", b"")
    for key in ("cache", "result"):
        request = request_of(tmp_path, **{**plain, key: str(below / "there")})
        assert gate_eval.main(["--request", str(request)], loader([])) == 73
        assert json.loads(capsys.readouterr().out.splitlines()[-1])["kind"] == "disk"


def test_a_model_without_chat_template() -> None:
    class Part:
        chat_template = None

    processor = Part()
    processor.tokenizer = Part()
    with pytest.raises(BadModel, match="/m has no chat template"):
        models.templated(processor, "/m")
    processor.tokenizer.chat_template = "x"
    models.templated(processor, "/m")
    with pytest.raises(BadModel, match="no tokenizer"):
        models.templated(Part(), "/m")
