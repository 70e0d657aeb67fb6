"""Looks at a folder of PhysicalAI-Autonomous-Vehicles before a training: chunks of each camera, calibration, egomotion.

check_data.py FOLDER --chunks 0-100 --cameras NAME… (half open, or numbers with blanks); 65 if something is wrong.
"""

import argparse
import io
import sys
import zipfile
from pathlib import Path


def chunk_numbers(text: str) -> list[int]:
    """Numbers of "0-100" (without the 100) or of "214 224"."""
    if "-" in text:
        first, last = text.split("-")
        return list(range(int(first), int(last)))
    return [int(part) for part in text.split()]


def missing_chunks(folder: Path, part: str, chunks: list[int]) -> list[int]:
    """Chunks of a part (camera/NAME, labels/egomotion) that have no file."""
    name = part.rsplit("/", 1)[-1]
    return [n for n in chunks if not any((folder / part).glob(f"{name}.chunk_{n:04d}.*"))]


def still(table: object) -> str | None:
    """Why the motion of one clip cannot be trained on; None where it can, or where its columns are others."""
    if not {"x", "y"} <= set(table.columns):
        return None
    x, y = table["x"], table["y"]
    if bool((x == 0).all()) and bool((y == 0).all()):
        return "egomotion is zeros"
    if bool(x.isna().any()) or bool(y.isna().any()):
        return "egomotion has gaps"
    return None


def motion_faults(folder: Path, chunks: list[int], most: int) -> list[str]:
    """Faults of the first clips of each chunk."""
    try:
        import pandas
    except ImportError:
        print("skipped: egomotion was not read, pandas is not here (run it in the recipe's environment)")
        return []
    faults = []
    for number in chunks:
        for path in (folder / "labels/egomotion").glob(f"egomotion.chunk_{number:04d}.zip"):
            with zipfile.ZipFile(path) as archive:
                names = [name for name in archive.namelist() if name.endswith(".parquet")]
                for name in names[:most]:
                    why = still(pandas.read_parquet(io.BytesIO(archive.read(name))))
                    if why is not None:
                        faults.append(f"{path.name}: {name}: {why}")
    return faults


def main() -> int:
    """Prints what is wrong; 65 if anything is."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--chunks", required=True)
    parser.add_argument("--cameras", nargs="+", required=True)
    parser.add_argument("--clips", type=int, default=3, help="clips of each chunk whose motion is read")
    given = parser.parse_args()
    chunks = chunk_numbers(given.chunks)
    faults = []
    if not (given.folder / "clip_index.parquet").is_file():
        faults.append("clip_index.parquet is missing")
    parts = [f"camera/{name}" for name in given.cameras]
    for part in [*parts, "calibration/camera_intrinsics", "calibration/sensor_extrinsics", "labels/egomotion"]:
        gone = missing_chunks(given.folder, part, chunks)
        if gone:
            shown = ", ".join(map(str, gone[:5]))
            faults.append(f"{part}: {len(gone)} of {len(chunks)} chunks are missing: {shown}")
    faults += motion_faults(given.folder, chunks, given.clips)
    for fault in faults:
        print(f"error: {fault}", file=sys.stderr)
    return 65 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
