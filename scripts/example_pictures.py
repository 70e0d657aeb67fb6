"""Draw the example pictures and write their LLaVA-style annotations; called by ``make_example_data.py``.

The pictures are flat drawings, written as PNG without a library: a driving scene, warehouse shelves with numbered
overlays, and wafer maps. ``wts/`` takes clips that are drawn already.
"""

from __future__ import annotations

import json
import math
import shutil
import struct
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Color = tuple[int, int, int]
DIGITS = ("75557", "26227", "71747")  # 0, 1 and 2: five rows of three bits
WAFERS: dict[str, Callable[[float, float, int], bool]] = {
    "center": lambda radius, angle, noise: radius < 0.35,
    "donut": lambda radius, angle, noise: 0.35 < radius < 0.6,
    "edge-loc": lambda radius, angle, noise: radius > 0.75 and 0.3 < angle < 1.2,
    "edge-ring": lambda radius, angle, noise: radius > 0.85,
    "loc": lambda radius, angle, noise: 0.3 < radius < 0.6 and 2.0 < angle < 2.9,
    "near-full": lambda radius, angle, noise: noise % 20 != 0,
    "random": lambda radius, angle, noise: noise % 3 == 0,
    "scratch": lambda radius, angle, noise: 0.15 < radius < 0.9 and abs(angle - 1 - radius) < 0.09,
}
"""Where a wafer of each class is defective: by distance from its centre, angle in radians and a fixed noise."""


class Picture:
    """An RGB picture that takes filled rectangles."""

    def __init__(self, width: int, height: int, color: Color) -> None:
        self.width, self.height = width, height
        self.rows = [bytearray(bytes(color) * width) for _ in range(height)]

    def box(self, x1: float, y1: float, x2: float, y2: float, color: Color) -> None:
        """Fill x1..x2, y1..y2 (pixels, clipped to the picture)."""
        left, right = max(0, round(x1)), min(self.width, round(x2))
        for y in range(max(0, round(y1)), min(self.height, round(y2))):
            if left < right:
                self.rows[y][left * 3 : right * 3] = bytes(color) * (right - left)

    def digit(self, x: int, y: int, value: int) -> None:
        """A white digit, 9 by 15 pixels."""
        for row, bits in enumerate(DIGITS[value]):
            for column in range(3):
                if int(bits) >> (2 - column) & 1:
                    left, top = x + column * 3, y + row * 3
                    self.box(left, top, left + 3, top + 3, (255, 255, 255))

    def save(self, path: Path) -> None:
        """Write an 8-bit RGB PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = b"".join(b"\0" + bytes(row) for row in self.rows)
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(raw, 9)), (b"IEND", b""))
        body = b"".join(
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
            for kind, data in chunks
        )
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)


def turns(*texts: str) -> list[dict[str, str]]:
    """Questions and answers in turn."""
    return [{"from": "gpt" if place % 2 else "human", "value": text} for place, text in enumerate(texts)]


def write_json(path: Path, value: Any) -> None:
    """Indented UTF-8 JSON with a final newline."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def write_llava(folder: Path) -> None:
    """Coloured shapes: one picture, two pictures, and two questions about one."""
    colors = {"red": (210, 50, 45), "green": (60, 160, 70), "blue": (50, 80, 190), "yellow": (225, 200, 60)}
    items: list[dict[str, Any]] = []
    for place, (name, color) in enumerate(colors.items()):
        picture = Picture(160, 120, (235, 235, 230))
        for number in range(place + 1):
            picture.box(15 + number * 35, 40, 40 + number * 35, 80, color)
        picture.save(folder / "images" / f"{name}.png")
        count = f"{place + 1} {name} box{'es' if place else ''}"
        asked = turns("<image>\nHow many boxes are there, and in which color?", f"There is a row of {count}.")
        items.append({"id": f"row-{name}", "image": f"{name}.png", "conversations": asked})
    asked = turns(
        "<image>\n<image>\nWhich picture has more boxes?", "The second: four yellow ones, against one red one."
    )
    items.append({"id": "compare", "images": ["red.png", "yellow.png"], "conversations": asked})
    asked = turns(
        "<image>\nIs one of the boxes blue?", "Yes, all three are.", "And is one green?", "No, there is no green box."
    )
    items.append({"id": "two-questions", "image": "blue.png", "conversations": asked})
    write_json(folder / "annotations.json", items)


