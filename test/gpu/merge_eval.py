"""A real LoRA run of each family, then everything of after it: merge, load, compare with peft, eval, the gate of a night.

    python3 test/gpu/merge_eval.py --work /tmp/gpu --out "$OUT"

Needs what ``run_matrix.py`` needs, one GPU, about four minutes. ``--fake`` plays the training with the tests' fake engine
and puts a random adapter in its place; the rest is real, on a CPU, with a Python that has torch, transformers and peft.
Writes ``merge-eval.json`` (checks, and rows for ``node scripts/gpu-table.mjs OUT/merge-eval.json``) and
``adapters.tar.xz`` (what the engine exported, for tests). Exits 1 if a check fails.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import time
from typing import Any

import run_matrix as matrix
from matrix_rows import real_avha, real_blend

ROOT = matrix.ROOT
FAMILIES = {"reason2": ("qwen3_vl", real_blend), "reason1": ("qwen2_5_vl", real_avha)}
LORA = "r=8,alpha=32,targets=q_proj+v_proj+down_proj"
ASK = ["--samples", "4", "--tokens", "12", "--batch", "2", "--backend", "transformers", "--json"]

Checks = list[tuple[str, bool]]


class Place:
    """Where one family's files are, and how commands are typed there."""

    def __init__(self, work: pathlib.Path, family: str, env: dict[str, str]) -> None:
        self.family = family
        self.folder = work / family
        self.folder.mkdir(parents=True)
        self.model = self.folder / "ckpt"
        self.data = self.folder / "data"
        self.runs = self.folder / "runs"
        self.env = env
        self.rows: list[dict[str, Any]] = []
        self.checks: Checks = []

    def say(self, what: str, good: bool) -> None:
        """One check."""
        self.checks.append((f"{self.family}: {what}", bool(good)))
        print(f"{'ok  ' if good else 'FAIL'} {self.family}: {what}", flush=True)

    def type(self, name: str, words: list[str], expected: int = 0, note: str = "") -> dict[str, Any]:
        """A command of cookbook-run as a row of the table; returns the document that it printed."""
        started = time.monotonic()
        done = subprocess.run(
            [*matrix.CLI, *words, "--runs-dir", str(self.runs)],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=400,
        )
        try:
            document = json.loads(done.stdout)
        except ValueError:
            document = {}
        findings = [{key: one[key] for key in ("id", "severity", "message")} for one in document.get("findings", [])]
        row = {
            "name": f"{self.family}_{name}",
            "group": "after",
            "gpus": 1,
            "args": words,
            "expected": [expected],
            "exit": done.returncode,
            "outcome": document.get("outcome"),
            "engineExit": None,
            "step": document.get("step"),
            "findings": findings,
            "seconds": round(time.monotonic() - started, 1),
            "secondsFromFault": None,
            "left": [],
            "notes": [note] if note else [],
            "stderr": done.stderr[-3000:],
        }
        self.rows.append(row)
        self.say(f"{name} exits {expected}", done.returncode == expected)
        if done.returncode != expected:
            print(done.stderr[-2000:], flush=True)
        return document


def train(place: Place, fake: bool) -> pathlib.Path | None:
    """A LoRA run to its verified end; the folder of its record."""
    preset = matrix.scenarios(place.folder, place.folder)
    base = next(row for row in preset if row.name == f"{place.family}_full").args
    keys = [word for word in base if "=" in word and not word.startswith("--")]
    name = base[base.index("--preset") + 1]
    more = ["validation.enable=true", "custom.dataset.validation_share=0.2", "train.optm_lr=1e-3"]
    words = ["sft", "--preset", name, "--model", str(place.model), "--dataset", str(place.data), "--batch", "2"]
    words += ["--lora", "r=8,alpha=32,targets=w" if fake else LORA, "--epochs", "8", *keys, *more, "--json"]
    document = place.type("lora_to_merge", words, note=f"LoRA {LORA}")
    path = place.runs / str(document.get("run"))
    return path if document.get("run") else None


def compare(place: Place, adapter: pathlib.Path, merged: pathlib.Path) -> dict[str, float]:
    """Loads the merged folder and holds one forward pass against base + adapter by peft."""
    code = (
        "import json, sys, pathlib; sys.path.insert(0, sys.argv[1]); from judge import farthest; "
        "print(json.dumps(farthest(*map(pathlib.Path, sys.argv[2:5]))))"
    )
    words = [sys.executable, "-c", code, str(ROOT / "test/torch"), str(place.model), str(adapter), str(merged)]
    done = subprocess.run(words, env=place.env, capture_output=True, text=True, cwd=place.folder)
    if done.returncode != 0:
        print(done.stderr[-2000:], flush=True)
        return {}
    return json.loads(done.stdout.splitlines()[-1])


def gate(place: Place, record: pathlib.Path, candidate: pathlib.Path) -> dict[str, Any]:
    """The evaluation that ships, called as the gate of a night calls it."""
    env = {
        **place.env,
        "COOKBOOK_CANDIDATE": str(candidate),
        "COOKBOOK_LAST_GOOD": str(place.model),
        "COOKBOOK_RECORD": str(record),
    }
    words = [sys.executable, str(ROOT / "templates/eval/eval.py"), "--samples", "3", "--tokens", "12"]
    done = subprocess.run([*words, "--backend", "transformers"], env=env, capture_output=True, text=True)
    if done.returncode != 0:
        print(done.stderr[-2000:], flush=True)
        return {}
    return json.loads(done.stdout.splitlines()[-1])


