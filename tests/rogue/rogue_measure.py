"""Run a command and say what it took: `python rogue_measure.py FILE SECONDS COMMAND …`.

A process of its own, since the peak of a child's memory includes what its parent held when it started it.
"""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

file, seconds, *command = sys.argv[1:]
began = time.monotonic()
try:
    code = subprocess.run(command, timeout=float(seconds), check=False).returncode
except subprocess.TimeoutExpired:
    code = None
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
Path(file).write_text(json.dumps({"code": code, "seconds": time.monotonic() - began, "peak": peak}), encoding="utf-8")
