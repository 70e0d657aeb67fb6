"""The samples that are asked about, read as the entry scripts read them for training."""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

Messages = list[dict[str, Any]]


class NothingHeldOut(Exception):
    """There is no sample that the model has not been trained on."""


class Unreadable(Exception):
    """The data or their settings cannot be read."""


class BadModel(Unreadable):
    """A model cannot answer, whatever it is asked."""


class NotWritten(Exception):
    """The disk did not take what was to be kept."""


@dataclass(frozen=True)
class Source:
    """Where samples come from: entry scripts, a config of theirs, and whether only what is held out may be asked."""

    entry: Path
    layout: str
    config: Path
    version: tuple[int, ...]
    everything: bool = False
    """True for data that nothing was trained on."""
    strict: bool = False
    """True where a run that held nothing out is refused."""


@dataclass(frozen=True)
class Question:
    """A conversation up to its last answer, and that answer."""

    id: str
    messages: Messages
    label: str

    @property
    def media(self) -> list[str]:
        """Files that the model looks at."""
        return [
            str(part[part["type"]])
            for one in self.messages
            if not isinstance(one["content"], str)
            for part in one["content"]
            if part["type"] != "text"
        ]

    @property
    def key(self) -> str:
        """A name for all that the model is shown: it changes with texts, settings, and the files themselves."""
        state = hashlib.sha256(json.dumps(self.messages, sort_keys=True, ensure_ascii=False).encode())
        for path in self.media:
            try:
                status = Path(path).stat()
                state.update(f"\0{status.st_size}:{status.st_mtime_ns}".encode())
            except OSError:
                state.update(b"\0gone")
        return state.hexdigest()[:24]


def source_of(record: Path) -> Source:
    """What a run was trained on, by its record."""
    plan = json.loads((record / "plan.json").read_text(encoding="utf-8"))
    script = next(word for word in reversed(plan["argv"]) if word.endswith(".py"))
    layout = Path(script).read_text(encoding="utf-8").split('run("', 1)[1].split('"', 1)[0]
    version = tuple(int(part) for part in plan["engine"].split(".")[:3])
    return Source(record / "entry", layout, record / "config.toml", version)


def _import_entry(folder: Path) -> None:
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))


def _all_samples(settings: Any) -> list[Any]:
    """Every sample of the data, each once, whatever its weight in training."""
    from cookbook_entry.errors import CookbookDataError, Findings
    from cookbook_entry.layouts import LAYOUTS

    findings = Findings()
    groups = LAYOUTS[settings.layout].read(settings, settings.root, findings)
    if findings.problems:
        raise CookbookDataError(findings.problems)
    return [sample for group in groups.values() for sample in group]


def _read(source: Source, family: str) -> tuple[list[Any], Any]:
    """The samples that may be asked about, and how their media are shown."""
    from cookbook_entry.config import load_toml, read_settings
    from cookbook_entry.data import load

    settings = read_settings(load_toml(str(source.config)), source.layout, source.version)
    vision, _ = settings.vision.parts(family)
    if source.everything:
        return _all_samples(settings), vision
    if source.strict and not settings.validation:
        raise NothingHeldOut("the run held nothing out: it was trained on all of its data")
    return load(replace(settings, validation=True)).validation or [], vision


def questions(source: Source, count: int, family: str) -> tuple[list[Question], int]:
    """At most ``count`` questions, and how many there are; chosen by the hash of their ids.

    So they stay the same while data grow, as the entry scripts hold them out.

    Raises:
        NothingHeldOut: the run trained on all of its data.
        Unreadable: the entry scripts would not train on the data either.
    """
    _import_entry(source.entry)
    from cookbook_entry.errors import CookbookError
    from cookbook_entry.samples import conversation
    from cookbook_entry.sampling import digest

    try:
        samples, vision = _read(source, family)
    except CookbookError as error:
        raise Unreadable(error.summary()) from error
    except ValueError as error:
        raise Unreadable(str(error)) from error
    chosen = sorted(samples, key=lambda sample: digest(sample.id))[:count]
    asked = []
    for sample in chosen:
        messages = conversation(sample, vision, "text")
        asked.append(Question(sample.id, messages[:-1], str(sample.turns[-1].text)))
    return asked, len(samples)
