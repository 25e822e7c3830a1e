"""The embedded reference as a server of its own: a process on a loopback port, gone when this one is."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from conformance.errors import ConfigurationError

_ANNOUNCEMENT = "listening on "


@contextmanager
def serving(api: str, *, fault: str | None = None, variant: str | None = None) -> Iterator[str]:
    """Serve an API's reference for the length of a `with` block; gives its base URL.

    Args:
        api: whose reference.
        fault: a violation to seed, or None.
        variant: another way to conform, or None.

    Raises:
        ConfigurationError: the server did not come up.
    """
    # -P: what lies in the folder that the user stands in is not imported.
    command = [sys.executable, "-P", "-m", "reference", api, "--port", "0", "--with-parent"]
    command += [*(("--fault", fault) if fault else ()), *(("--variant", variant) if variant else ())]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield _announced(process)
        finally:
            process.terminate()


def _announced(process: "subprocess.Popen[str]") -> str:
    line = process.stdout.readline().strip() if process.stdout else ""
    if not line.startswith(_ANNOUNCEMENT):
        raise ConfigurationError("the embedded reference did not start; try `ramp-conformance serve` to see why")
    return line.removeprefix(_ANNOUNCEMENT)
