"""Draw the example clips and write their labels: ``python3 scripts/make_example_data.py [FOLDER]``.

Needs ffmpeg with libx264 on PATH and nothing else. Clips are drawings of driving scenes, 320x192, 10 frames per second,
2.5 s; the same ffmpeg always makes the same bytes. FOLDER (default: ``examples``) gets a folder for each
layout; pictures are drawn by ``example_pictures``.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from example_pictures import write_annotated

WIDTH, HEIGHT, HORIZON, FPS, FRAMES = 320, 192, 80, 10, 25
Color = tuple[int, int, int]
Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels
LIGHTS: dict[str, tuple[Color, Color, Color]] = {  # sky, ground, road
    "Daylight": ((135, 190, 235), (90, 140, 70), (85, 85, 90)),
    "Dusk": ((205, 130, 95), (70, 85, 60), (65, 62, 68)),
    "Night": ((12, 14, 32), (22, 30, 22), (38, 38, 44)),
}


@dataclass(frozen=True)
class Scene:
    """One clip: what is drawn, and what is true about it. Distances ``near``/``far`` are 1 (close) to 8 (far)."""

    id: str
    light: str = "Daylight"
    weather: str = "Clear"
    road: str = "Two-lane rural road"
    junction: str = "None"
    signal: str = "None"
    sign: str = "None"
    lead: tuple[float, float] | None = None
    braking: bool = False
    crosser: str | None = None
    oncoming: bool = False
    action: str = "Keeps its speed"
    reason: str = ""
    difficulty: int = 1
    violation: bool = False
    start: int = 0


SCENES = (
    Scene("example-01", reason="The road ahead is empty and dry."),
    Scene(
        "example-02", lead=(5, 5), action="Follows at a steady distance", reason="A car drives ahead at equal speed."
    ),
    Scene(
        "example-03",
        lead=(6, 2.2),
        braking=True,
        action="Slows down behind the braking car",
        reason="The car ahead brakes and the gap closes quickly.",
        difficulty=3,
        start=8,
    ),
    Scene(
        "example-04",
        road="City street",
        crosser="pedestrian",
        action="Yields to the pedestrian",
        reason="A pedestrian steps onto the road from the right and crosses.",
        difficulty=3,
        start=6,
    ),
    Scene(
        "example-05",
        road="City street",
        junction="Intersection with a traffic light",
        signal="Red",
        action="Stops at the red light",
        reason="The light ahead is red.",
        difficulty=2,
    ),
    Scene(
        "example-06",
        road="City street",
        junction="Intersection with a traffic light",
        signal="Green",
        action="Drives through the intersection",
        reason="The light ahead is green and nobody crosses.",
    ),
    Scene(
        "example-07",
        road="City street",
        junction="Intersection",
        sign="Stop sign",
        action="Stops at the stop sign",
        reason="A stop sign stands at the right side of the road.",
        difficulty=2,
    ),
    Scene(
        "example-08",
        light="Night",
        oncoming=True,
        action="Keeps its lane",
        reason="An oncoming car with bright headlights passes on the left.",
        difficulty=2,
        start=4,
    ),
    Scene(
        "example-09",
        weather="Rain",
        lead=(5, 3.2),
        action="Slows down and keeps a longer distance",
        reason="Rain falls and the gap to the car ahead shrinks on the wet road.",
        difficulty=3,
        start=10,
    ),
    Scene(
        "example-10",
        light="Dusk",
        road="City street",
        crosser="cyclist",
        action="Yields to the cyclist",
        reason="A cyclist crosses from the right in low light.",
        difficulty=3,
        start=6,
    ),
    Scene(
        "example-11",
        road="City street",
        junction="Intersection with a traffic light",
        signal="Green",
        crosser="pedestrian",
        action="Brakes for the pedestrian",
        reason="The light is green for the ego vehicle, but a pedestrian crosses anyway.",
        difficulty=4,
        violation=True,
        start=6,
    ),
    Scene(
        "example-12",
        light="Night",
        weather="Rain",
        lead=(4, 3),
        braking=True,
        action="Slows down behind the braking car",
        reason="At night and in the rain the car ahead brakes.",
        difficulty=4,
        start=9,
    ),
)


class Canvas:
    """One RGB frame that takes filled rectangles."""

    def __init__(self, light: tuple[Color, Color, Color]) -> None:
        sky, ground, _ = light
        self.rows = [bytearray(bytes(sky if y < HORIZON else ground) * WIDTH) for y in range(HEIGHT)]

    def box(self, x1: float, y1: float, x2: float, y2: float, color: Color) -> None:
        """Fill x1..x2, y1..y2 (pixels, clipped to the frame)."""
        left, right = max(0, round(x1)), min(WIDTH, round(x2))
        if left < right:
            for y in range(max(0, round(y1)), min(HEIGHT, round(y2))):
                self.rows[y][left * 3 : right * 3] = bytes(color) * (right - left)


def ground_y(distance: float) -> float:
    """The row where something at a distance (1 close to 8 far) touches the road."""
    return HORIZON + 105 / distance


def draw_road(canvas: Canvas, scene: Scene, frame: int) -> None:
    """The road with its edges and a dashed centre line that moves unless the car is stopping."""
    road = LIGHTS[scene.light][2]
    moved = min(frame, 12) if scene.action.startswith("Stops") else frame
    for y in range(HORIZON, HEIGHT):
        depth = (y - HORIZON + 1) / (HEIGHT - HORIZON)
        half = 8 + 165 * depth
        canvas.box(160 - half, y, 160 + half, y + 1, road)
        for edge in (-half, half - 3 * depth - 1):
            canvas.box(160 + edge, y, 160 + edge + 3 * depth + 1, y + 1, (200, 200, 195))
        if int(6 / (depth + 0.12) + moved * 0.9) % 3 == 0:
            canvas.box(160 - 2 * depth - 0.5, y, 160 + 2 * depth + 0.5, y + 1, (225, 215, 140))


def progress(scene: Scene, frame: int) -> float:
    """How much of the event is over at a frame: 0 at its start, near 1 at the end of the clip."""
    return max(0, frame - scene.start) / (FRAMES - scene.start)


def car_box(distance: float, offset: float) -> Box:
    """Where a car is drawn: ``offset`` is 0 on the centre line, about 0.4 in the right lane."""
    base, size, x = ground_y(distance), 130 / distance, 160 + offset * 165 / distance
    return x - size / 2, base - size * 0.72, x + size / 2, base


def lead_box(scene: Scene, frame: int) -> Box:
    """Where the car ahead is at a frame."""
    first, last = scene.lead or (5, 5)
    return car_box(first + (last - first) * progress(scene, frame), 0.42)


def crosser_box(scene: Scene, frame: int) -> Box:
    """Where the crossing pedestrian or cyclist is at a frame."""
    x, base, half = 285 - 190 * progress(scene, frame), ground_y(1.9), 10 if scene.crosser == "pedestrian" else 30
    return x - half, base - 56, x + half, base


def draw_car(canvas: Canvas, box: Box, lamps: Color, body: Color = (60, 70, 150)) -> None:
    """A car with its window and two lamps."""
    left, top, right, base = box
    size = right - left
    canvas.box(left, top, right, base, body)
    canvas.box(left + size * 0.12, base - size * 0.66, right - size * 0.12, base - size * 0.42, (30, 34, 40))
    for side in (0.08, 0.78):
        canvas.box(left + size * side, base - size * 0.34, left + size * (side + 0.14), base - size * 0.18, lamps)


def draw_crosser(canvas: Canvas, scene: Scene, frame: int) -> None:
    """Somebody who crosses from the right: head, body, and wheels for a cyclist."""
    left, top, right, base = crosser_box(scene, frame)
    x = (left + right) / 2
    if scene.crosser == "cyclist":
        for wheel in (left, right - 18):
            canvas.box(wheel, base - 18, wheel + 18, base, (30, 30, 30))
    canvas.box(x - 7, top, x + 7, top + 14, (225, 180, 150))
    coat = (200, 60, 50) if scene.crosser == "pedestrian" else (40, 120, 190)
    canvas.box(x - 10, top + 14, x + 10, base if scene.crosser == "pedestrian" else base - 12, coat)


def draw_signs(canvas: Canvas, scene: Scene) -> None:
    """A traffic light or a sign at the right side of the road."""
    if scene.signal != "None":
        canvas.box(238, 34, 242, 110, (70, 70, 70))
        canvas.box(230, 18, 250, 58, (25, 25, 25))
        red, green = (235, 40, 40), (50, 225, 90)
        canvas.box(235, 22, 245, 32, red if scene.signal == "Red" else (60, 20, 20))
        canvas.box(235, 44, 245, 54, green if scene.signal == "Green" else (20, 55, 30))
    if scene.sign != "None":
        canvas.box(245, 62, 249, 122, (140, 140, 140))
        canvas.box(234, 40, 260, 66, (205, 30, 35))
        canvas.box(239, 50, 255, 55, (245, 245, 245))


def draw(scene: Scene, frame: int) -> bytes:
    """One frame as RGB bytes."""
    canvas = Canvas(LIGHTS[scene.light])
    draw_road(canvas, scene, frame)
    draw_signs(canvas, scene)
    if scene.oncoming and frame >= scene.start:
        draw_car(canvas, car_box(8 - 6.6 * progress(scene, frame), -0.45), (255, 250, 210), (90, 90, 95))
    if scene.lead is not None:
        lit = scene.braking and frame >= scene.start
        draw_car(canvas, lead_box(scene, frame), (255, 35, 30) if lit else (110, 25, 25))
    if scene.crosser is not None and frame >= scene.start:
        draw_crosser(canvas, scene, frame)
    if scene.weather == "Rain":
        for drop in range(40):
            x, y = (drop * 97 + frame * 13) % WIDTH, (drop * 53 + frame * 41) % HEIGHT
            canvas.box(x, y, x + 1, y + 7, (170, 180, 195))
    return b"".join(canvas.rows)


def encode(scene: Scene, path: Path) -> None:
    """Write the clip of a scene."""
    encode_frames(b"".join(draw(scene, frame) for frame in range(FRAMES)), path)


def encode_frames(frames: bytes, path: Path) -> None:
    """Write RGB frames as H.264; one thread and bit-exact flags, so that the bytes do not vary."""
    size = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(FPS), "-i", "-"]
    codec = ["-c:v", "libx264", "-preset", "slow", "-crf", "30", "-pix_fmt", "yuv420p", "-threads", "1"]
    exact = ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1", "-movflags", "+faststart"]
    command = ["ffmpeg", "-y", "-loglevel", "error", *size, *codec, *exact, str(path)]
    subprocess.run(command, input=frames, check=True)


def responds(scene: Scene) -> bool:
    """Does the ego vehicle respond to somebody else?"""
    return scene.lead is not None or scene.crosser is not None or scene.oncoming


def avha_label(scene: Scene) -> dict[str, Any]:
    """The 15 keys of an AVHA label."""
    return {
        "weather": scene.weather,
        "lighting": scene.light,
        "road_conditions": "Wet" if scene.weather == "Rain" else "Dry",
        "traffic_light": scene.signal,
        "traffic_sign": scene.sign,
        "additional_traffic_rules": None,
        "road_type": scene.road,
        "junction_type": scene.junction,
        "lane_type": "Normal driving lane",
        "additional_map_rules": None,
        "interactive_expanded_metaaction": [scene.action] if responds(scene) else None,
        "safety_analysis": f"{scene.reason} The ego vehicle does the following: {scene.action.lower()}.",
        "driving_difficulty": scene.difficulty,
        "rule_violation": scene.violation,
        "interesting_scenario": scene.difficulty >= 3,
    }


def human_label(scene: Scene) -> dict[str, Any]:
    """An AVHA label with the box of what decides how to drive, in pixels and seconds."""
    objects = []
    frame = (scene.start + FRAMES) // 2
    if scene.crosser is not None or scene.lead is not None:
        box = crosser_box(scene, frame) if scene.crosser is not None else lead_box(scene, frame)
        objects.append(
            {
                "box": dict(zip(("x1", "y1", "x2", "y2"), map(round, box), strict=True)),
                "box_time": frame / FPS,
                "critical_reasoning": scene.reason,
                "object_type": scene.crosser or "car",
            }
        )
    return {**avha_label(scene), "critical_object": objects}


def cv_label(scene: Scene) -> dict[str, Any]:
    """When the event starts and what it means for the ego vehicle."""
    schema = {
        "ego_behavior_reasoning": scene.reason,
        "effect_on_ego_behavior": f"{scene.action}.",
        "difficulty_score": scene.difficulty,
    }
    content = {"ego_behavior_schema": schema}
    return {
        "event_start_frame": scene.start,
        "event_start_timestamp": scene.start / FPS,
        "final_content": content,
    }


def reasoning_label(scene: Scene) -> dict[str, Any]:
    """A description, its difficulty, and what to notice when."""
    levels = ("easy", "moderate", "hard", "very hard")
    span = f"Between time {scene.start / FPS:.1f}s and {FRAMES / FPS:.1f}s"
    response = {
        "description": f"{scene.road}, {scene.light.lower()}, {scene.weather.lower()} weather. {scene.reason}",
        "driving difficulty explanation": f"The scene is {levels[scene.difficulty - 1]} to drive. {scene.reason}",
        "notice": [{span: f"{scene.reason} The ego vehicle: {scene.action.lower()}."}],
    }
    return {"response": response}


def write_json(path: Path, value: Any) -> None:
    """Indented UTF-8 JSON with a final newline."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def write_avha(folder: Path) -> dict[str, Path]:
    """``videos/`` and ``metas/``; returns the clip of each scene."""
    clips = {}
    (folder / "videos").mkdir(parents=True, exist_ok=True)
    for scene in SCENES:
        clips[scene.id] = folder / "videos" / f"{scene.id}.camera_front_wide_120fov.mp4"
        encode(scene, clips[scene.id])
        write_json(folder / "metas" / f"{scene.id}.label.json", avha_label(scene))
    return clips


