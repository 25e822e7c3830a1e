"""`ramp-conformance certify`: a signed certificate of a conformant run."""

import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from conformance.commands.options import FILE, FOLDER
from conformance.errors import ConfigurationError

_IMAGE = re.compile(r"(?P<name>[\w./:-]{1,250})@sha256:(?P<sha256>[0-9a-f]{64})", re.ASCII)
_BUILD = re.compile(r"[!-~]{1,200}")


@click.command(
    epilog="Exit codes: 0 certified, 1 the run earns no certificate, 3 a file or key cannot be used.",
    short_help="Sign a certificate of a conformant run.",
)
@click.argument("run_dir", type=FOLDER, required=False)
@click.option("--key", type=FILE, metavar="FILE", help="Your private key.")
@click.option("--new-key", type=FILE, metavar="FILE", help="Make a key pair instead; nothing is overwritten.")
@click.option("--output", type=FILE, metavar="FILE", help="Write there  [default: certificate.json in RUN_DIR]")
@click.option("--build", metavar="ID", help="Your own name for what was deployed, such as a commit.")
@click.option("--image", metavar="NAME@sha256:HEX", help="The container image that was deployed.")
@click.option("--catalogue", type=click.IntRange(1), metavar="VERSION",
              help="Certify an earlier version of the catalogue: what entered it later is not scored.")  # fmt: skip
def certify(run_dir: Path | None, key: Path | None, new_key: Path | None, **choices: Any) -> None:
    r"""Sign a certificate of the conformant run in RUN_DIR. It holds for 90 days from the end of the run.

    \b
    Examples:
      ramp-conformance certify --new-key acme.pem
      ramp-conformance certify run --key acme.pem
      ramp-conformance certify run --key acme.pem --build 4f2a91c --image registry.acme.example/ramp@sha256:9f…
    """
    if new_key is not None:
        if run_dir is not None or key is not None or any(value is not None for value in choices.values()):
            raise click.UsageError("--new-key makes a key and nothing else; leave the rest to a second call")
        _make_key(new_key)
    elif run_dir is None or key is None:
        raise click.UsageError("name a run directory and your --key, or make one with --new-key")
    else:
        _certify(run_dir, key, **choices)


def _make_key(file: Path) -> None:
    from reports.certificate.errors import Unusable  # noqa: PLC0415 (so that --help stays quick)
    from reports.certificate.keys import new_key  # noqa: PLC0415 (likewise)

    try:
        public = new_key(file)
    except Unusable as error:
        raise ConfigurationError(str(error)) from None
    click.echo(f"{file} is your private key: keep it to yourself; {public} is for those who verify")


def _certify(
    run_dir: Path, key: Path, *, output: Path | None, build: str | None, image: str | None, catalogue: int | None
) -> None:
    import specs  # noqa: PLC0415 (likewise)
    from conformance import api  # noqa: PLC0415 (likewise)
    from conformance.history import read  # noqa: PLC0415 (likewise)
    from conformance.selection import all_checks  # noqa: PLC0415 (likewise)
    from reports.certificate import issue, keys, suite  # noqa: PLC0415 (likewise)
    from reports.certificate.errors import Refused, Unusable  # noqa: PLC0415 (likewise)

    compiled = read(run_dir)
    try:
        certificate = issue.certify(
            _results(run_dir),
            compiled,
            specs.load(compiled.api),
            keys.private_key(key),
            suite=suite.installed(),
            checks=[check.name for check in all_checks(api.load(compiled.api))],
            now=datetime.now(UTC),
            catalogue=catalogue,
            build=_build(build),
            image=_image(image),
        )
    except (Unusable, specs.UnknownApiError) as error:
        raise ConfigurationError(str(error)) from None
    except Refused as error:
        from reports.text import one_line  # noqa: PLC0415 (likewise)

        click.echo(f"no certificate: {one_line(str(error), 2000)}", err=True)
        sys.exit(1)
    file = output or run_dir / "certificate.json"
    try:
        file.write_bytes(certificate)
    except OSError as error:
        raise ConfigurationError(f"cannot write the certificate {file}: {error.strerror}") from None
    click.echo(f"{file} certifies {compiled.api} {compiled.level} at {compiled.base_url}; its results go with it")


def _results(run_dir: Path) -> bytes:
    try:
        return (run_dir / "results.json").read_bytes()
    except OSError as error:
        raise ConfigurationError(f"cannot read {run_dir / 'results.json'}: {error.strerror}") from None


def _build(text: str | None) -> str | None:
    if text is not None and not _BUILD.fullmatch(text):
        raise click.UsageError("--build is one word of at most 200 ASCII characters, such as a commit")
    return text


def _image(text: str | None) -> Any:
    from reports.certificate.statement import Image  # noqa: PLC0415 (likewise)

    if text is None:
        return None
    match = _IMAGE.fullmatch(text)
    if match is None:
        raise click.UsageError("--image is NAME@sha256:HEX, the digest in 64 small hexadecimal digits")
    return Image(**match.groupdict())
