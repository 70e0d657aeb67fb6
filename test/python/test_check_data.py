"""``templates/handover/check_data.py``: each refusal and each way of being right, by the program as it is run."""

from __future__ import annotations

import io
import math
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

pandas = pytest.importorskip("pandas")
pytest.importorskip("pyarrow")

SCRIPT = ROOT / "templates" / "handover" / "check_data.py"
CAMERAS = ("camera_front_wide_120fov", "camera_cross_left_120fov")
MOVING = {"x": [0.0, 1.0, 2.0], "y": [0.0, 0.1, 0.2]}


def parquet(columns: dict[str, list[Any]]) -> bytes:
    """A table as bytes of a Parquet file."""
    buffer = io.BytesIO()
    pandas.DataFrame(columns).to_parquet(buffer)
    return buffer.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip as bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, value in files.items():
            archive.writestr(name, value)
    return buffer.getvalue()


def put(path: Path, value: bytes) -> None:
    """Bytes into a file, with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(value)


def motion(chunk: int) -> str:
    """The file of the motion of a chunk."""
    return f"labels/egomotion/egomotion.chunk_{chunk:04d}.zip"


@pytest.fixture
def pai(tmp_path: Path) -> Path:
    """A sound folder with two chunks, under a name that a shell and a glob would take apart."""
    folder = tmp_path / "a [b] *c ü"
    put(folder / "features.csv", b"feature\n")
    for name in ("clip_index.parquet", "metadata/feature_presence.parquet"):
        put(folder / name, parquet({"chunk": [0, 1]}))
    for chunk in (0, 1):
        for camera in CAMERAS:
            put(folder / f"camera/{camera}/{camera}.chunk_{chunk:04d}.zip", zipped({"a.mp4": b"video"}))
        for part in ("camera_intrinsics", "sensor_extrinsics"):
            put(folder / f"calibration/{part}/{part}.chunk_{chunk:04d}.parquet", parquet({"f": [1.0]}))
        put(folder / motion(chunk), zipped({"a.egomotion.parquet": parquet(MOVING)}))
    return folder


def check(folder: Path, chunks: str = "0-2", *more: str, python: tuple[str, ...] = ()) -> tuple[int, str]:
    """The exit code, and everything that was printed."""
    argv = [sys.executable, *python, str(SCRIPT), str(folder), "--chunks", chunks, "--cameras", *CAMERAS, *more]
    ended = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in ended.stderr
    return ended.returncode, ended.stdout + ended.stderr


@pytest.mark.parametrize(("chunks", "number"), [("0-2", 2), ("1", 1), ("0 1", 2)])
def test_sound(pai: Path, chunks: str, number: int) -> None:
    code, said = check(pai, chunks)
    assert (code, said) == (0, f"ok: {number} chunks of 2 cameras, with calibration and egomotion\n")


@pytest.mark.parametrize("chunks", ["", "all", "5-", "-5", "3-3", "9-2", "0-2-4", "1,2"])
def test_chunks_that_name_nothing_are_no_pass(pai: Path, chunks: str) -> None:
    code, said = check(pai, f"{chunks}")
    assert code == 2
    assert "chunk" in said


def test_no_folder(tmp_path: Path) -> None:
    code, said = check(tmp_path / "gone")
    assert (code, said) == (66, f"error: {tmp_path / 'gone'} is no folder\n")


@pytest.mark.parametrize(
    "name",
    ["features.csv", "clip_index.parquet", "metadata/feature_presence.parquet"],
)
def test_what_the_loader_opens_first(pai: Path, name: str) -> None:
    (pai / name).unlink()
    assert check(pai) == (65, f"error: {name} is missing\n")


@pytest.mark.parametrize(
    "part",
    [*(f"camera/{name}" for name in CAMERAS), *(f"calibration/{n}" for n in ("camera_intrinsics", "sensor_extrinsics"))]
    + ["labels/egomotion"],
)
def test_missing_chunks_are_named(pai: Path, part: str) -> None:
    code, said = check(pai, "0-9")
    assert code == 65
    assert f"error: {part}: 7 of 9 chunks are missing: 2, 3, 4, 5, 6…\n" in said


def test_a_chunk_that_is_still_fetched_is_missing(pai: Path) -> None:
    one = pai / motion(1)
    one.rename(f"{one}.incomplete")
    assert check(pai) == (65, "error: labels/egomotion: 1 of 2 chunks are missing: 1\n")


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (b"", "is empty"),
        (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n",
            "is a pointer of Git LFS, not the file",
        ),
        (zipped({"a.mp4": b"v" * 100})[:60], "is no whole zip: fetch it again"),
    ],
)
def test_a_clip_file_that_is_not_whole(pai: Path, value: bytes, why: str) -> None:
    name = f"camera/{CAMERAS[0]}/{CAMERAS[0]}.chunk_0001.zip"
    put(pai / name, value)
    assert check(pai) == (65, f"error: {name} {why}\n")


def test_a_table_that_is_not_whole(pai: Path) -> None:
    name = "calibration/camera_intrinsics/camera_intrinsics.chunk_0000.parquet"
    put(pai / name, (pai / name).read_bytes()[:-9])
    assert check(pai) == (65, f"error: {name} is no whole Parquet file: fetch it again\n")


def test_a_folder_in_place_of_a_file(pai: Path) -> None:
    (pai / motion(1)).unlink()
    (pai / motion(1)).mkdir()
    assert check(pai) == (65, f"error: {motion(1)} is no file\n")


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"x": [0.0, 0.0], "y": [0.0, 0.0]}, "egomotion is zeros"),
        ({"x": [0.0, math.nan], "y": [0.0, 1.0]}, "egomotion has gaps"),
        ({"x": [0.0, 1.0], "y": [0.0, math.inf]}, "egomotion has gaps"),
        ({"x": [], "y": []}, "egomotion has no rows"),
    ],
)
def test_motion_that_teaches_nothing(pai: Path, columns: dict[str, list[float]], why: str) -> None:
    put(pai / motion(1), zipped({"a.parquet": parquet(columns), "b.parquet": parquet(MOVING)}))
    assert check(pai) == (65, f"error: egomotion.chunk_0001.zip: a.parquet: {why}\n")


def test_a_car_that_stands_at_another_place_than_zero_is_no_fault(pai: Path) -> None:
    put(pai / motion(1), zipped({"a.parquet": parquet({"x": [3.0, 3.0], "y": [0.0, 0.0]})}))
    assert check(pai)[0] == 0


def test_clips_that_cannot_be_read(pai: Path) -> None:
    put(pai / motion(0), zipped({"README": b"no clip"}))
    put(pai / motion(1), zipped({"a.parquet": b"PAR1 and nothing PAR1"}))
    code, said = check(pai)
    assert code == 65
    assert "error: egomotion.chunk_0000.zip: holds no clip\n" in said
    assert "error: egomotion.chunk_0001.zip: a.parquet: cannot be read" in said


def test_only_so_many_clips_are_read(pai: Path) -> None:
    clips = {f"{n}.parquet": parquet(MOVING) for n in range(3)} | {"9.parquet": b"broken"}
    put(pai / motion(1), zipped(clips))
    assert check(pai)[0] == 0
    assert check(pai, "0-2", "--clips", "4")[0] == 65


def test_other_columns_are_skipped_and_said(pai: Path) -> None:
    put(pai / motion(1), zipped({"a.parquet": parquet({"pose": [1.0]})}))
    code, said = check(pai)
    assert code == 0
    assert "skipped: the motion of 1 clips, which have no columns x and y\n" in said


def test_without_pandas_the_motion_is_skipped_and_the_rest_is_not(pai: Path) -> None:
    code, said = check(pai, python=("-S",))
    assert code == 0
    assert "skipped: egomotion was not read" in said
    (pai / motion(1)).unlink()
    assert check(pai, python=("-S",))[0] == 65


def test_many_faults_are_counted(pai: Path) -> None:
    clips = {f"{n:02d}.parquet": b"broken" for n in range(30)}
    put(pai / motion(1), zipped(clips))
    code, said = check(pai, "0-2", "--clips", "30")
    assert code == 65
    assert said.count("error: ") == 21
    assert said.endswith("error: and 10 more\n")
