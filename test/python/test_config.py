"""Strict reading of the TOML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import avha_config, blended_config, make_avha
from cookbook_entry.config import load_toml, read_settings
from cookbook_entry.data import load
from cookbook_entry.errors import CookbookConfigError
from cookbook_entry.settings import Settings
from cookbook_entry.vision import Vision

NEWEST = (0, 4, 7)


def said(config: dict[str, Any], layout: str = "avha") -> str:
    with pytest.raises(CookbookConfigError) as caught:
        read_settings(config, layout, NEWEST)
    return "\n".join(map(str, caught.value.problems))


@pytest.mark.parametrize(
    ("custom", "expected"),
    [
        (
            {"dataset": {"validation_pth": "x"}},
            "custom.dataset.validation_pth: unknown key (did you mean validation_path?)",
        ),
        ({"dataset": {"weights": [1]}}, "custom.dataset.weights: unknown key"),
        (
            {"dataset": {"validation_share": 1}},
            "custom.dataset.validation_share: is 1 (must be a float between 0 and 1)",
        ),
        ({"dataset": {"validation_path": 3}}, "must be a path"),
        ({"vision": {"max_pixel": 1}}, "did you mean max_pixels?"),
        ({"vision": {"fps": "2"}}, "custom.vision.fps: is '2' (must be a number > 0)"),
        ({"vision": {"fps": True}}, "must be a number > 0"),
        ({"vision": {"nframes": 8.0}}, "must be a whole number >= 2"),
        ({"vision": {"fps": 2, "nframes": 8}}, "custom.vision: has both fps and nframes"),
        ({"vision": {"min_pixels": 9, "max_pixels": 8}}, "9 is above max_pixels 8"),
        ({"vision": []}, "custom.vision: is [], not a table"),
        ({"visions": {}}, "custom.visions: unknown table (did you mean vision?)"),
        ({"prompts": {"system": "x"}}, "custom.prompts.system: unknown key (did you mean system_file?)"),
    ],
)
def test_custom_tables_are_strict(tmp_path: Path, custom: dict[str, Any], expected: str) -> None:
    assert expected in said(avha_config(tmp_path, **custom))


def test_all_problems_at_once_and_other_custom_tables_pass(tmp_path: Path) -> None:
    config = avha_config(tmp_path, vision={"a": 1, "b": 2}, payload_transfer={"x": 1})
    config["train"]["train_policy"]["dataset"]["name"] = "relative/path"
    config["policy"] = {}
    assert len(said(config).splitlines()) == 4


@pytest.mark.parametrize("name", [None, "", 3])
def test_avha_needs_its_folder(tmp_path: Path, name: Any) -> None:
    config = avha_config(tmp_path)
    config["train"]["train_policy"]["dataset"]["name"] = name
    assert "set it to the absolute path of the folder" in said(config)


def test_blended_needs_root_and_names(tmp_path: Path) -> None:
    config = blended_config(tmp_path, ["a"])
    del config["custom"]["dataset"]["dataset_root"], config["custom"]["dataset"]["subdirectories"]
    assert "dataset_root: is missing" in said(config, "blended-av")
    assert "subdirectories: is missing" in said(config, "blended-av")
    assert "list of distinct names" in said(blended_config(tmp_path, ["a", "a"]), "blended-av")
    weights = blended_config(tmp_path, ["a", "b"], [1.0])
    assert "1 weights for 2 sub-directories" in said(weights, "blended-av")


@pytest.mark.parametrize(
    ("version", "old", "new", "on"),
    [
        ((0, 2, 6), True, False, True),
        ((0, 2, 6), False, True, False),
        ((0, 3, 9), True, False, False),
        ((0, 4, 7), False, True, True),
    ],
)
def test_where_validation_is_switched_on(
    tmp_path: Path, version: tuple[int, ...], old: bool, new: bool, on: bool
) -> None:
    config = avha_config(tmp_path)
    config["train"]["enable_validation"] = old
    config["validation"] = {"enable": new}
    assert read_settings(config, "avha", version).validation is on


def test_defaults(tmp_path: Path) -> None:
    settings = read_settings(avha_config(tmp_path), "avha", NEWEST)
    assert settings == Settings(
        layout="avha",
        root=str(tmp_path),
        model="nvidia/Cosmos-Reason2-2B",
        seed=0,
        replicas=1,
        pipeline_stages=1,
        validation=False,
        validation_path=None,
        validation_share=0.1,
        options={},
        source={"name": str(tmp_path)},
        vision=Vision(),
        system_file=None,
        user_file=None,
    )


def test_a_small_max_pixels_gets_a_min_pixels_and_says_so() -> None:
    parts, note = Vision(fps=2, max_pixels=112_897).parts("qwen3_vl")
    assert parts == {
        "video": {"fps": 2, "max_pixels": 112_897, "min_pixels": 4096},
        "image": {"max_pixels": 112_897},
    }
    assert note is not None and "131072" in note
    wide, silent = Vision(fps=2, max_pixels=112_897).parts("qwen2_5_vl")
    assert (wide["video"], silent) == ({"fps": 2, "max_pixels": 112_897}, None)
    assert Vision(max_pixels=81_920).parts("qwen2_5_vl")[0]["video"]["min_pixels"] == 3136
    assert Vision(min_pixels=3136, max_pixels=5000).parts("qwen3_vl")[1] is None
    assert Vision(max_pixels=1100).parts("qwen3_vl")[0]["video"]["min_pixels"] == 1100
    with pytest.raises(ValueError, match="less than one token of qwen3_vl"):
        Vision(max_pixels=1000).parts("qwen3_vl")


def test_prompts_are_replaced_and_checked(tmp_path: Path) -> None:
    make_avha(tmp_path / "data", ["a"])
    (tmp_path / "user.txt").write_text("\nfrägé\n\n", encoding="utf-8")
    config = avha_config(tmp_path / "data", prompts={"user_file": str(tmp_path / "user.txt")})
    sample = load(read_settings(config, "avha", NEWEST)).train[0]
    assert sample.turns[0].text == "frägé"
    assert sample.system is not None and sample.system.startswith("You are an experienced driving analyst")
    for content in (b"", b"\xff"):
        (tmp_path / "user.txt").write_bytes(content)
        with pytest.raises(CookbookConfigError, match="custom.prompts.user_file"):
            load(read_settings(config, "avha", NEWEST))


def test_toml_that_cannot_be_read(tmp_path: Path) -> None:
    for content in (b"a = ", b"a = '\xff'", None):
        path = tmp_path / "x.toml"
        path.unlink(missing_ok=True)
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(CookbookConfigError, match="cannot be read"):
            load_toml(str(path))
