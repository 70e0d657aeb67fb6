"""Saved Hugging Face datasets: a folder of ``Dataset.save_to_disk`` with one column of conversations.

Imports ``datasets``, which cosmos-rl depends on, only when there is something to read.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from typing import Any

from .checks import HELD_OUT, Options, is_text
from .errors import Findings
from .files import check_media, parse_json
from .layout import Groups, Layout
from .samples import Media, Sample
from .settings import Settings
from .spoken import Spoken, Unsound, read_spoken

Judge = Callable[[Spoken, str, Findings], bool]
"""What a layout asks of a row beyond its form: whether it can be trained on."""
SAVED_OPTIONS: Options = {"path": (is_text, "a path"), **HELD_OUT}
AGAIN = "copy the folder again, or write it anew with save_to_disk"


def _load(root: str, findings: Findings) -> Any:
    """The dataset in a folder, or None after a problem."""
    if not os.path.isdir(root):
        findings.problem(root, "no such folder", "set custom.dataset.path to a folder of Dataset.save_to_disk")
        return None
    # A pipe or a device would be read for ever, and datasets asks only whether such a name exists.
    for name in os.listdir(root):
        path = os.path.join(root, name)
        if name.endswith((".arrow", ".json")) and os.path.lexists(path) and not os.path.isfile(path):
            findings.problem(path, "is not a regular file", AGAIN)
            return None
    try:
        import datasets
    except ImportError as error:
        findings.problem(root, f"cannot be read: {error}", "install the package datasets beside cosmos-rl")
        return None
    try:
        loaded = datasets.load_from_disk(root)
    except Exception as error:  # noqa: BLE001 - pyarrow and datasets raise of all kinds for a damaged folder
        findings.problem(root, f"cannot be loaded: {type(error).__name__}: {error}", AGAIN)
        return None
    if isinstance(loaded, datasets.DatasetDict):
        splits = " or ".join(os.path.join(root, split) for split in loaded)
        findings.problem(root, "is a DatasetDict, not a Dataset", f"name one split: {splits}")
        return None
    return loaded


def _column(dataset: Any, root: str, column: str, findings: Findings) -> Any:
    """The Arrow column with the conversations: no format of the dataset applies, and nothing else is decoded."""
    names = dataset.column_names
    if column not in names:
        what = f"has no column {column!r}; it has {', '.join(names) or 'none'}"
        findings.problem(root, what, "set train.train_policy.conversation_column_name")
        return None
    for name in names:
        if name != column:
            findings.skip("column that is not read", f"{root}: {name}")
    return dataset.data.column(column)


def _rows(values: Any) -> Iterator[Any]:
    for chunk in values.chunks:
        for value in chunk:
            yield value.as_py()


def _spoken(value: Any, where: str, findings: Findings) -> Spoken | None:
    try:
        if isinstance(value, str):
            value = parse_json(value.removeprefix("\ufeff"))
        return read_spoken(value)
    except Unsound as error:
        fix = "write an optional system message, then user and assistant in turn"
        findings.problem(where, str(error), fix)
    except RecursionError:
        findings.problem(where, "is nested too deeply", "write the conversation with json.dumps")
    except ValueError as error:
        findings.problem(where, f"is not valid JSON: {error}", "write the conversation with json.dumps")
    return None


def _located(name: str, root: str) -> str:
    """A relative name begins in the launch folder, as in the published scripts; else beside the data."""
    path = os.path.abspath(name)
    beside = os.path.abspath(os.path.join(root, name))
    return beside if not os.path.exists(path) and os.path.exists(beside) else path


def digest_of(spoken: Spoken) -> str:
    """The id of a sample: what it says and shows, so that it does not depend on the order of the rows."""
    said = [f"{kind}:{name}" for kind, name in spoken.media]
    said += [spoken.system or "", *(f"{turn.role}:{turn.text}" for turn in spoken.turns)]
    return hashlib.sha256("\0".join(said).encode("utf-8")).hexdigest()[:16]


def read_saved(root: str, column: str, judge: Judge, findings: Findings) -> list[Sample]:
    """All samples of a saved dataset in the order of its rows; what is wrong goes to ``findings``."""
    dataset = _load(root, findings)
    values = None if dataset is None else _column(dataset, root, column, findings)
    if values is None:
        return []
    samples: list[Sample] = []
    seen: dict[str, int] = {}
    for number, value in enumerate(_rows(values)):
        where = f"{root}: row {number}"
        spoken = _spoken(value, where, findings)
        if spoken is None:
            continue
        if spoken.unread:
            findings.warn(f"media part with {', '.join(spoken.unread)}, which is not read", where)
        media = tuple(Media(kind, _located(name, root)) for kind, name in spoken.media)
        sound = all([check_media(one.path, findings) for one in media])
        if not judge(spoken, where, findings) or not sound:
            continue
        if not media:
            findings.warn("sample without a clip or picture", where)
        digest = digest_of(spoken)
        seen[digest] = seen.get(digest, 0) + 1
        key = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
        samples.append(Sample(key, media, spoken.system, spoken.turns))
    return samples


def saved_layout(judge: Judge) -> Layout:
    """A layout that lies in a saved dataset."""

    def read(settings: Settings, root: str, findings: Findings) -> Groups:
        return {"": read_saved(root, settings.column, judge, findings)}

    return Layout(
        root_key="custom.dataset.path",
        names="the folder that Dataset.save_to_disk has written",
        options=SAVED_OPTIONS,
        read=read,
    )


HF_CONVERSATIONS = saved_layout(lambda *_: True)
