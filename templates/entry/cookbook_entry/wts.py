"""WTS: a LLaVA-style file of multiple-choice questions, or the annotations as WTS publishes them.

Published are ``[normal_trimmed/]<scene>/environment/<scene>.json`` below a split, each a list of objects with clips
in ``overhead_videos`` and questions in ``environment`` (``question``, options ``a``, ``b``, … and ``correct``), and the
clips as ``<media_path>/[normal_trimmed/]<scene>/overhead_view/<clip>``. Every question is asked about every clip.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .errors import CookbookConfigError, Findings, Problem
from .files import load_prompt, read_json
from .layout import Groups, Layout
from .llava import BLANKS, OPTIONS, Ids, MediaFinder, is_broken, read_file, system_prompt
from .samples import Sample, Turn
from .settings import Settings

NORMAL = "normal_trimmed"
"""The sub-folder with the scenes in which nothing happens."""
LETTERS = "abcdef"
FORM = '[{"overhead_videos": ["a.mp4"], "environment": [{"question": …, "a": …, "b": …, "correct": "a"}]}]'


@dataclass(frozen=True)
class Question:
    """A question with its options by letter, and the letter of the right one."""

    text: str
    options: Mapping[str, str]
    correct: str

    def ask(self, template: str) -> str:
        """The template with the question and its options in it."""
        parts = {
            "question": self.text,
            "options": "\n".join(f"{letter}: {option}" for letter, option in self.options.items()),
        }
        return re.sub(r"\{(question|options)\}", lambda found: parts[found[1]], template)


def _is_sound(text: Any) -> bool:
    return isinstance(text, str) and text.strip(BLANKS) != "" and not is_broken(text)


def _question(row: Any) -> Question | None:
    if not isinstance(row, dict) or not _is_sound(row.get("question")) or not _is_sound(row.get("correct")):
        return None
    options = {letter.upper(): row[letter] for letter in LETTERS if letter in row}
    if len(options) < 2 or not all(map(_is_sound, options.values())):
        return None
    stripped = {letter: option.strip(BLANKS) for letter, option in options.items()}
    return Question(row["question"].strip(BLANKS), stripped, row["correct"].strip(BLANKS).upper())


def _scenes(value: Any) -> list[tuple[list[str], list[Question]]] | None:
    """Clips and questions of each object in a file; None where its form is not the published one."""
    if not isinstance(value, list) or not value or not all(isinstance(entry, dict) for entry in value):
        return None
    scenes = []
    for entry in value:
        clips, rows = entry.get("overhead_videos"), entry.get("environment")
        if not isinstance(clips, list) or not all(map(_is_sound, clips)) or not isinstance(rows, list):
            return None
        questions = [_question(row) for row in rows]
        if any(question is None for question in questions):
            return None
        scenes.append((clips, questions))
    return scenes


def _places(root: str, findings: Findings) -> list[tuple[str, str]]:
    """The file of every scene with questions, and its folder below the split; those of NORMAL last."""
    places = []
    for parent in ("", NORMAL):
        folder = os.path.join(root, parent)
        if parent and not os.path.exists(folder):
            continue
        try:
            names = sorted(os.listdir(folder))
        except OSError as error:
            findings.problem(folder, f"cannot be listed: {error.strerror}", "give a readable folder")
            return []
        for name in names:
            path = os.path.join(folder, name, "environment", f"{name}.json")
            if name != NORMAL and os.path.exists(path):
                places.append((path, os.path.join(parent, name)))
    if not places:
        what = "holds no <scene>/environment/<scene>.json"
        findings.problem(root, what, "name a split of the annotations, for example WTS/annotations/vqa/train")
    return places


def _template(settings: Settings) -> str:
    """The template of the questions, ours or the user's.

    Raises:
        CookbookConfigError: it cannot be read, or lacks a field.
    """
    key = "custom.prompts.user_file"
    text = load_prompt(settings.user_file, "wts_user.txt", key)
    lacking = [field for field in ("{question}", "{options}") if field not in text]
    if lacking:
        raise CookbookConfigError([Problem(key, f"lacks {' and '.join(lacking)}", "write both into the file")])
    return text


def read_scenes(settings: Settings, root: str, findings: Findings) -> list[Sample]:
    """All samples of the published annotations, scenes by name.

    Raises:
        CookbookConfigError: a prompt file cannot be read.
    """
    template, system = _template(settings), system_prompt(settings)
    ids, finder, samples, asked = Ids(), MediaFinder(settings, findings), [], 0
    for path, folder in _places(root, findings):
        value = read_json(path, findings)
        scenes = None if value is None else _scenes(value)
        if value is not None and scenes is None:
            findings.problem(path, "does not have the form of WTS annotations", f"write {FORM}")
        for clips, questions in scenes or []:
            for clip in clips:
                medium = finder.find("video", os.path.join(folder, "overhead_view", clip.lstrip("/")))
                for number, question in enumerate(questions):
                    # The id that data_preprocess.py of the recipe gives.
                    name = ids.take(f"{clip.removesuffix('.mp4')}_{number}", asked)
                    asked += 1
                    if medium is not None:
                        turns = (Turn("user", question.ask(template)), Turn("assistant", question.correct))
                        samples.append(Sample(name, (medium,), system, turns))
    return samples


def read_either(settings: Settings, root: str, findings: Findings) -> Groups:
    """The samples of a file or of a folder.

    Raises:
        CookbookConfigError: a prompt file cannot be read.
    """
    return {"": read_scenes(settings, root, findings)} if os.path.isdir(root) else read_file(settings, root, findings)


WTS = Layout(
    root_key="custom.dataset.annotation_path",
    names="the JSON file with the annotations, or the folder of their scenes",
    options=OPTIONS,
    read=read_either,
)
