"""The clips of ``examples/reason1-sft``: a gripper carries a block over a table, with questions about each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from make_example_data import FPS, FRAMES, HEIGHT, LIGHTS, WIDTH, Canvas, Color, encode_frames, write_json

TABLE = 130
COLORS: dict[str, Color] = {
    "red": (200, 50, 45),
    "green": (60, 160, 70),
    "blue": (50, 90, 190),
    "yellow": (220, 190, 50),
}


@dataclass(frozen=True)
class Task:
    """One clip: a block, and where it is carried from and to, in pixels from the left."""

    id: str
    color: str
    start: int
    end: int
    dropped: bool = False


TASKS = (
    Task("task-01", "red", 60, 240),
    Task("task-02", "green", 250, 90),
    Task("task-03", "blue", 80, 260),
    Task("task-04", "yellow", 240, 70, dropped=True),
    Task("task-05", "red", 260, 110),
    Task("task-06", "blue", 70, 200, dropped=True),
)


def draw(task: Task, frame: int) -> bytes:
    """One frame as RGB bytes: the gripper goes down, carries the block over, and lets it go."""
    canvas = Canvas(LIGHTS["Daylight"])
    canvas.box(0, 0, WIDTH, TABLE, (210, 205, 195))
    canvas.box(0, TABLE, WIDTH, HEIGHT, (150, 115, 80))
    part = frame / (FRAMES - 1)
    way = min(1.0, max(0.0, (part - 0.25) / 0.5))
    lost = task.dropped and way > 0.5
    hand = task.start + (task.end - task.start) * way
    block = task.start + (task.end - task.start) * (0.5 if lost else way)
    lifted = 0 if part < 0.25 or part > 0.85 else 50
    block_base = TABLE + 25 if lost else TABLE + 25 - lifted
    canvas.box(block - 12, block_base - 24, block + 12, block_base, COLORS[task.color])
    canvas.box(hand - 4, 0, hand + 4, TABLE - 20 - lifted, (70, 70, 75))
    for side in (-16, 12):
        canvas.box(hand + side, TABLE - 22 - lifted, hand + side + 4, TABLE + 12 - lifted, (40, 40, 45))
    return b"".join(canvas.rows)


def answers(task: Task) -> list[tuple[str, str]]:
    """Four questions about a clip with their answers."""
    side = "right" if task.end > task.start else "left"
    what = f"drops it on the way to the {side}" if task.dropped else f"carries it to the {side}"
    done = "No, it falls on the way" if task.dropped else "Yes"
    return [
        ("What does the robot do with the block?", f"It lifts the {task.color} block and {what}."),
        (f"Does the {task.color} block arrive at the {side}?", f"{done}."),
        ("Which colour has the block?", f"It is {task.color}."),
        ("To which side does the gripper move?", f"To the {side}."),
    ]


def row(task: Task, question: str, answer: str) -> dict[str, Any]:
    """A row as the published dataset has it."""
    messages = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    metadata = {"width": WIDTH, "height": HEIGHT, "num_frames": FRAMES, "framerate": FPS}
    return {"video": f"{task.id}.mp4", "conversations": messages, "metadata": metadata}


def write_reason1_sft(folder: Path) -> None:
    """``robovqa/robovqa_understanding.json`` and the clips below ``robovqa/video_clips``, in two parts."""
    rows = []
    for number, task in enumerate(TASKS):
        clip = folder / "robovqa" / "video_clips" / f"part_{number // 3:03}" / f"{task.id}.mp4"
        clip.parent.mkdir(parents=True, exist_ok=True)
        encode_frames(b"".join(draw(task, frame) for frame in range(FRAMES)), clip)
        rows += [row(task, *pair) for pair in answers(task)]
    write_json(folder / "robovqa" / "robovqa_understanding.json", rows)
