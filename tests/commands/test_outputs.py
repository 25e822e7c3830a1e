"""Reports written along with a run: never an earlier run's, whatever happens."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest
from report_samples import requirement, results

from conformance.commands import exits
from conformance.commands.outputs import FORMATS, Output
from conformance.errors import ConfigurationError

COMMAND = str(Path(sys.executable).with_name("ramp-conformance"))


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_written_for_a_run_and_for_none(tmp_path: Path, form: str) -> None:
    output = Output(form, tmp_path / "report")
    output.write_unmade("sumvin", "the target is gone")
    assert "the target is gone" in (tmp_path / "report").read_text()
    output.write(results(requirement()))
    assert "the target is gone" not in (tmp_path / "report").read_text()


def test_standard_output_is_told_only_what_is_certain(capsys: pytest.CaptureFixture[str]) -> None:
    output = Output("github", None)
    output.write_unmade("sumvin", "perhaps")
    assert capsys.readouterr().out == ""
    output.write_unmade("sumvin", "certainly", final=True)
    assert capsys.readouterr().out == "::error title=ramp-conformance::certainly\n"


def test_a_file_that_cannot_be_written_is_a_configuration_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot write the report"):
        Output("junit", tmp_path / "nowhere" / "x.xml").write(results())


@pytest.mark.slow
def test_a_run_that_is_killed_leaves_no_earlier_report(tmp_path: Path) -> None:
    file = tmp_path / "junit.xml"
    file.write_text("<testsuites/>")
    run = subprocess.Popen(
        [COMMAND, "run", "sumvin", "--out", "run", "--report", "junit=junit.xml"],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    for _ in range(600):
        if list((tmp_path / "run").glob("journal-*")):
            break
        time.sleep(0.02)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    assert ElementTree.parse(file).getroot().attrib["errors"] == "1"


@pytest.mark.parametrize(
    ("codes", "expected"),
    [((0, 1), 1), ((5, 0), 0), ((5, 5), 5), ((2, 4), 4), ((4, 1), 1), ((1, 3), 3), ((0, 2), 2), ((70, 1), 70)],
)
def test_the_exit_code_of_several_runs_is_the_first_that_applies(codes: tuple[int, ...], expected: int) -> None:
    assert exits.worst(codes) == expected