def write_warehouse(folder: Path) -> None:
    """Shelves with pallets, an overlay with a number on each, and a question of each category."""
    questions = (
        ("count", "How many pallets stand on the floor?", "3"),
        ("left_right", "Is region 0 to the left or to the right of region 2?", "left"),
        ("mcq", "Which of the regions 0, 1 and 2 is the tallest?", "1"),
        ("distance", "How many meters lie between region 0 and region 1?", "2.5"),
    )
    pallets = ((30, 70, 70, 110), (110, 40, 150, 110), (190, 80, 230, 110))
    first = "The first picture is the original; the second shows the number of each region at its center."
    items = []
    for number, (category, question, answer) in enumerate(questions, 1):
        names = [f"train/images/{number:06}.png", f"train/som_images/{number:06}.{number}.png"]
        for name in names:
            picture = Picture(256, 144, (150, 150, 145))
            picture.box(0, 110, 256, 144, (110 + number * 8, 110, 105))
            for region, (left, top, right, bottom) in enumerate(pallets):
                picture.box(left, top, right, bottom, (165, 120, 70))
                if "som_images" in name:
                    picture.digit((left + right) // 2 - 4, (top + bottom) // 2 - 7, region)
            picture.save(folder / name)
        asked = turns(f"<image>\n<image>\n{first}\n{question}", answer)
        items.append({"id": number, "images": names, "category": category, "conversations": asked})
    write_json(folder / "train_llava.json", items)


def wafer(name: str) -> Picture:
    """A wafer map: a disc of chips, those with a defect in yellow."""
    picture = Picture(96, 96, (70, 20, 90))
    for row in range(24):
        for column in range(24):
            across, down = (column - 11.5) / 12, (row - 11.5) / 12
            radius, angle = math.hypot(across, down), math.atan2(down, across) % math.tau
            if radius <= 1:
                defective = WAFERS[name](radius, angle, (row * 29 + column * 17) % 101)
                color = (250, 225, 40) if defective else (35, 145, 140)
                picture.box(column * 4, row * 4, column * 4 + 4, row * 4 + 4, color)
    return picture


def write_wafer_map(folder: Path) -> None:
    """A picture of each class, in a folder of its name, and the four questions about it."""
    classes = list(WAFERS)
    listed = " ".join(f"({place}) {name}." for place, name in enumerate(classes, 1))
    items: list[dict[str, Any]] = []
    for place, name in enumerate(classes):
        path = f"{name}/wafermap_{name}_0.png"
        wafer(name).save(folder / "train" / path)
        other = classes[(place + 3) % len(classes)]
        asked = (
            ("Name the kind of defect on this wafer map.", f"The defect is of the kind {name}."),
            (f"Is the defect of the kind {name}?", f"Yes, it is {name}."),
            (f"Is the defect of the kind {other}?", f"No, it is {name}."),
            (f"Choose the kind of defect: {listed}", f"({place + 1}) {name}."),
        )
        for question, answer in asked:
            conversations = turns(f"<image>\n{question}", answer)
            items.append({"id": len(items), "image": path, "conversations": conversations})
    write_json(folder / "annotations.json", items)


def write_wts(folder: Path, clips: Mapping[str, Path]) -> None:
    """Three scenes and one in which nothing happens, as published and as a LLaVA-style file."""
    weather = {"question": "What is the weather like?", "a": "Clear", "b": "Rain", "c": "Snow"}
    sign = {"question": "What controls the traffic?", "a": "A traffic light", "b": "A stop sign", "c": "Nothing"}
    crossing = {"question": "Does somebody cross the road?", "a": "Yes", "b": "No"}
    scenes = {
        "scene_01": ("example-05", ("a", "a", "b")),
        "scene_02": ("example-07", ("a", "b", "b")),
        "scene_03": ("example-04", ("a", "c", "a")),
        "normal_trimmed/scene_04": ("example-01", ("a", "c", "b")),
    }
    items: list[dict[str, Any]] = []
    for place, (clip, answers) in scenes.items():
        name = place.rpartition("/")[2]
        video = f"{place}/overhead_view/{name}_192.168.0.11.mp4"
        target = folder / "videos" / "train" / video
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(clips[clip], target)
        asked = [
            {**question, "correct": answer} for question, answer in zip((weather, sign, crossing), answers, strict=True)
        ]
        scene = [{"id": name, "overhead_videos": [target.name], "environment": asked}]
        write_json(folder / "annotations" / "vqa" / "train" / place / "environment" / f"{name}.json", scene)
        for number, row in enumerate(asked):
            options = "\n".join(f"{letter.upper()}: {row[letter]}" for letter in "abcd" if letter in row)
            question = (
                f"<video>\n{row['question']}\n{options}\nReply with the letter of the correct option and nothing else."
            )
            conversations = turns(question, row["correct"].upper())
            items.append({"id": f"{target.stem}_{number}", "video": video, "conversations": conversations})
    write_json(folder / "environment_mcq_llava_train.json", items)


def write_annotated(folder: Path, clips: Mapping[str, Path]) -> None:
    """The examples of all layouts with LLaVA-style annotations."""
    write_llava(folder / "llava")
    write_warehouse(folder / "warehouse")
    write_wafer_map(folder / "wafer-map")
    write_wts(folder / "wts", clips)
