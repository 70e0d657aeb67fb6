"""torchrun's part: meets the other nodes, starts a worker per GPU in a session of its own, tells who failed first."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time

from .words import say

NGPU, NNODES, RDZV, CONFIG = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
HOST, _, PORT = RDZV.rpartition(":")
NODE = os.environ.get("SLURMD_NODENAME", "?")
PREFIX = os.environ.get("TORCHELASTIC_LOG_LINE_PREFIX_TEMPLATE", "[${role_name}${local_rank}]:")


class Store:
    """The rendezvous: numbers agents in the order in which they come, and lets ranks wait for each other.

    An agent is known by its name, as torch's c10d rendezvous knows it by address and process (dynamic_rendezvous.py
    of torch 2.14): who connects and says nothing, or asks again because the answer was late, is not counted once more.
    """

    def __init__(self, server: socket.socket) -> None:
        self.server = server
        self.lock = threading.Condition()
        self.agents: list[str] = []
        self.arrived: dict[str, int] = {}
        self.lost = 0

    def serve(self) -> None:
        """Takes everyone who comes."""
        while True:
            connection, _ = self.server.accept()
            threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def gather(self, key: str) -> bool:
        """Waits for all ranks; false where one has left meanwhile."""
        self.arrived[key] = self.arrived.get(key, 0) + 1
        self.lock.notify_all()
        lost = self.lost
        whole = NNODES * NGPU
        self.lock.wait_for(lambda: self.arrived[key] >= whole or self.lost > lost)
        return self.arrived[key] >= whole

    def talk(self, connection: socket.socket) -> None:
        """One node, or one rank, which is missed when it leaves without a word."""
        file = connection.makefile("rw")
        ranked = False
        for line in file:
            word = json.loads(line)
            with self.lock:
                if word["say"] == "join":
                    agent = word["agent"]
                    if agent not in self.agents:
                        self.agents.append(agent)
                    answer = {"node": self.agents.index(agent)}
                    self.lock.notify_all()
                    self.lock.wait_for(lambda: len(self.agents) >= NNODES)
                elif word["say"] == "bye":
                    ranked = False
                    answer = {}
                else:
                    ranked = True
                    answer = {"ok": self.gather(str(word["key"]))}
            try:
                file.write(json.dumps(answer) + "\n")
                file.flush()
            except OSError:
                break
        if ranked:
            with self.lock:
                self.lost += 1
                self.lock.notify_all()


def meet() -> int:
    """Hosts the rendezvous where this node can, else joins it; returns the number of this node."""
    try:
        server = socket.create_server((HOST, int(PORT)), backlog=64)
        threading.Thread(target=Store(server).serve, daemon=True).start()
    except OSError:
        pass
    until = time.monotonic() + float(os.environ.get("STANDIN_MEET", "60"))
    while True:
        try:
            file = socket.create_connection((HOST, int(PORT)), timeout=2).makefile("rw")
            file.write(json.dumps({"say": "join", "agent": f"{NODE}/{os.getpid()}"}) + "\n")
            file.flush()
            answer = file.readline()
            if answer:
                return int(json.loads(answer)["node"])
        except OSError:
            pass
        if time.monotonic() > until:
            say("torch.distributed.DistNetworkError: The client socket has timed out while trying to connect to")
            sys.exit(1)
        time.sleep(0.2)


def pass_on(worker: subprocess.Popen, local: int, rank: int) -> None:
    """What `--tee 3` does."""
    prefix = PREFIX.replace("${role_name}", "rank").replace("${local_rank}", str(local)).replace("${rank}", str(rank))
    for line in worker.stdout:
        sys.stdout.write(prefix + line)
        sys.stdout.flush()


def report(failed: list[tuple[int, int, int, int]]) -> None:
    """The block at the end of torchrun, the first failure as the root cause."""
    say("torch.distributed.elastic.multiprocessing.errors.ChildFailedError: ")
    say("=" * 60)
    say("entry.py FAILED")
    say("-" * 60)
    say("Root Cause (first observed failure):")
    local, rank, code, pid = failed[0]
    say("[0]:")
    say(f"  time      : {time.strftime('%Y-%m-%d_%H:%M:%S')}")
    say(f"  host      : {socket.gethostname()}")
    say(f"  rank      : {rank} (local_rank: {local})")
    say(f"  exitcode  : {code} (pid: {pid})")
    say("  error_file: <N/A>")
    say("=" * 60)


def main() -> int:
    """Starts, watches and ends the workers of this node."""
    node = meet()
    workers = []
    for local in range(NGPU):
        rank = node * NGPU + local
        env = {
            **os.environ,
            "RANK": str(rank),
            "LOCAL_RANK": str(local),
            "WORLD_SIZE": str(NNODES * NGPU),
            "MASTER_ADDR": HOST,
            "MASTER_PORT": PORT,
        }
        worker = subprocess.Popen(
            [sys.executable, "-m", "cosmos_rl.worker", CONFIG],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        thread = threading.Thread(target=pass_on, args=(worker, local, rank), daemon=True)
        thread.start()
        workers.append((local, rank, worker, thread))

    def told(number: int, _frame: object) -> None:
        say(
            f"W{time.strftime('%m%d %H:%M:%S')}.000000 {os.getpid()} "
            "torch/distributed/elastic/agent/server/api.py:739] "
            f"Received {number} death signal, shutting down workers"
        )
        for _, _, worker, _ in workers:
            worker.send_signal(signal.SIGTERM)
        os._exit(1)

    signal.signal(signal.SIGTERM, told)
    while True:
        time.sleep(0.05)
        codes = [(local, rank, worker.poll(), worker.pid) for local, rank, worker, _ in workers]
        failed = [one for one in codes if one[2] not in (None, 0)]
        if failed:
            for _, _, worker, _ in workers:
                worker.send_signal(signal.SIGTERM)
            for _, _, worker, thread in workers:
                worker.wait()
                thread.join(timeout=2)
            report(failed)
            return 1
        if all(code == 0 for _, _, code, _ in codes):
            for _, _, _, thread in workers:
                thread.join(timeout=2)
            if node == 0:
                time.sleep(0.5)
            return 0


if __name__ == "__main__":
    sys.exit(main())
