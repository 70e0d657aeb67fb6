"""The AVHA layout: ``videos/<id>[.camera_front_wide_120fov].mp4`` and ``metas/<id>.label.json``."""

from __future__ import annotations

import os
from pathlib import Path

from .checks import HELD_OUT
from .errors import Findings
from .files import check_media, load_prompt, read_json
from .labels import avha_answer
from .layout import Groups, Layout
from .samples import Media, Sample, Turn
from .settings import Settings

CAMERA = ".camera_front_wide_120fov"
VIDEO = ".mp4"
LABEL = ".label.json"


def _listing(folder: str, findings: Findings) -> list[str] | None:
    """Sorted names in a folder: the order must not depend on the file system."""
    try:
        return sorted(os.listdir(folder))
    except FileNotFoundError:
        findings.problem(folder, "no such folder", "give a folder that holds videos/ and metas/")
    except OSError as error:
        findings.problem(folder, f"cannot be listed: {error.strerror}", "give a readable folder")
    return None


def _videos(folder: str, names: list[str], findings: Findings) -> dict[str, str]:
    videos: dict[str, str] = {}
    for name in names:
        path = os.path.join(folder, name)
        if not name.endswith(VIDEO):
            findings.skip("not an .mp4 file in videos/", path)
            continue
        key = name.removesuffix(VIDEO).removesuffix(CAMERA)
        if key in videos:
            findings.problem(path, f"a second video for id {key!r}, beside {videos[key]}", "keep one of them")
        else:
            videos[key] = path
    return videos


def read_avha(root: str, system: str, user: str, findings: Findings) -> list[Sample]:
    """All samples of an AVHA folder, sorted by id; what is wrong goes to ``findings``."""
    if not os.path.isdir(root):
        findings.problem(root, "no such folder", "set train.train_policy.dataset.name to the dataset folder")
        return []
    video_folder, label_folder = os.path.join(root, "videos"), os.path.join(root, "metas")
    video_names, label_names = _listing(video_folder, findings), _listing(label_folder, findings)
    if video_names is None or label_names is None:
        return []
    videos = _videos(video_folder, video_names, findings)
    labels = {}
    for name in label_names:
        if name.endswith(LABEL):
            labels[name.removesuffix(LABEL)] = os.path.join(label_folder, name)
        else:
            findings.skip("not a .label.json file in metas/", os.path.join(label_folder, name))
    if not videos and not labels:
        findings.problem(root, "has no videos and no labels", "fill videos/ and metas/")
    for key in sorted(labels.keys() - videos.keys()):
        what = f"label without a video {key}{VIDEO} or {key}{CAMERA}{VIDEO} in {video_folder}"
        findings.problem(labels[key], what, "add the video or remove the label")
    samples = []
    for key in sorted(videos):
        if key not in labels:
            what = f"video without a label {Path(label_folder) / (key + LABEL)}"
            findings.problem(videos[key], what, "add the label or remove the video")
            continue
        sound = check_media(videos[key], findings)
        label = read_json(labels[key], findings)
        text = None if label is None else avha_answer(label, labels[key], findings)
        if sound and text is not None:
            samples.append(
                Sample(key, (Media("video", videos[key]),), system, (Turn("user", user), Turn("assistant", text)))
            )
    return samples


def read_folder(settings: Settings, root: str, findings: Findings) -> Groups:
    """All samples with the prompts of the settings.

    Raises:
        CookbookConfigError: a prompt file cannot be read.
    """
    system = load_prompt(settings.system_file, "avha_system.txt", "custom.prompts.system_file")
    user = load_prompt(settings.user_file, "avha_user.txt", "custom.prompts.user_file")
    return {"": read_avha(root, system, user, findings)}


AVHA = Layout(
    root_key="train.train_policy.dataset.name",
    names="the absolute path of the folder with videos/ and metas/",
    options=HELD_OUT,
    read=read_folder,
    absolute=True,
)
