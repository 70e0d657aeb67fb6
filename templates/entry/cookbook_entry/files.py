"""Read and check the files of a dataset without opening a video."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .errors import CookbookConfigError, Findings

BUNDLED = Path(__file__).resolve().parent.parent.parent / "prompts"
"""``prompts/`` beside ``entry/``: cookbook-run copies both into a run folder in this relation."""


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        names = [key for key, _ in pairs]
        raise ValueError(f"key {next(key for key in names if names.count(key) > 1)!r} is there twice")
    return value


def _not_json(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def strict_json(text: str) -> Any:
    """The JSON value of a text; a key twice and NaN are errors, as in every reader of ours.

    Raises:
        ValueError: the text is not JSON.
        RecursionError: it is nested too deeply.
    """
    return json.loads(text, object_pairs_hook=_no_duplicates, parse_constant=_not_json)


def read_json(path: str, findings: Findings) -> Any:
    """The JSON value in a UTF-8 file, or None after adding a problem (JSON ``null`` is a problem too)."""
    # A FIFO or a device would be read for ever.
    if Path(path).exists() and not Path(path).is_file():
        findings.problem(path, "is not a regular file", "make it a readable file")
        return None
    try:
        value = strict_json(Path(path).read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        findings.problem(path, "no such file", "create it or remove the entry that names it")
    except OSError as error:
        findings.problem(path, f"cannot be read: {error.strerror}", "make it a readable file")
    except UnicodeDecodeError as error:
        findings.problem(path, f"is not UTF-8 at byte {error.start}", "save it as UTF-8")
    except RecursionError:
        findings.problem(path, "is nested too deeply", "repair the JSON")
    except ValueError as error:
        findings.problem(path, f"is not valid JSON: {error}", "repair the JSON")
    else:
        if value is None:
            findings.problem(path, "holds null", "write an object")
        return value
    return None


LARGEST_ARRAY = 4 * 1024**3
"""Every rank holds the text of the array; a larger file is no list of samples."""
DECODER = json.JSONDecoder(object_pairs_hook=_no_duplicates, parse_constant=_not_json)


def _array_text(path: str) -> str:
    """The text of a regular UTF-8 file.

    Raises:
        ValueError: it is no such file, or far too large.
    """
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:  # a FIFO must not wait for its writer
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise ValueError("is not a regular file")
        if status.st_size > LARGEST_ARRAY:
            raise ValueError(f"has {status.st_size} bytes")
        return file.read().decode("utf-8-sig")


def _behind_blanks(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\t", "\n", "\r"):
        at += 1
    return at


def _items(text: str) -> Iterator[Any]:
    """The items of a JSON array, one by one: all of them as objects would need ten times the memory of the text.

    Raises:
        ValueError: the text is no such array.
    """
    at = _behind_blanks(text, 0)
    if text[at : at + 1] != "[":
        raise ValueError("it does not begin with [")
    at = _behind_blanks(text, at + 1)
    closed = text[at : at + 1] == "]"
    while not closed:
        item, at = DECODER.raw_decode(text, at)
        yield item
        at = _behind_blanks(text, at)
        closed = text[at : at + 1] == "]"
        if not closed and text[at : at + 1] != ",":
            raise ValueError(f"neither , nor ] stands at character {at}")
        at = at if closed else _behind_blanks(text, at + 1)
    if _behind_blanks(text, at + 1) != len(text):
        raise ValueError(f"there is more text behind its end, character {at}")


def read_array(path: str, findings: Findings) -> Iterator[Any]:
    """The items of the JSON array in a UTF-8 file, in order; what is wrong with it becomes a problem."""
    empty = True
    try:
        for item in _items(_array_text(path)):
            empty = False
            yield item
    except FileNotFoundError:
        findings.problem(path, "no such file", "create it or correct the key that names it")
    except OSError as error:
        findings.problem(path, f"cannot be read: {error.strerror}", "make it a readable file")
    except RecursionError:
        findings.problem(path, "is nested too deeply", "repair the JSON")
    except ValueError as error:
        fix = "write [{…}, {…}]; make one of JSON lines with: jq -s . FILE"
        findings.problem(path, f"is not a JSON array: {error}", fix)
    else:
        if empty:
            findings.problem(path, "has no items", "fill it")


def check_media(path: str, findings: Findings) -> bool:
    """True for a non-empty regular file; else a problem. Nothing is decoded here."""
    try:
        status = os.stat(path)
    except OSError as error:
        findings.problem(path, f"media file cannot be opened: {error.strerror}", "add the file or remove its entry")
        return False
    if not os.path.isfile(path):
        findings.problem(path, "is not a file", "add the video file or remove its entry")
        return False
    if status.st_size == 0:
        findings.problem(path, "is empty (0 bytes)", "copy the video again")
        return False
    if status.st_size < 1024 and Path(path).read_bytes().startswith(b"version https://git-lfs"):
        findings.problem(path, "is a Git LFS pointer, not a video", "run: git lfs pull")
        return False
    return True


def load_prompt(chosen: str | None, bundled: str, key: str) -> str:
    """The text of a prompt file, without surrounding blank lines: the chosen one, else the bundled one.

    Raises:
        CookbookConfigError: the file is missing, empty or not UTF-8.
    """
    path = Path(chosen) if chosen is not None else BUNDLED / bundled
    findings = Findings()
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        findings.problem(key, f"{path} cannot be read: {error}", "give a UTF-8 text file")
    else:
        if text:
            return text
        findings.problem(key, f"{path} is empty", "write a prompt into it")
    raise CookbookConfigError(findings.problems)
