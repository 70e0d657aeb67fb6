"""Runs a command and writes, as JSON to the descriptor 3, what it and whatever it waited for took: `meter.py COMMAND [ARGUMENT]...`"""

import json
import os
import sys
import time

started = time.perf_counter()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, used = os.wait4(child, 0)
wall = time.perf_counter() - started
spent = {
    "status": os.waitstatus_to_exitcode(status),
    "cpu": 1000 * (used.ru_utime + used.ru_stime),
    "wall": 1000 * wall,
    "memory": used.ru_maxrss / 1024,
}
os.write(3, json.dumps(spent).encode())
