"""Draw and write the example data in saved Hugging Face datasets: ``python scripts/make_saved_examples.py [FOLDER]``.

Needs ffmpeg with libx264 on PATH and the package ``datasets`` (5.2.0 wrote what is committed), which cosmos-rl brings
with it; the tests read what it has written and need neither. FOLDER (default: ``examples``) gets ``hf-conversations/``,
``mimicgen/`` and ``videophy2/``. ``--fixtures FOLDER`` writes what is in ``test/fixtures/dataset/saved`` instead: one
small dataset for each form that a column can have.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import datasets
import pyarrow
from make_example_data import SCENES, Scene

ROOT = Path(__file__).resolve().parent.parent
WIDTH, HEIGHT, FPS = 160, 128, 10
Color = tuple[int, int, int]
Message = dict[str, Any]

DIGITS = dict(
    zip("0123456789.", "75557 26227 71747 71717 55711 74717 74757 71111 75757 75717 00002".split(), strict=True)
)
"""Five rows of three dots each, as octal digits."""


class Picture:
    """One RGB frame that takes filled rectangles and digits."""

    def __init__(self, background: Color) -> None:
        self.rows = [bytearray(bytes(background) * WIDTH) for _ in range(HEIGHT)]

    def box(self, left: float, top: float, right: float, bottom: float, color: Color) -> None:
        """Fill a rectangle, clipped to the frame."""
        first, last = max(0, round(left)), min(WIDTH, round(right))
        if first < last:
            for y in range(max(0, round(top)), min(HEIGHT, round(bottom))):
                self.rows[y][first * 3 : last * 3] = bytes(color) * (last - first)

    def write(self, text: str, left: int, top: int, size: int, color: Color) -> None:
        """Write digits, ``size`` pixels to a dot."""
        for place, character in enumerate(text):
            for row, dots in enumerate(DIGITS[character]):
                for column in range(3):
                    if int(dots, 8) >> (2 - column) & 1:
                        x, y = left + (place * 4 + column) * size, top + row * size
                        self.box(x, y, x + size, y + size, color)

    def bytes(self) -> bytes:
        """The frame as raw bytes."""
        return b"".join(self.rows)


def encode(frames: Iterable[Picture], path: Path) -> None:
    """Write the clip as H.264; one thread and bit-exact flags, so that the bytes do not vary."""
    path.parent.mkdir(parents=True, exist_ok=True)
    size = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(FPS), "-i", "-"]
    codec = ["-c:v", "libx264", "-preset", "slow", "-crf", "32", "-pix_fmt", "yuv420p", "-threads", "1"]
    exact = ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1", "-movflags", "+faststart"]
    command = ["ffmpeg", "-y", "-loglevel", "error", *size, *codec, *exact, str(path)]
    subprocess.run(command, input=b"".join(frame.bytes() for frame in frames), check=True)


def messages(system: str, video: str, question: str, answer: str) -> list[Message]:
    """A conversation in the published form: system, a clip with a question, the answer."""
    content = [{"type": "video", "video": video}, {"type": "text", "text": question}]
    return [
        {"role": "system", "content": system},
        {"role": "user", "content": content},
        {"role": "assistant", "content": answer},
    ]


def save(columns: dict[str, Any], folder: Path, shards: int | None = None) -> None:
    """Write a dataset; its fingerprint is fixed, so that the files do not vary."""
    table = columns if isinstance(columns, pyarrow.Table) else pyarrow.table(columns)
    made = datasets.Dataset(datasets.table.InMemoryTable(table), fingerprint="c00cb00c")
    made.save_to_disk(folder, num_shards=shards)


def questions(scene: Scene) -> dict[str, str]:
    """Three questions about a drawn driving scene, with their answers."""
    levels = ("Easy", "Moderate", "Hard", "Very hard")
    action = f"{scene.action[0].lower()}{scene.action[1:]}"
    return {
        "What happens, and what does the car do?": f"{scene.reason} The car does this: {action}.",
        "Which light and which weather does the clip show?": f"{scene.light}, {scene.weather.lower()} weather.",
        "How hard is this scene to drive?": f"{levels[scene.difficulty - 1]}. {scene.reason}",
    }


def write_conversations(folder: Path, clips: Path) -> None:
    """Drawn driving scenes, each with three questions."""
    rows = []
    for scene in SCENES[:8]:
        name = f"videos/{scene.id}.mp4"
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(clips / f"{scene.id}.camera_front_wide_120fov.mp4", folder / name)
        system = "You describe what a driver sees."
        rows += [messages(system, name, question, answer) for question, answer in questions(scene).items()]
    save({"conversations": [json.dumps(row) for row in rows]}, folder, shards=2)


def arm(picture: Picture, x: float, y: float, closed: bool) -> None:
    """A gripper that hangs from above."""
    gap = 9 if closed else 14
    picture.box(x - 3, 0, x + 3, y - 12, (120, 120, 125))
    picture.box(x - gap - 4, y - 12, x + gap + 4, y - 7, (90, 90, 95))
    for side in (-1, 1):
        picture.box(x + side * gap - 2, y - 12, x + side * gap + 2, y + 6, (60, 60, 65))


def between(times: tuple[float, float, float], now: float) -> tuple[float, float, float]:
    """How far each of three events is: 0 before it starts, 1 when it is over."""
    starts = (0.0, *times[:2])
    return tuple(min(1.0, max(0.0, (now - a) / (b - a))) for a, b in zip(starts, times, strict=True))


def demonstration(times: tuple[float, float, float], goal: float) -> Iterable[Picture]:
    """A gripper reaches for a cube, lifts it, and puts it down at the goal; the time is written in a corner."""
    for frame in range(round(times[2] * FPS) + 2):
        reach, lift, place = between(times, frame / FPS)
        picture = Picture((205, 200, 190))
        picture.box(0, 100, WIDTH, HEIGHT, (150, 115, 80))
        picture.box(goal - 14, 98, goal + 14, 102, (80, 150, 90))
        x = 120 - 60 * reach + (goal - 60) * place
        y = 40 + 52 * reach - 45 * lift + 45 * place
        cube = (x, y) if lift > 0 else (60, 92)
        picture.box(cube[0] - 8, cube[1] - 8, cube[0] + 8, cube[1] + 8, (200, 50, 45))
        arm(picture, x, y, closed=lift > 0)
        picture.write(f"{frame / FPS:.1f}", 4, 4, 4, (20, 20, 20))
        yield picture


def write_mimicgen(folder: Path) -> None:
    """Drawn demonstrations, with the times of their events."""
    rows = []
    events = ("reach for the cube", "lift the cube", "put the cube down on the green field")
    listed = "\n".join(events)
    question = f"When do these events happen? The time is written in each frame.\n{listed}"
    for number in range(6):
        times = (1.0 + 0.2 * number, 2.2 + 0.3 * number, 3.4 + 0.4 * number)
        name = f"videos/demo{number}_agentview.mp4"
        encode(demonstration(times, 110 + 6 * (number % 4)), folder / name)
        spans = zip((0.0, *times[:2]), times, events, strict=True)
        answer = "\n".join(f"<{start:.1f}> <{end:.1f}> {event}" for start, end, event in spans)
        system = "You find when things happen in clips of a robot arm, in seconds."
        rows.append(messages(system, name, question, f"<answer>\n{answer}\n</answer>"))
    save({"conversations": [json.dumps(row) for row in rows]}, folder)


FALLS: dict[int, Callable[[float], float]] = {
    5: lambda t: 4.9 * t * t,
    4: lambda t: 3.6 * t * t,
    3: lambda t: 2.6 * t,
    2: lambda t: min(1.4, 4.9 * t * t) if t < 1.4 else 1.4,
    1: lambda t: 1.6 - 1.4 * t,
}
"""How far a ball has fallen after a time, by how plausible: as a stone does, slowly, evenly, to a halt, upwards."""


def fall(score: int, left: int) -> Iterable[Picture]:
    """A ball that falls to the ground."""
    for frame in range(20):
        picture = Picture((220, 230, 240))
        picture.box(0, 112, WIDTH, HEIGHT, (95, 125, 80))
        fallen = min(3.2, max(0.0, FALLS[score](frame / FPS)))
        y = 16 + 27 * fallen
        picture.box(left - 8, y - 6, left + 8, y + 6, (190, 60, 60))
        picture.box(left - 6, y - 8, left + 6, y + 8, (190, 60, 60))
        yield picture


def write_videophy2(folder: Path) -> None:
    """Drawn falls, with scores of how plausible they are."""
    rows = []
    question = "How plausible is the motion in this clip? Answer with a score from 1 (not at all) to 5 (fully)."
    for number in range(10):
        score = number % 5 + 1
        name = f"videos/{number + 1}.mp4"
        encode(fall(score, 40 + 9 * number), folder / name)
        system = "You judge whether clips obey the laws of physics."
        rows.append(messages(system, name, question, f"<answer>\n{score}\n</answer>"))
    save({"conversations": [json.dumps(row) for row in rows]}, folder)


def write_fixtures(folder: Path) -> None:
    """The same four conversations in each form that a column of a saved dataset can have."""
    rows = [messages("Be brief.", "a.mp4", f"What is {number}?", f"It is {number}: é 漢字.") for number in range(4)]
    texts = [json.dumps(row, ensure_ascii=number % 2 == 0) for number, row in enumerate(rows)]
    parts = [
        [
            {**message, "content": [{"type": "text", "text": content}] if isinstance(content, str) else content}
            for message in row
            for content in [message["content"]]
        ]
        for row in rows
    ]
    for name, kind in {"string": "string", "large-string": "large_string", "string-view": "string_view"}.items():
        save({"conversations": pyarrow.array(texts, type=getattr(pyarrow, kind)())}, folder / name)
    save({"conversations": pyarrow.array(parts), "n": [0, 1, 2, 3]}, folder / "structs")
    save({"conversations": texts, "trajectory": [[0.5, 1.5]] * 4}, folder / "shards", shards=3)
    dictionary = pyarrow.table({"conversations": pyarrow.array([texts[0], texts[1], texts[0]]).dictionary_encode()})
    with pyarrow.OSFile(str(folder / "dictionary.arrow"), "wb") as file:
        with pyarrow.ipc.new_stream(file, dictionary.schema) as writer:
            writer.write_table(dictionary)
    datasets.DatasetDict({"train": datasets.Dataset.from_dict({"conversations": texts[:1]})}).save_to_disk(
        folder / "dict"
    )


def main() -> None:
    """Write the examples, or the fixtures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "examples")
    parser.add_argument("--fixtures", type=Path, metavar="FOLDER", help="write the fixtures of the tests there instead")
    given = parser.parse_args()
    if given.fixtures is not None:
        write_fixtures(given.fixtures)
        return
    write_conversations(given.folder / "hf-conversations", ROOT / "examples" / "avha" / "videos")
    write_mimicgen(given.folder / "mimicgen")
    write_videophy2(given.folder / "videophy2")


if __name__ == "__main__":
    main()
