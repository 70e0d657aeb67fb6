"""The controller: starts redis, answers over HTTP, gives permission for each step, and ends with the policy."""

import json
import os
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import tomllib

from .words import cosmos, say

PORT, CONFIG = int(sys.argv[1]), sys.argv[2]
config = tomllib.loads(Path(CONFIG).read_text(encoding="utf-8"))
REDIS = int(config["redis"])
state = {"stop": "", "over": False, "heard": 0.0, "registered": False, "clean": False}


def start_redis() -> None:
    """A daemon in a session of its own, whose title took the place of its environment, as the real one's does."""
    source = (
        "import socket\n"
        "s = socket.socket(fileno=0)\n"
        "while True:\n"
        "    c, _ = s.accept()\n"
        "    c.recv(100)\n"
        "    c.sendall(b'+PONG\\r\\n')\n"
        "    c.close()\n"
    )
    listening = socket.create_server(("0.0.0.0", REDIS))
    child = os.fork()
    if child == 0:
        os.setsid()
        if os.fork() == 0:
            # It listens before anybody is told of it, and its streams lead nowhere.
            nowhere = os.open(os.devnull, os.O_RDWR)
            for stream in (1, 2):
                os.dup2(nowhere, stream)
            os.dup2(listening.fileno(), 0)
            os.closerange(3, 64)
            title = f"redis-server 0.0.0.0:{REDIS}"
            os.execve(sys.executable, [title, "-S", "-c", source], {"PATH": os.environ["PATH"]})
        os._exit(0)
    os.waitpid(child, 0)
    listening.close()
    cosmos(f"[Controller] Redis server started on port {REDIS} with command redis-server")


def end_redis() -> None:
    """What the controller does at a good end."""
    for name in os.listdir("/proc"):
        try:
            if Path(f"/proc/{name}/cmdline").read_bytes().startswith(f"redis-server 0.0.0.0:{REDIS}\0".encode()):
                os.kill(int(name), 15)
        except (OSError, ValueError):
            continue
    cosmos("Redis server stopped.")


class Answers(BaseHTTPRequestHandler):
    """The few addresses that are used."""

    def do_POST(self) -> None:  # noqa: N802
        """One request."""
        length = int(self.headers.get("content-length", "0"))
        body = json.loads(self.rfile.read(length) or b"{}")
        state["heard"] = time.monotonic()
        answer = {"accepted": True}
        if self.path == "/api/meta":
            answer = {"redis": REDIS, "config": config}
        elif self.path == "/api/register":
            state["registered"] = True
            cosmos("[Controller] All atoms of POLICY Replica stand-in has been set.")
        elif self.path == "/api/request_stop":
            state["stop"] = body.get("reason", "?")
            cosmos(f"[Controller] Application requested successful stop: {state['stop']}")
        elif self.path == "/api/training_boundary":
            answer = {"stop": state["stop"] != ""}
        elif self.path == "/api/unregister":
            cosmos("[Controller] Unregistering replica stand-in")
            state["clean"] = body.get("clean") is True
            state["over"] = True
        text = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        """Says nothing of its own."""


def main() -> int:
    """Serves until the policy has left."""
    start_redis()
    cosmos(f"Successfully loaded configuration from {CONFIG}")
    server = ThreadingHTTPServer(("0.0.0.0", PORT), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    say("INFO:     Application startup complete.")
    while not state["over"]:
        time.sleep(0.05)
    if not state["clean"]:
        cosmos(
            "[Controller] Unregister failed: All policy replicas departed before training completed; "
            "resume the job from a checkpoint",
            "ERROR",
        )
        end_redis()
        return 0
    cosmos("[Controller] Replica stand-in is stopping.")
    cosmos(
        "[Controller] All replicas are finished (clean unregister of stand-in); finalizing -- shutting down controller."
    )
    time.sleep(0.3)
    end_redis()
    return 0


if __name__ == "__main__":
    sys.exit(main())
