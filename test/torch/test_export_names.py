"""Names in an export of Qwen2.5-VL: the real function of the engine over the real table of transformers."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from conftest import ROOT, file_tensors
from transformers import AutoModelForImageTextToText

sys.path.insert(0, str(ROOT / "templates" / "entry"))

from cookbook_entry import engine  # noqa: E402

VERSIONS = sorted((ROOT / ".engine").glob("v-*/lib/python3*/site-packages/cosmos_rl/utils/util.py"))


def real_function(path: Path) -> object:
    """``reverse_hf_checkpoint_mapping`` of a package, without the imports of its module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [one for one in tree.body if getattr(one, "name", "") == "reverse_hf_checkpoint_mapping"]
    space: dict[str, object] = {"re": re}
    exec(compile(ast.Module(found, []), str(path), "exec"), space)  # noqa: S102
    return space.get("reverse_hf_checkpoint_mapping")


def exported(name: str, table: dict[str, str]) -> str:
    """What the engine makes of a parameter's name: the first pattern that matches counts (weight_mapper.py, 0.4.7)."""
    for pattern, other in table.items():
        if re.match(pattern, name):
            return re.sub(pattern, other, name)
    return name


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.parents[5].name)
def test_an_export_has_the_names_of_its_base(path: Path, base25: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    function = real_function(path)
    if function is None:
        pytest.skip("this version does not turn the table around")
    models = ModuleType("cosmos_rl.policy.model.hf_models")
    models.reverse_hf_checkpoint_mapping = function  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "cosmos_rl.policy.model.hf_models", models)
    model = AutoModelForImageTextToText.from_pretrained(base25)
    table = dict(model._checkpoint_conversion_mapping)
    names = [name for name, _ in model.named_parameters()]
    assert any("(?" in exported(name, function(table)) for name in names)
    assert engine.export_names_of_files()
    ours = models.reverse_hf_checkpoint_mapping(table)
    assert {exported(name, ours) for name in names} == set(file_tensors(base25))
