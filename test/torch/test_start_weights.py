"""Start weights that a launch makes: the real script, with a converter that writes what the real one does."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from conftest import ROOT, file_tensors
from safetensors.torch import save_file

SCRIPT = ROOT / "templates" / "entry" / "with_start_weights.py"
sys.path.insert(0, str(SCRIPT.parent))

import with_start_weights  # noqa: E402

# As convert_model_to_vlm_safetensors of 5eee9ed: the language model of a Cosmos 3 checkpoint over a Qwen3-VL, all of it
# saved with tokenizer and processor.
CONVERTER = """
import sys
from pathlib import Path
import torch
from safetensors.torch import load_file
from transformers import AutoProcessor, AutoTokenizer, Qwen3VLForConditionalGeneration
checkpoint, base, out = map(Path, sys.argv[1:4])
state = {}
for name, value in load_file(checkpoint / "model.safetensors").items():
    inner = name.removeprefix("net.language_model.")
    if inner != name and "_moe_gen" not in inner:
        state[inner if inner.startswith("lm_head.") else "model.language_model." + inner.removeprefix("model.")] = value
model = Qwen3VLForConditionalGeneration.from_pretrained(base, dtype=torch.bfloat16)
assert not model.load_state_dict(state, strict=False).unexpected_keys
model.save_pretrained(out, max_shard_size="3MB")
AutoTokenizer.from_pretrained(base).save_pretrained(out)
AutoProcessor.from_pretrained(base).save_pretrained(out)
"""
INDEX = "model.safetensors.index.json"


def launch(
    folder: Path, maker: list[str], room: int = 0, run: tuple[str, ...] = ("echo", "trained")
) -> subprocess.CompletedProcess[str]:
    """The script as a launch starts it."""
    words = [sys.executable, str(SCRIPT), str(folder), str(room), *maker, "--", *run]
    return subprocess.run(words, capture_output=True, text=True, timeout=240, check=False)


def stub(folder: Path, code: str) -> list[str]:
    """A converter of few lines; ``out`` is where it writes."""
    path = folder / "stub.py"
    path.write_text(f"import sys, time\nfrom pathlib import Path\nout = Path(sys.argv[1])\n{code}\n", encoding="utf-8")
    return [sys.executable, str(path), "FOLDER"]


def weights(folder: Path, shards: int = 2) -> Path:
    """A folder of start weights of some shards."""
    folder.mkdir(parents=True)
    names = {f"t{at}": f"model-{at}.safetensors" for at in range(shards)}
    for tensor, name in names.items():
        save_file({tensor: torch.ones(4, 4)}, folder / name)
    (folder / INDEX).write_text(json.dumps({"weight_map": names}), encoding="utf-8")
    (folder / "config.json").write_text("{}", encoding="utf-8")
    return folder


def left(folder: Path) -> list[str]:
    """What lies in a folder, without the file by which runs wait for one another."""
    return sorted(one.name for one in folder.iterdir() if not one.name.endswith((".lock", ".py")))


def test_a_tiny_checkpoint_is_converted_once_and_loads(base3: Path, tmp_path: Path) -> None:
    checkpoint = tmp_path / "Cosmos3-tiny"
    checkpoint.mkdir()
    wanted = {
        name: torch.full_like(value, 0.01, dtype=torch.bfloat16)
        for name, value in file_tensors(base3).items()
        if "language_model" in name
    }
    cosmos = {
        f"net.language_model.{name.replace('model.language_model.', 'model.')}": value for name, value in wanted.items()
    }
    cosmos["net.language_model.model.layers.0.mlp_moe_gen.weight"] = torch.ones(2, 2)
    save_file(cosmos, checkpoint / "model.safetensors")
    converter = tmp_path / "convert.py"
    converter.write_text(CONVERTER, encoding="utf-8")
    maker = [sys.executable, str(converter), str(checkpoint), str(base3), "FOLDER"]
    folder = tmp_path / "weights" / "Cosmos3-tiny-reasoner"

    first = launch(folder, maker)
    assert first.returncode == 0, first.stdout + first.stderr
    assert first.stdout.splitlines()[0] == f"cookbook-run: making the start weights {folder}"
    assert first.stdout.splitlines()[-2:] == [f"cookbook-run: made the start weights {folder}", "trained"]
    made = file_tensors(folder)
    assert len(list(folder.glob("*.safetensors"))) > 1
    assert all(torch.equal(made[name], value) for name, value in wanted.items())
    assert all(made[name].dtype == torch.bfloat16 for name in made)

    from transformers import Qwen3VLForConditionalGeneration

    _, told = Qwen3VLForConditionalGeneration.from_pretrained(folder, output_loading_info=True)
    assert not told["missing_keys"] and not told["unexpected_keys"]
    # Skipped when it is whole; not when it only exists.
    again = launch(folder, ["false"])
    assert (again.returncode, again.stdout) == (0, "trained\n")
    shard = max(folder.glob("*.safetensors"))
    shard.write_bytes(shard.read_bytes()[:-1])
    cut = launch(folder, ["false"])
    assert cut.returncode == 1
    assert f"the start weights {folder} cannot be used: {shard.name} cannot be read" in cut.stderr
    assert "trained" not in cut.stdout


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda folder: None, None),
        (lambda folder: (folder / "model-1.safetensors").unlink(), "1 of its 2 shards are missing"),
        (lambda folder: (folder / INDEX).unlink(), None),
        (lambda folder: (folder / INDEX).write_text("{"), "its index cannot be read"),
        (lambda folder: (folder / "model-1.safetensors").write_bytes(b""), "model-1.safetensors cannot be read"),
        (
            lambda folder: (folder / "model-1.safetensors").write_bytes(b"\xff" * 64),
            "model-1.safetensors cannot be read",
        ),
        (
            lambda folder: save_file({"x": torch.ones(1)}, folder / "model-1.safetensors"),
            "model-1.safetensors lacks t1",
        ),
        (lambda folder: [path.unlink() for path in folder.iterdir()], "it holds no .safetensors file"),
    ],
)
def test_what_is_whole(change: object, says: str | None, tmp_path: Path) -> None:
    folder = weights(tmp_path / "w")
    change(folder)  # type: ignore[operator]
    problem = with_start_weights.problem_of(folder)
    assert problem is None if says is None else says in (problem or "")


def test_what_fails_leaves_nothing_and_does_not_train(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    (tmp_path / "w.part-1").mkdir()
    for code, says in (
        (
            "out.mkdir(); (out / 'model.safetensors').write_bytes(b'half'); sys.exit(3)",
            "could not be made: exit code 3",
        ),
        ("out.mkdir(); (out / 'model.safetensors').write_bytes(b'half')", "what was made is not whole"),
    ):
        ended = launch(folder, stub(tmp_path, code))
        assert ended.returncode == 1
        assert "cookbook-run: the start weights could not be made" in ended.stderr
        assert says in ended.stderr
        assert "trained" not in ended.stdout
        assert left(tmp_path) == []


def test_no_room_is_said_before_anything_is_made(tmp_path: Path) -> None:
    ended = launch(tmp_path / "w", stub(tmp_path, "out.mkdir(); sys.exit(4)"), room=10**18)
    assert ended.returncode == 1
    assert "could not be made: No space left on device" in ended.stderr
    assert "making" not in ended.stdout


def test_asked_to_end_it_ends_the_converter_and_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    pid = tmp_path / "pid"
    maker = stub(tmp_path, f"import os\nout.mkdir()\nPath({str(pid)!r}).write_text(str(os.getpid()))\ntime.sleep(60)")
    running = subprocess.Popen(
        [sys.executable, str(SCRIPT), str(folder), "0", *maker, "--", "echo", "trained"], stdout=subprocess.PIPE
    )
    for _ in range(200):
        if pid.exists() and pid.read_text():
            break
        time.sleep(0.05)
    running.send_signal(signal.SIGTERM)
    out, _ = running.communicate(timeout=20)
    assert running.returncode == 143
    assert b"trained" not in out
    pid_of_maker = int(pid.read_text())
    pid.unlink()
    assert left(tmp_path) == []
    with pytest.raises(ProcessLookupError):
        os.kill(pid_of_maker, 0)


def test_two_launches_make_it_once(tmp_path: Path) -> None:
    source = weights(tmp_path / "source")
    count = tmp_path / "count"
    code = f"import shutil\nopen({str(count)!r}, 'a').write('x')\ntime.sleep(1)\nshutil.copytree({str(source)!r}, out)"
    maker = stub(tmp_path, code)
    words = [
        sys.executable,
        "-c",
        "import sys; sys.path.insert(0, sys.argv[1]); import with_start_weights as w; from pathlib import Path; "
        "w.prepare(Path(sys.argv[2]), 0, sys.argv[3:], 0.2)",
    ]
    both = [
        subprocess.Popen([*words, str(SCRIPT.parent), str(tmp_path / "w"), *maker], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    told = [one.communicate(timeout=60)[0] for one in both]
    assert [one.returncode for one in both] == [0, 0]
    assert count.read_text() == "x"
    assert sum("waiting for it" in one for one in told) == 1


def test_a_converter_that_works_is_spoken_of_and_one_that_hangs_is_not(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def spoken(code: str) -> int:
        with subprocess.Popen([sys.executable, "-c", code]) as maker:
            assert with_start_weights.attend(maker, 0.25) == 0
        return capfd.readouterr().out.count("still making the start weights")

    busy = "import time\nend = time.monotonic() + 2\nwhile time.monotonic() < end: sum(range(10000))"
    assert spoken(busy) >= 2
    assert spoken("import time; time.sleep(2)") <= 1
