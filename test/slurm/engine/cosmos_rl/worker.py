"""One rank: waits for the others at every step, asks the controller, saves its shard. A fault is told by STANDIN_FAULT.

STANDIN_FAULT is `NODE:STEP:WHAT`: what happens to the first rank of that node at that step: raise, exit, disk.
"""

import json
import os
import signal
import socket
import struct
import sys
import time
import urllib.request
from pathlib import Path

import tomllib

from .words import cosmos, say

RANK, LOCAL, WORLD = (int(os.environ[name]) for name in ("RANK", "LOCAL_RANK", "WORLD_SIZE"))
CONTROLLER = os.environ["COSMOS_CONTROLLER_HOST"]
NODE = os.environ.get("SLURMD_NODENAME", "?")
# Seconds of each step; the last one counts for all further ones.
PACES = [float(pace) for pace in os.environ.get("STANDIN_PACE", "0.1").split(",")]
FAULT = os.environ.get("STANDIN_FAULT", "::").split(":")
config = tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
OUTPUT = Path(config["train"]["output_dir"])
TORCH = "STANDIN_TORCH" in os.environ
if TORCH:
    import torch.distributed as group

    group.init_process_group("gloo")
else:
    store = socket.create_connection((os.environ["MASTER_ADDR"], int(os.environ["MASTER_PORT"]))).makefile("rw")
asked = False


def told(_number: int, _frame: object) -> None:
    """SIGUSR1: save at the next boundary."""
    global asked
    asked = True


def tell(word: dict) -> dict:
    """One word to the rendezvous, and its answer."""
    if TORCH:
        group.barrier()
        return {"ok": True}
    store.write(json.dumps(word) + "\n")
    store.flush()
    line = store.readline()
    if line == "":
        raise RuntimeError("Connection closed by peer")
    return json.loads(line)


def together(key: str) -> None:
    """All ranks, or an exception as NCCL raises it when one has left."""
    if tell({"say": "wait", "key": key}).get("ok") is not True:
        raise RuntimeError(
            "torch.distributed.DistBackendError: NCCL error: remote process exited, Connection closed by peer"
        )


def post(path: str, body: dict | None = None) -> dict:
    """Asks the controller, again and again as the engine's client does."""
    request = urllib.request.Request(
        f"http://{CONTROLLER}/api/{path}",
        data=json.dumps(body or {}).encode(),
        headers={"content-type": "application/json"},
    )
    tries = int(os.environ.get("STANDIN_TRIES", "60"))
    for attempt in range(tries):
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return json.loads(answer.read())
        except OSError as error:
            if attempt == tries - 1:
                raise RuntimeError(
                    f"HTTPConnectionPool: Max retries exceeded with url: /api/{path} ({error})"
                ) from error
            time.sleep(0.5)
    return {}


def ask_redis(port: int) -> None:
    """Every rank talks to redis on the controller's host."""
    host = CONTROLLER.rpartition(":")[0]
    try:
        with socket.create_connection((host, port), timeout=float(os.environ.get("STANDIN_REDIS", "20"))) as redis:
            redis.sendall(b"PING\r\n")
            redis.recv(100)
    except OSError as error:
        raise ConnectionError(
            f"redis.exceptions.ConnectionError: Error connecting to {host}:{port}. {error}."
        ) from error


def write(path: Path, data: bytes) -> None:
    """All of it, or the operating system's error."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def safetensors(path: Path) -> None:
    """A small whole file."""
    header = json.dumps({"w": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}}).encode()
    write(path, struct.pack("<Q", len(header)) + header + struct.pack("<4f", 0.5, 0.5, 0.5, 0.5))


def save(step: int) -> None:
    """Every rank its shard and marker, rank 0 the export."""
    folder = OUTPUT / "checkpoints" / f"step_{step}" / "policy"
    folder.mkdir(parents=True, exist_ok=True)
    if RANK == 0:
        cosmos(f"Saving huggingface checkpoint at step {step} to {OUTPUT}...")
        write(folder / "cosmos_config", b"{}")
        export = OUTPUT / "safetensors" / f"step_{step}"
        export.mkdir(parents=True, exist_ok=True)
        safetensors(export / "00000.safetensors")
        (export / "config.json").write_text('{"model_type": "qwen3_vl"}')
        index = {"metadata": {"total_size": 16}, "weight_map": {"w": "00000.safetensors"}}
        (export / "model.safetensors.index.json").write_text(json.dumps(index))
        say(f"Exported safetensors to {export}")
    cosmos(f"Saving cosmos checkpoint at step {step}...")
    for part in ("model", "optimizer", "scheduler", "extra_info"):
        write(folder / f"{part}_rank_{RANK}.pth", b"w" * int(os.environ.get("STANDIN_SHARD", "1000")))
    (folder / f".rank_{RANK}_complete").touch()
    together(f"saved {step}")
    cosmos(f"[Policy] Step: {step}, checkpoint saved successfully at {folder}.")


def begin() -> int:
    """The step of the checkpoint that is gone on from."""
    resume = config["train"].get("resume", False)
    if not isinstance(resume, str) or resume == "":
        return 0
    for rank in range(WORLD):
        if not (Path(resume) / f".rank_{rank}_complete").exists():
            raise FileNotFoundError(f"No complete checkpoint found at [{resume}]")
    return int(Path(resume).parent.name.removeprefix("step_"))


def fault(step: int) -> None:
    """What was asked to go wrong here."""
    node, at, what = FAULT
    if node != NODE or LOCAL != 0 or at != str(step):
        return
    if what == "exit":
        os._exit(9)
    if what == "raise":
        raise ValueError("a sample of this node cannot be decoded")


def main() -> None:
    """Trains nothing, step by step."""
    signal.signal(signal.SIGUSR1, told)
    total = int(os.environ["COOKBOOK_RUN_PLANNED_STEPS"])
    meta = post("meta")
    cosmos("[Policy] Loaded configuration: {'train': {'train_policy': {'type': 'sft'}}}")
    ask_redis(meta["redis"])
    together("start")
    cosmos("Config checked successfully")
    if RANK == 0:
        post("register")
    OUTPUT.mkdir(parents=True, exist_ok=True)
    step = begin()
    every = int(config["train"]["ckpt"].get("save_freq", 100))
    while step < total:
        stop = RANK == 0 and (post("training_boundary")["stop"] or asked)
        fault(step + 1)
        pace = PACES[min(step, len(PACES) - 1)]
        time.sleep(pace)
        together(f"step {step + 1}")
        step += 1
        if RANK == 0:
            cosmos(
                f"Step: {step}/{total}, Loss: {4 - step / total:.5f}, Grad norm: 6.84245, Iteration time: {pace:.2f}s, "
                "optimizer/lr_model.language_model: 1.00000e-04"
            )
            if stop:
                (OUTPUT / f".stop-{step}").touch()
        together(f"said {step}")
        stopping = (OUTPUT / f".stop-{step}").exists()
        if stopping or (step < total and step % every == 0):
            save(step)
        if stopping:
            if RANK == 0:
                cosmos(f"Training finished at step {step}/{total} due to stop request")
            break
    else:
        save(step)
    tell({"say": "bye"})
    cosmos("[Policy] Process group destroyed.")
    if RANK == 0:
        post("unregister", {"clean": True})
        cosmos("[POLICY] Unregister for stand-in completed")


if __name__ == "__main__":
    try:
        main()
    except Exception:
        if RANK == 0:
            try:
                urllib.request.urlopen(
                    urllib.request.Request(f"http://{CONTROLLER}/api/unregister", data=b"{}"), timeout=2
                )
            except OSError:
                pass
        raise