def write_blended(folder: Path, clips: dict[str, Path]) -> None:
    """Three sub-directories, one per label schema; ``reason1_sft`` in the form with conversations."""
    parts = {"human_annotated": SCENES[0:4], "cv_annotated": SCENES[4:8], "reason1_sft": SCENES[8:12]}
    for name, scenes in parts.items():
        (folder / name / "media").mkdir(parents=True, exist_ok=True)
        items = []
        for scene in scenes:
            media = f"{scene.id}.mp4"
            shutil.copyfile(clips[scene.id], folder / name / "media" / media)
            item: dict[str, Any] = {"id": scene.id, "media": f"media/{media}"}
            if name == "human_annotated":
                item["label"] = human_label(scene)
            elif name == "cv_annotated":
                item["label"] = cv_label(scene)
            else:
                item["conversation"] = f"text/{scene.id}.json"
                answer = "```json\n" + json.dumps(reasoning_label(scene), indent=2, ensure_ascii=False) + "\n```"
                question = "What happens in this clip, how hard is it to drive, and what should be noticed? Use JSON."
                messages = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
                write_json(folder / name / "text" / f"{scene.id}.json", messages)
            items.append(item)
        write_json(folder / name / "meta.json", items)


def main() -> None:
    """Write the example datasets."""
    from example_av3d import write_av3d  # draw with what is declared above
    from example_reason1_sft import write_reason1_sft

    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent / "examples"
    if shutil.which("ffmpeg") is None:
        sys.exit("ffmpeg is not on PATH; install it, for example: apt-get install ffmpeg")
    clips = write_avha(folder / "avha")
    write_blended(folder / "blended-av", clips)
    write_annotated(folder, clips)
    write_av3d(folder / "av3d")
    write_reason1_sft(folder / "reason1-sft")


if __name__ == "__main__":
    main()
