"""The reason1-sft layout: a local copy of Cosmos-Reason1-SFT-Dataset.

``<dataset>/<subset>/*<split>*.json`` are JSON arrays of rows ``{"video", "conversations"}``; ``subset`` and ``split``
are the engine's own keys. A row names its clip by file name; clips lie, extracted, anywhere below ``<dataset>/<subset>/
video_clips`` or, if there is no such folder, below the one that the published script prepares in ``COSMOS_CACHE``.
"""

from __future__ import annotations

import os
import re
from typing import Any

from .checks import HELD_OUT
from .errors import Findings
from .files import check_media, read_array
from .hub import locate_dataset, prepared_clips
from .layout import Groups, Layout
from .messages import read_messages
from .samples import Media, Sample
from .settings import Settings

CLIP = (".mp4", ".avi", ".mov")
SPLIT_KEY = "train.train_policy.dataset.split"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _row_files(folder: str, split: str, findings: Findings) -> list[str]:
    """The files of one split: those that have it in their name as a word."""
    word = re.compile(rf"(^|[^A-Za-z0-9]){re.escape(split)}([^A-Za-z0-9]|$)")
    try:
        names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    except OSError as error:
        findings.problem(folder, f"cannot be listed: {error.strerror}", "give a readable folder")
        return []
    files = [os.path.join(folder, name) for name in names if name.endswith(".json") and word.search(name)]
    if not files:
        findings.problem(folder, f"has no .json file with the rows of the split {split}", "correct subset and split")
    return files


def _clips(folder: str, settings: Settings, findings: Findings) -> dict[str, list[str]] | None:
    """Paths of the clips by file name; None after adding a problem."""
    subset = _text(settings.source.get("subset"))
    folders = [os.path.join(folder, "video_clips"), prepared_clips(_text(settings.source.get("name")), subset)]
    found = next((one for one in folders if os.path.isdir(one)), None)
    if found is None:
        what = f"its clips are not extracted: there is no folder {' and none '.join(folders)}"
        findings.problem(folder, what, f"extract {os.path.join(folder, 'clips')}/*.tar.gz into the first")
        return None
    clips: dict[str, list[str]] = {}
    for place, _, names in os.walk(found):
        for name in filter(lambda name: name.endswith(CLIP), names):
            # The engine renames the clips of this subset so (cosmos_rl/utils/util.py, prepare_cosmos_data).
            key = name.split(".")[0] + ".mp4" if subset == "av" else name
            clips.setdefault(key, []).append(os.path.join(place, name))
    return clips


def _find(clips: dict[str, list[str]], named: str, where: str, findings: Findings) -> str | None:
    """The clip that a row means."""
    paths = clips.get(os.path.basename(named), [])
    meant = paths if len(paths) < 2 else [path for path in paths if path.endswith(f"/{named}")]
    if len(meant) == 1:
        return meant[0]
    what = f"names the clip {named}, and there are {len(paths)} of that name"
    findings.problem(where, what, "have one clip of that name below video_clips")
    return None


def _read_rows(file: str, clips: dict[str, list[str]] | None, findings: Findings) -> list[Sample]:
    samples = []
    sound: dict[str, bool] = {}
    for number, row in enumerate(read_array(file, findings)):
        where = f"{file}: row {number}"
        video = row.get("video") if isinstance(row, dict) else None
        if not isinstance(video, str) or not os.path.basename(video):
            findings.problem(where, f"has the video {video!r}", "name one clip in video")
            continue
        spoken = read_messages(row.get("conversations"), where, findings)
        path = None if clips is None else _find(clips, video, where, findings)
        if path is not None and path not in sound:
            sound[path] = check_media(path, findings)
        if spoken is not None and path is not None and sound[path]:
            stem = os.path.basename(file).removesuffix(".json")
            samples.append(
                Sample(f"{stem}/{number}/{os.path.basename(video)}", (Media("video", path),), *spoken),
            )
    return samples


def read_dataset(settings: Settings, root: str, findings: Findings) -> Groups:
    """All samples of the subset and its splits, in the order of their files."""
    if not os.path.isdir(root):
        findings.problem(root, "no such folder", "download the dataset and name its folder")
        return {"": []}
    split = settings.source.get("split")
    splits = [name for name in (split if isinstance(split, list) else [split]) if isinstance(name, str) and name]
    folder = os.path.join(root, _text(settings.source.get("subset")))
    if not splits:
        findings.problem(SPLIT_KEY, "is missing", "name the split, such as understanding")
        return {"": []}
    files = dict.fromkeys(file for split in splits for file in _row_files(folder, split, findings))
    clips = _clips(folder, settings, findings)
    return {"": [sample for file in files for sample in _read_rows(file, clips, findings)]}


REASON1_SFT = Layout(
    root_key="train.train_policy.dataset.name",
    names="the folder of the downloaded dataset, or its id on the hub",
    options=HELD_OUT,
    read=read_dataset,
    locate=locate_dataset,
)
