"""Start a reference: `python -m reference sumvin --port 8080 --fault replay-mints-anew`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from reference.embedded import APIS, build
from reference.server import listen
from reference.weather import latency


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the reference that the command line asks for, until it is told to stop."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    try:
        app = build(asked.api, fault=asked.fault, variant=asked.variant, state=asked.state)
    except LookupError as error:
        parser.error(str(error.args[0]))
    except OSError as error:
        parser.error(str(error))

    if asked.latency > 0:
        app = latency(app, asked.latency)
    try:
        listen(app, asked.host, asked.port, with_parent=asked.with_parent)
    except OSError as error:
        print(f"cannot listen on {asked.host}:{asked.port}: {error.strerror or error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m reference", description="Serve an embedded reference.")
    parser.add_argument("api", choices=APIS, help="which API to stand in for")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=0, help="port to listen on (default: any free one)")
    parser.add_argument("--fault", metavar="NAME", help="seed this violation")
    parser.add_argument("--variant", metavar="NAME", help="conform in this other way")
    parser.add_argument("--state", metavar="FILE", type=Path, help="keep the state in this file")
    parser.add_argument("--latency", metavar="SECONDS", type=float, default=0.0, help="wait before every answer")
    parser.add_argument("--with-parent", action="store_true", help="stop when standard input ends")
    return parser


if __name__ == "__main__":
    sys.exit(main())
