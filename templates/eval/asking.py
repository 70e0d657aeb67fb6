"""Asks models the same questions within a time, and keeps every answer, so that nothing is asked twice."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import models
from questions import NotWritten, Question, Unreadable
from scores import Scores, score

Loader = Callable[[str, list[str]], models.Answer]
Told = Callable[[str, int, int], None]


class Kept:
    """Answers of one model in a file: one line each, by what was asked."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.known: dict[str, str] = {}
        if path is None or not path.is_file():
            return
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                one = json.loads(line)
                self.known[one["key"]] = one["answer"]
            except (ValueError, KeyError, TypeError):
                # The last line of a run that was killed.
                continue

    def add(self, question: Question, key: str, answer: str) -> None:
        """Keeps one answer, at once.

        Raises:
            NotWritten: the disk did not take it.
        """
        self.known[key] = answer
        if self.path is None:
            return
        line = json.dumps({"key": key, "id": question.id, "answer": answer}, ensure_ascii=False)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8", errors="backslashreplace") as file:
                file.write(line + "\n")
        except OSError as error:
            raise NotWritten(f"{self.path} could not be written: {error.strerror}") from error


@dataclass
class Asked:
    """What one model answered, in the order of the questions."""

    answers: list[str]
    scores: list[Scores]
    seconds: float
    kept: int
    """Answers that were there before."""


@dataclass(frozen=True)
class Limits:
    """How much is asked at most."""

    seconds: float
    tokens: int
    batch: int = 1
    cache: Path | None = None
    told: Told = field(default=lambda _name, _done, _all: None)


def ask_each(part: list[tuple[Question, str]], model: models.Answer, kept: Kept) -> None:
    """Asks a batch; where that fails, one by one, so that one clip that cannot be read costs no other answer.

    Raises:
        Unreadable: samples that fail where others do not, by name.
    """
    try:
        for (question, key), answer in zip(part, model([one.messages for one, _ in part]), strict=True):
            kept.add(question, key, answer)
        return
    except NotWritten:
        raise
    except Exception as error:
        if type(error).__name__ == "OutOfMemoryError" or (len(part) == 1 and not kept.known):
            raise
        first = error
    failed: list[tuple[Question, Exception]] = []
    for question, key in part:
        try:
            kept.add(question, key, model([question.messages])[0])
        except NotWritten:
            raise
        except Exception as error:
            if type(error).__name__ == "OutOfMemoryError":
                raise
            failed.append((question, error))
    if len(failed) == len(part) and not kept.known:
        raise first
    if failed:
        named = "; ".join(f"{one.id} ({', '.join(one.media) or 'text'}): {why}" for one, why in failed)
        raise Unreadable(f"{len(failed)} of {len(part)} samples could not be shown to the model: {named}"[:2000])


def ask_one(
    name: str, path: str, asked: list[Question], load: Callable[[], models.Answer], limits: Limits, until: float
) -> Asked:
    """Answers of one model, as many as there is time for; at least one batch."""
    started = time.monotonic()
    file = None if limits.cache is None else limits.cache / f"answers-{models.model_key(path)}-{limits.tokens}.ndjson"
    kept = Kept(file)
    keys = [question.key for question in asked]
    answers: list[str] = []
    before = sum(key in kept.known for key in keys)
    model: models.Answer | None = None
    for start in range(0, len(asked), limits.batch):
        if answers and time.monotonic() > until:
            break
        part = list(zip(asked, keys, strict=True))[start : start + limits.batch]
        unknown = [(question, key) for question, key in part if key not in kept.known]
        if unknown:
            model = model or load()
            ask_each(unknown, model, kept)
        answers += [kept.known[key] for _, key in part]
        limits.told(name, len(answers), len(asked))
    scores = [score(question.label, answer) for question, answer in zip(asked, answers, strict=False)]
    return Asked(answers, scores, time.monotonic() - started, before)


def ask_all(paths: dict[str, str], asked: list[Question], load: Loader, limits: Limits) -> dict[str, Asked]:
    """All models over the same samples: the first gets its share of the time, the others as many samples as it did.

    Raises:
        TimeoutError: a later model is so much slower that it could not be asked the same.
    """
    folders = sorted({str(Path(path).parent) for question in asked for path in question.media})
    share = limits.seconds / len(paths)
    result: dict[str, Asked] = {}
    count = len(asked)
    for place, (name, path) in enumerate(paths.items()):
        # Twice its share for the later ones: whoever called has the hard end.
        until = time.monotonic() + share * (1 if place == 0 else 2)
        one = ask_one(name, path, asked[:count], lambda path=path: load(path, folders), limits, until)
        models.forget()
        if len(one.scores) < count and place > 0:
            raise TimeoutError(f"{name} answered {len(one.scores)} of {count} samples in time")
        count = len(one.scores)
        result[name] = one
    return result


def rows(asked: list[Question], result: dict[str, Asked]) -> list[dict[str, Any]]:
    """Sample by sample: what was asked, what it should be, and what each model said."""
    count = min(len(one.answers) for one in result.values())
    return [
        {
            "id": question.id,
            "question": text_of(question),
            "media": question.media,
            "label": question.label,
            "answers": {name: one.answers[place] for name, one in result.items()},
            "scores": {name: one.scores[place] for name, one in result.items()},
        }
        for place, question in enumerate(asked[:count])
    ]


def text_of(question: Question) -> str:
    """The last thing that the user says, as text."""
    content = question.messages[-1]["content"]
    if isinstance(content, str):
        return content
    return "\n".join(part["text"] for part in content if part["type"] == "text")
