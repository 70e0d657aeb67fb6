"""One all-reduce over every rank: NCCL where there are GPUs, else gloo. Each node's first rank prints one JSON line."""

import datetime
import json
import os
import time

import torch
import torch.distributed as dist

BYTES = 64 * 1024 * 1024
PASSES = 5


def main() -> None:
    """Join the other ranks, add, and say how it went."""
    local = int(os.environ["LOCAL_RANK"])
    cuda = torch.cuda.is_available()
    backend = "nccl" if cuda else "gloo"
    answer: dict[str, object]
    try:
        if cuda:
            torch.cuda.set_device(local)
        dist.init_process_group(backend, timeout=datetime.timedelta(seconds=60))
        ranks = dist.get_world_size()
        tensor = torch.ones(BYTES // 4, device="cuda" if cuda else "cpu")
        dist.all_reduce(tensor)
        right = bool((tensor == ranks).all())
        started = time.perf_counter()
        for _ in range(PASSES):
            dist.all_reduce(tensor)
        if cuda:
            torch.cuda.synchronize()
        seconds = (time.perf_counter() - started) / PASSES
        dist.destroy_process_group()
        reduced = {
            "backend": backend,
            "ranks": ranks,
            "bytes": BYTES,
            "seconds": seconds,
        }
        answer = {"ok": True, "sum": reduced} if right else {"ok": False, "why": "the sum over the ranks is wrong"}
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
        first = str(error).strip().splitlines()
        answer = {
            "ok": False,
            "why": f"{type(error).__name__}: {first[0] if first else ''}",
        }
    if local == 0:
        print("@cookbook-run " + json.dumps(answer), flush=True)
    if not answer["ok"]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
