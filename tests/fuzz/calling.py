"""The command as a fuzzer calls it, and what it may come to."""

from click.testing import CliRunner, Result

from conformance import cli

CONFIGURATION = 3


def called(*arguments: object, codes: tuple[int, ...]) -> Result:
    """Call the command in this process: a sentence or a success, never a traceback."""
    result = CliRunner().invoke(cli.main, [str(one) for one in arguments])
    assert "Traceback" not in result.output, result.output
    assert "the suite itself failed" not in result.output
    assert result.exit_code in codes, (result.exit_code, result.output)
    if result.exit_code == CONFIGURATION:
        (line,) = result.stderr.splitlines()
        assert line.startswith("ramp-conformance: ")
        assert line.isprintable()
    return result
