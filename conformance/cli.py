"""The command `ramp-conformance`."""

import sys
import traceback
from typing import Any

import click
from click.exceptions import NoArgsIsHelpError

from conformance.commands import exits
from conformance.commands.badge import badge
from conformance.commands.certify import certify
from conformance.commands.compare import compare
from conformance.commands.completion import completion
from conformance.commands.doctor import doctor
from conformance.commands.explain import explain
from conformance.commands.init import init
from conformance.commands.prove import prove
from conformance.commands.replay import replay
from conformance.commands.report import report
from conformance.commands.requirements import requirements
from conformance.commands.resume import resume
from conformance.commands.run import run
from conformance.commands.serve import serve
from conformance.commands.site import site
from conformance.commands.verify import verify
from conformance.commands.waivers import waivers
from conformance.errors import ConfigurationError


class _Commands(click.Group):
    """A group whose complaints are one sentence each, and which lists its commands in the order of use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, as they were added."""
        del ctx
        return list(self.commands)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run; wrong usage is exit code 64, which no verdict has."""
        try:
            return super().main(*args, **{**kwargs, "standalone_mode": False})
        except NoArgsIsHelpError as error:
            click.echo(error.format_message(), err=True)
            sys.exit(exits.USAGE)
        except click.UsageError as error:
            where = f" (see `{error.ctx.command_path} --help`)" if error.ctx else ""
            click.echo(f"ramp-conformance: {error.format_message()}{where}", err=True)
            sys.exit(exits.USAGE)
        except ConfigurationError as error:
            click.echo(f"ramp-conformance: {visible_line(error)}", err=True)
            sys.exit(exits.CONFIGURATION)
        except (click.Abort, KeyboardInterrupt):
            click.echo("ramp-conformance: interrupted", err=True)
            sys.exit(2)
        except BrokenPipeError:
            # Whoever read the output has seen enough.
            sys.stderr.close()
            sys.exit(2)
        except Exception:
            traceback.print_exc()
            click.echo("ramp-conformance: the suite itself failed; please report the lines above", err=True)
            sys.exit(70)


def visible_line(error: Exception) -> str:
    """A complaint fit for a terminal: it may quote what a server or a file holds."""
    from reports.text import one_line  # noqa: PLC0415 (only where something is wrong)

    return one_line(str(error), 2000)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ramp-conformance")
def main() -> None:
    r"""Contract tests and conformance reports for fiat/crypto ramp-session APIs.

    \b
    Examples:
      ramp-conformance run sumvin
      ramp-conformance init sumvin --output staging.toml
      ramp-conformance run --target staging.toml
    """


def _laid_out(command: click.Command) -> None:
    """Let click see the mark before examples: in a raw docstring it is two characters, and click looks for one."""
    command.help = (command.help or "").replace("\\b\n", "\b\n")
    for inner in command.commands.values() if isinstance(command, click.Group) else ():
        _laid_out(inner)


for _command in (
    *(init, doctor, run, resume, replay, report, compare, waivers),
    *(certify, verify, badge, site),
    *(requirements, explain, serve, prove, completion),
):
    main.add_command(_command)
_laid_out(main)
