"""3D boxes, checked, and the text a model is taught to answer."""

from __future__ import annotations

import json
import math
import sys
from typing import Any

from .checks import is_well_formed
from .errors import Findings

NUMBERS = ("x", "y", "z", "x_size", "y_size", "z_size", "roll", "pitch", "yaw")
"""The numbers of a box, in their order: metres and radians, as the camera sees them."""
KEYS = ("bbox_3d", "label")
FARTHEST = 100
"""The published curation keeps vehicles before the camera, up to this distance in metres."""
FORM = 'write {"bbox_3d": [x, y, z, x_size, y_size, z_size, roll, pitch, yaw], "label": "car"}'


def _is_finite(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max


def _why_no_box(entry: Any) -> str | None:
    if not isinstance(entry, dict):
        return f"is {type(entry).__name__}, not an object"
    box, label = entry.get("bbox_3d"), entry.get("label")
    if not isinstance(label, str) or not label.strip():
        return "has no label text"
    if not is_well_formed(label):
        return "has a label with half a character (a lone surrogate)"
    if not isinstance(box, list) or len(box) != len(NUMBERS):
        return f"has a bbox_3d that is not a list of {len(NUMBERS)} numbers"
    odd = [name for name, value in zip(NUMBERS, box, strict=True) if not _is_finite(value)]
    return f"has a {odd[0]} in bbox_3d that is not a finite number" if odd else None


def _is_odd(box: list[float]) -> bool:
    """A box behind the camera or far away, without a size, or turned more than once."""
    sizes, angles = box[3:6], box[6:]
    return not (0 < box[2] <= FARTHEST and min(sizes) > 0 and max(map(abs, angles)) <= 2 * math.pi)


def check_boxes(value: Any, where: str, findings: Findings) -> list[dict[str, Any]] | None:
    """The boxes of a list with the keys of the answer in their order; None (and problems) when one is none.

    An empty list says that there is no vehicle.
    """
    if not isinstance(value, list):
        findings.problem(where, f"is {type(value).__name__}, not a list of boxes", FORM)
        return None
    sound = True
    for number, entry in enumerate(value):
        problem = _why_no_box(entry)
        if problem is not None:
            findings.problem(f"{where}[{number}]", problem, FORM)
            sound = False
        elif _is_odd(entry["bbox_3d"]):
            findings.warn("3D box that no vehicle in the picture can have", f"{where}[{number}]")
    return [{key: entry[key] for key in KEYS} for entry in value] if sound else None


def boxes_answer(annotation: Any, where: str, findings: Findings) -> str | None:
    """The answer of an annotation file: ``{"annotations": [box, …], …}``, or the list alone."""
    if isinstance(annotation, dict):
        if "annotations" not in annotation:
            findings.problem(where, "lacks annotations", "add the list of boxes; an empty one says that there is none")
            return None
        annotation, where = annotation["annotations"], f"{where}: annotations"
    boxes = check_boxes(annotation, where, findings)
    return None if boxes is None else json.dumps(boxes, ensure_ascii=False)
