"""Looks at a folder of PhysicalAI-Autonomous-Vehicles before a training: chunks of each camera, calibration, egomotion.

check_data.py FOLDER --chunks 0-100 --cameras NAME… (half open, or numbers with blanks); 65 if something is wrong, 66 if
there is no folder. A line "skipped" is what could not be looked at: no pass.
"""

from __future__ import annotations

import argparse
import io
import sys
import zipfile
from pathlib import Path
from typing import Any

# What upstream's loader opens before the first clip (alpamayo-recipes b790b8e8, src/alpamayo/data/pai_utils.py).
ALWAYS = ("features.csv", "clip_index.parquet", "metadata/feature_presence.parquet")
BESIDE = ("calibration/camera_intrinsics", "calibration/sensor_extrinsics", "labels/egomotion")
UNFINISHED = {".incomplete", ".lock", ".part", ".tmp"}
SHOWN = 20


def chunk_numbers(text: str) -> list[int]:
    """Numbers of "0-100" (without the 100) or of "214 224"."""
    try:
        first, dash, last = text.partition("-")
        numbers = range(int(first), int(last)) if dash else [int(part) for part in text.split()]
    except ValueError:
        numbers = []
    if not numbers:
        raise argparse.ArgumentTypeError(f"'{text}' names no chunk: write 0-100 or '214 224'")
    return list(numbers)


def files_of(folder: Path, part: str, chunk: int) -> list[Path]:
    """Files of one chunk of a part (camera/NAME, labels/egomotion), without those that are still fetched."""
    name = part.rsplit("/", 1)[-1]
    found = sorted((folder / part).glob(f"{name}.chunk_{chunk:04d}.*"))
    return [path for path in found if path.suffix not in UNFINISHED]


def damage(path: Path) -> str | None:
    """Why a file cannot be whole, by its size, its first and its last bytes."""
    try:
        if not path.is_file():
            return "is no file"
        with path.open("rb") as file:
            head = file.read(40)
            file.seek(max(0, path.stat().st_size - 4))
            tail = file.read()
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if head == b"":
        return "is empty"
    if head.startswith(b"version https://git-lfs"):
        return "is a pointer of Git LFS, not the file"
    if path.suffix == ".zip" and not zipfile.is_zipfile(path):
        return "is no whole zip: fetch it again"
    if path.suffix == ".parquet" and (head[:4], tail) != (b"PAR1", b"PAR1"):
        return "is no whole Parquet file: fetch it again"
    return None


def part_faults(folder: Path, part: str, chunks: list[int]) -> list[str]:
    """Chunks of a part that are missing, and files that are not whole."""
    found = {chunk: files_of(folder, part, chunk) for chunk in chunks}
    gone = [chunk for chunk, files in found.items() if not files]
    shown = ", ".join(map(str, gone[:5])) + ("…" if len(gone) > 5 else "")
    faults = [f"{part}: {len(gone)} of {len(chunks)} chunks are missing: {shown}"] if gone else []
    broken = [(path, damage(path)) for files in found.values() for path in files]
    return faults + [f"{path.relative_to(folder)} {why}" for path, why in broken if why is not None]


def still(table: Any) -> str | None:
    """Why the motion of one clip cannot be trained on, or None."""
    x, y = table["x"], table["y"]
    if len(table) == 0:
        return "egomotion has no rows"
    if any(bool(axis.isna().any()) or bool((axis.abs() == float("inf")).any()) for axis in (x, y)):
        return "egomotion has gaps"
    if bool((x == 0).all()) and bool((y == 0).all()):
        return "egomotion is zeros"
    return None


def clip_faults(path: Path, most: int, pandas: Any) -> tuple[list[str], int]:
    """Faults of the first clips of a zip, and how many have no columns x and y."""
    faults, others = [], 0
    with zipfile.ZipFile(path) as archive:
        names = sorted(name for name in archive.namelist() if name.endswith(".parquet"))
        if not names:
            return [f"{path.name}: holds no clip"], 0
        for name in names[:most]:
            try:
                table = pandas.read_parquet(io.BytesIO(archive.read(name)))
            except ImportError:
                raise
            except Exception as error:  # whatever the reader says of a broken file
                faults.append(f"{path.name}: {name}: cannot be read: {error}")
                continue
            if not {"x", "y"} <= set(table.columns):
                others += 1
            elif (why := still(table)) is not None:
                faults.append(f"{path.name}: {name}: {why}")
    return faults, others


def motion_faults(folder: Path, chunks: list[int], most: int) -> list[str]:
    """Faults of the first clips of each chunk."""
    zips = [
        path
        for chunk in chunks
        for path in files_of(folder, "labels/egomotion", chunk)
        if path.suffix == ".zip" and damage(path) is None
    ]
    faults, others = [], 0
    try:
        import pandas

        for path in zips:
            found, strange = clip_faults(path, most, pandas)
            faults += found
            others += strange
    except ImportError as error:
        print(f"skipped: egomotion was not read: {error} (run it in the recipe's environment)")
        return faults
    if others:
        print(f"skipped: the motion of {others} clips, which have no columns x and y")
    return faults


def main() -> int:
    """Prints what is wrong; 65 if anything is."""
    parser = argparse.ArgumentParser(description="Looks at a folder of PhysicalAI-Autonomous-Vehicles.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--chunks", required=True, type=chunk_numbers)
    parser.add_argument("--cameras", nargs="+", required=True)
    parser.add_argument("--clips", type=int, default=3, help="clips of each chunk whose motion is read")
    given = parser.parse_args()
    folder, chunks = given.folder, given.chunks
    if not folder.is_dir():
        print(f"error: {folder} is no folder", file=sys.stderr)
        return 66
    faults = []
    for name in ALWAYS:
        path = folder / name
        why = damage(path) if path.exists() else "is missing"
        if why is not None:
            faults.append(f"{name} {why}")
    for part in [*(f"camera/{name}" for name in given.cameras), *BESIDE]:
        faults += part_faults(folder, part, chunks)
    faults += motion_faults(folder, chunks, given.clips)
    for fault in faults[:SHOWN]:
        print(f"error: {fault}", file=sys.stderr)
    if len(faults) > SHOWN:
        print(f"error: and {len(faults) - SHOWN} more", file=sys.stderr)
    if not faults:
        print(f"ok: {len(chunks)} chunks of {len(given.cameras)} cameras, with calibration and egomotion")
    return 65 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