def after(place: Place, record: pathlib.Path, fake: bool) -> None:
    """Everything of after a run."""
    run = json.loads((record / "run.json").read_text())
    adapter = pathlib.Path(run["model"]["path"])
    if fake:
        random_adapter(place, adapter)
    place.say("the run made an adapter", run["model"]["kind"] == "adapter")
    merged = place.folder / "merged"
    here = ["--python", sys.executable] if fake else []
    document = place.type("merge", ["merge", record.name, "--out", str(merged), *here, "--json"], note="merge RUN")
    place.say("every tensor of the adapter changed one", document.get("tensors", {}).get("changed", 0) > 0)
    place.say("nothing was left out beside the weights", document.get("missing") == [])
    words = ["merge", record.name, "--out", str(merged), *here, "--json"]
    again = place.type("merge_again", words, note="the same again")
    place.say("a second merge is there already", again.get("already") is True)
    far = compare(place, adapter, merged)
    told = [f"logits apart from peft {far['merged']:.2g}", f"moved by the adapter {far['moved']:.2g}"] if far else []
    place.rows[-2]["notes"] += told
    # Weights of bfloat16 are rounded once by the merge; logits of these models are about 1.
    near = far != {} and far["merged"] < max(0.05, far["moved"] / 4)
    place.say("one forward pass equals base + adapter by peft", near)
    place.say("the adapter moves the model", far != {} and far["moved"] > 0.01)
    first = place.type("eval", ["eval", record.name, "--base", *ASK, *here], note="eval RUN --base")
    asked = list(first.get("models", {})) == ["tuned", "base"] and first.get("samples", 0) > 0
    place.say("eval asked both models", asked)
    place.say("eval asked held-out samples only", first.get("heldOut") is True)
    second = place.type("eval_again", ["eval", record.name, "--base", *ASK, *here], note="the same again")
    kept = [one["kept"] for one in second.get("models", {}).values()]
    place.say("nothing was asked twice", kept == [first.get("samples")] * 2)
    words = ["eval", str(merged), "--data", str(place.data), "--preset", run["preset"], *ASK, *here]
    base = next(row for row in matrix.scenarios(place.folder, place.folder) if row.name == f"{place.family}_full").args
    words += ["--out", str(place.folder / "of-merged"), *(word for word in base if word.startswith("custom."))]
    place.type("eval_merged", words, note="eval MODEL --data --preset")
    numbers = gate(place, record, adapter)
    both = numbers.keys() == {"candidate", "last_good"}
    place.say("the gate's evaluation gives both numbers", both and numbers["candidate"]["samples"] > 0)


def random_adapter(place: Place, adapter: pathlib.Path) -> None:
    """In the place of what the fake engine wrote: what the real one would export."""
    sys.path.insert(0, str(ROOT / "test/torch"))
    from conftest import make_adapter

    shutil.rmtree(adapter)
    make_adapter(adapter, place.model, ["q_proj"], lambda name: name.endswith(("q_proj", "v_proj")))


def fake_engine(work: pathlib.Path, env: dict[str, str]) -> dict[str, str]:
    """The tests' fake engine on PATH."""
    fakes = work / "bin"
    fakes.mkdir(parents=True)
    for program in (ROOT / "test/fixtures/bin").iterdir():
        (fakes / program.name).symlink_to(program)
    (fakes / "python3").symlink_to(ROOT / "test/fixtures/bin/python")
    leases = {"COOKBOOK_GPU_LEASES": str(work / "gpus")}
    return {**env, **leases, "PATH": f"{fakes}:{env['PATH']}", "FAKE_REAL_PYTHON": sys.executable}


def make_model(place: Place, family: str) -> None:
    """The tiny checkpoint of a family."""
    make = [sys.executable, str(ROOT / "test/gpu/make_checkpoint.py"), "--family", family, "--shape", "tiny"]
    subprocess.run([*make, "--out", str(place.model)], check=True)


def write_results(args: argparse.Namespace, work: pathlib.Path, places: list[Place]) -> Checks:
    """What is known so far, so that a command that runs out of time leaves it; all checks."""
    checks = [check for place in places for check in place.checks]
    document = {
        "date": time.strftime("%Y-%m-%d"),
        "command": "python3 test/gpu/merge_eval.py " + " ".join(sys.argv[1:]),
        "versions": {} if args.fake else matrix.versions(),
        "checks": dict(checks),
        "results": [row for place in places for row in place.rows],
    }
    (args.out / "merge-eval.json").write_text(matrix.neutral(document, args))
    with tarfile.open(args.out / "adapters.tar.xz", "w:xz") as archive:
        for path in sorted(work.glob("*/runs/*/train/safetensors/*/adapter_*")):
            archive.add(path, str(path.relative_to(work)))
    return checks


def main() -> int:
    """Run it all and write the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--payload", type=pathlib.Path, default=ROOT / ".payload")
    parser.add_argument("--family", default="reason2,reason1", help="families, with commas between")
    parser.add_argument("--fake", action="store_true")
    args = parser.parse_args()
    work = args.work / "merge-eval"
    work.mkdir(parents=True)
    args.out.mkdir(parents=True, exist_ok=True)
    env = fake_engine(work, dict(os.environ)) if args.fake else dict(os.environ)
    folder = ROOT / "examples/avha/videos" if args.fake else args.payload / "clips"
    clips = sorted(folder.glob("*.mp4"), key=lambda path: path.stat().st_size)
    places = []
    for family in args.family.split(","):
        kind, fill = FAMILIES[family]
        place = Place(work, family, env)
        places.append(place)
        make_model(place, kind)
        fill(place.data, clips)
        record = train(place, args.fake)
        place.say("the run left a record", record is not None)
        if record is not None:
            after(place, record, args.fake)
        checks = write_results(args, work, places)
    good = sum(ok for _, ok in checks)
    print(f"{good} of {len(checks)} checks hold")
    return 0 if good == len(checks) else 1


if __name__ == "__main__":
    sys.exit(main())
