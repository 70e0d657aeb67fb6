"""Types words and TAB in an interactive shell on a terminal of its own, and prints the line that the shell made of it.

press_tab.py SETUP TABS LINE -- SHELL ARGUMENT…   (SETUP is typed first)
"""

import os
import pty
import re
import select
import sys
import time

QUIET = 0.7
LIMIT = 20.0


def read_until(master: int, done: re.Pattern[str] | None) -> str:
    """What the shell writes until it matches, or until it is quiet."""
    text = ""
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        ready, _, _ = select.select([master], [], [], LIMIT if done else QUIET)
        if not ready:
            return text
        try:
            chunk = os.read(master, 65536)
        except OSError:
            return text
        # fish asks what kind of terminal this is, and waits for the answer.
        if b"\x1b[c" in chunk or b"\x1b[0c" in chunk:
            os.write(master, b"\x1b[?1;2c")
        text += chunk.decode(errors="replace")
        if done and done.search(text):
            return text
    return text


def main() -> None:
    """Prints the completed line, then all that the shell showed."""
    setup, tabs, line, _, *shell = sys.argv[1:]
    child, master = pty.fork()
    if child == 0:
        os.environ["TERM"] = "xterm"
        os.environ["COLUMNS"] = "200"
        # An editor that is called vi makes zsh read keys as vi does.
        for name in ("EDITOR", "VISUAL"):
            os.environ.pop(name, None)
        os.execvp(shell[0], shell)
    os.write(master, f"{setup}\necho READY''NOW\n".encode())
    read_until(master, re.compile(r"READYNOW"))
    read_until(master, None)
    os.write(master, line.encode())
    shown = read_until(master, None)
    for _ in range(int(tabs)):
        os.write(master, b"\t")
        # The first answer needs the start of Node.js.
        time.sleep(1.0)
        shown += read_until(master, None)
    # To the beginning of the line: what was completed becomes a text that is printed.
    os.write(master, b"\x01printf '<%s>' \x05\n")
    answer = read_until(master, re.compile(r"<[^<>%\n\r]*>"))
    answer += read_until(master, None)
    os.write(master, b"exit\n")
    print("".join(re.findall(r"<[^<>%\n\r]*>", answer)))
    print(re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>()][A-B0]?|\r", "", shown))


main()
