"""The pictures of ``examples/av3d``: a road seen by a pinhole camera, and cars drawn where their 3D boxes say."""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from make_example_data import HEIGHT, HORIZON, LIGHTS, WIDTH, Canvas, Color, write_json

FOCAL, CENTER, ABOVE_ROAD = 260.0, WIDTH / 2, 1.5
"""Focal length in pixels, middle column of the picture, and height of the camera in metres."""
SIZES = {"car": (1.9, 1.5, 4.5), "truck": (2.5, 3.2, 8.0), "bus": (2.6, 3.1, 11.0)}
"""Across, up and along the road, in metres."""
PAINT: dict[str, Color] = {"car": (60, 70, 150), "truck": (150, 90, 50), "bus": (190, 160, 40)}


@dataclass(frozen=True)
class Frame:
    """One picture: its light, and each vehicle as label, x and z of its middle in metres."""

    light: str
    vehicles: tuple[tuple[str, float, float], ...]


FRAMES = (
    Frame("Daylight", (("car", 1.8, 12.0),)),
    Frame("Daylight", (("car", 1.8, 24.5), ("truck", -2.1, 38.0))),
    Frame("Daylight", ()),
    Frame("Daylight", (("bus", 2.0, 21.25),)),
    Frame("Daylight", (("car", -1.9, 9.5), ("car", 1.7, 30.0))),
    Frame("Dusk", (("truck", 1.9, 18.0),)),
    Frame("Dusk", (("car", -2.0, 16.0), ("bus", 2.1, 44.5))),
    Frame("Dusk", (("car", 1.75, 8.25),)),
    Frame("Night", (("car", 1.8, 14.0), ("car", -1.9, 27.0), ("truck", 2.0, 52.0))),
    Frame("Night", (("car", -1.85, 33.0),)),
    Frame("Daylight", (("truck", -2.2, 22.0), ("car", 1.8, 17.5))),
    Frame("Daylight", (("car", 1.9, 61.0),)),
)


def draw_road(canvas: Canvas, road: Color) -> None:
    """A straight road of two lanes, each row at the distance that the camera sees there."""
    for y in range(HORIZON + 1, HEIGHT):
        scale = (y - HORIZON) / ABOVE_ROAD  # pixels per metre
        canvas.box(CENTER - 3.7 * scale, y, CENTER + 3.7 * scale, y + 1, road)
        for edge in (-3.5, 3.4):
            canvas.box(CENTER + edge * scale, y, CENTER + (edge + 0.12) * scale + 1, y + 1, (200, 200, 195))
        if int(FOCAL / scale) % 6 < 3:
            canvas.box(CENTER - 0.06 * scale, y, CENTER + 0.06 * scale + 1, y + 1, (225, 215, 140))


def bbox_3d(label: str, x: float, z: float) -> list[float]:
    """The box of a vehicle that stands on the road and drives straight ahead."""
    across, up, along = SIZES[label]
    return [x, round(ABOVE_ROAD - up / 2, 2), z, across, up, along, 0.0, 0.0, 0.0]


def draw_vehicle(canvas: Canvas, label: str, box: list[float]) -> None:
    """A box in perspective, slice by slice from its far end to its back, with a window and two lamps."""
    x, y, z, across, up, along = box[:6]
    body = PAINT[label]
    slices = 24
    for number in range(slices + 1):
        scale = FOCAL / (z + along / 2 - along * number / slices)
        left, top = CENTER + (x - across / 2) * scale, HORIZON + (y - up / 2) * scale
        right, base = CENTER + (x + across / 2) * scale, HORIZON + (y + up / 2) * scale
        shade = body if number == slices else tuple(part * 2 // 3 for part in body)
        canvas.box(left, top, right, base, shade)
    width, height = right - left, base - top
    canvas.box(left + width * 0.12, top + height * 0.12, right - width * 0.12, top + height * 0.4, (30, 34, 40))
    for side in (0.06, 0.8):
        lamp = left + width * side
        canvas.box(lamp, base - height * 0.3, lamp + width * 0.14, base - height * 0.16, (215, 40, 35))


def png(canvas: Canvas) -> bytes:
    """The canvas as a PNG of 8-bit RGB."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    rows = b"".join(b"\0" + bytes(row) for row in canvas.rows)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def annotation(number: int, boxes: list[dict[str, Any]]) -> dict[str, Any]:
    """The JSON of one picture, as the recipe page shows it."""
    params = {"fx": FOCAL, "fy": FOCAL, "cx": CENTER, "cy": float(HORIZON)}
    return {"frame_id": number, "camera": "camera_front", "camera_params": params, "annotations": boxes}


def conversation(boxes: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The same written out as messages: a list of one conversation."""
    shown = {"type": "image", "image": "image_0"}
    question = {"type": "text", "text": "Which vehicles are in this picture? Give their 3D boxes as a JSON list."}
    answer = {"type": "text", "text": json.dumps(boxes)}
    return [[{"role": "user", "content": [shown, question]}, {"role": "assistant", "content": [answer]}]]


def write_av3d(folder: Path) -> None:
    """``images/``, ``text/`` and ``meta.json``; the last two items are spelled ``conversation``, one is written out."""
    (folder / "images").mkdir(parents=True, exist_ok=True)
    items = []
    for number, frame in enumerate(FRAMES):
        name = f"frame_{number * 30:06}"
        canvas = Canvas(LIGHTS[frame.light])
        draw_road(canvas, LIGHTS[frame.light][2])
        boxes = [{"bbox_3d": bbox_3d(*vehicle), "label": vehicle[0]} for vehicle in frame.vehicles]
        for box in sorted(boxes, key=lambda one: -one["bbox_3d"][2]):
            draw_vehicle(canvas, box["label"], box["bbox_3d"])
        (folder / "images" / f"{name}.png").write_bytes(png(canvas))
        last = number == len(FRAMES) - 1
        write_json(folder / "text" / f"{name}.json", conversation(boxes) if last else annotation(number, boxes))
        spelled = "conversation" if number >= len(FRAMES) - 2 else "text"
        items.append({"id": name, "media": f"images/{name}.png", spelled: f"text/{name}.json"})
    write_json(folder / "meta.json", items)
