"""The commands as a person meets them: in a folder of their own, over a real socket, with every mistake."""

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

import reference
from conformance import cli
from conformance.commands import exits
from conformance.embedded import serving

COMMAND = str(Path(sys.executable).with_name("ramp-conformance"))
TOKEN = tomllib.loads(reference.target_file("sumvin").read_text())["actors"]["alice"]["headers"]["x-juno-jwt"]
BROKEN = "SUMVIN-PAIR-BOTH-FIAT"
FAULT = "both-fiat-accepted"

pytestmark = pytest.mark.slow


def ramp(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *arguments],
        cwd=cwd,
        env={**os.environ, "ALICE_X_JUNO_JWT": TOKEN, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def one_sentence(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    assert done.returncode == code, done.stdout + done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert done.stderr.startswith("ramp-conformance: ")
    for word in words:
        assert word in done.stderr


@pytest.fixture(scope="module")
def broken() -> Iterator[str]:
    with serving("sumvin", fault=FAULT) as base_url:
        yield base_url


@pytest.fixture(scope="module")
def ran(broken: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a run found the fault, with every report."""
    folder = tmp_path_factory.mktemp("ran")
    done = ramp(
        *("run", "sumvin", "--base-url", broken, "--only", "SUMVIN-PAIR-*", "--out", "run", "--record"),
        *("--report", "junit=junit.xml", "--report", "markdown=summary.md", "--report", "json=results.json"),
        *("--report", "github"),
        cwd=folder,
        GITHUB_ACTIONS="true",
    )
    assert done.returncode == 1, done.stdout + done.stderr
    (folder / "out.txt").write_text(done.stdout)
    return folder


def finding(ran: Path) -> str:
    match = re.search(r"^  finding    (\w+)$", (ran / "out.txt").read_text(), re.MULTILINE)
    assert match
    return match[1]


# ---- help


def test_every_help_has_an_example() -> None:
    runner = CliRunner()
    for path in ((), *commands(cli.main)):
        shown = runner.invoke(cli.main, [*path, "--help"]).output
        if path != ("waivers",):
            assert "Example" in shown, path
            assert "  ramp-conformance" in shown, path


def commands(group: object, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in getattr(group, "commands", {}).items():
        yield (*above, name)
        yield from commands(command, (*above, name))


def test_help_is_quick(tmp_path: Path) -> None:
    code = "import sys, conformance.cli; heavy = {'pytest','hypothesis','pydantic','httpx','rich'} & set(sys.modules)"
    done = subprocess.run([sys.executable, "-P", "-c", f"{code}; sys.exit(str(heavy) if heavy else 0)"], cwd=tmp_path,
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr


# ---- reports of a run


def test_the_reports_are_written_along(ran: Path) -> None:
    suite = ElementTree.parse(ran / "junit.xml").getroot()
    assert (suite.attrib["failures"], suite.attrib["errors"]) == ("1", "0")
    assert "nonconformant" in (ran / "summary.md").read_text()
    assert json.loads((ran / "results.json").read_text())["verdict"] == "nonconformant"
    out = (ran / "out.txt").read_text().splitlines()
    (stop,) = [line for line in out if line.startswith("::stop-commands::")]
    token = stop.removeprefix("::stop-commands::")
    commands = [line for line in out[out.index(f"::{token}::") + 1 :] if line.startswith("::")]
    assert [line.split(" ")[0] for line in commands] == ["::error", "::notice"]


def test_every_exchange_is_kept_without_secrets_if_asked(ran: Path) -> None:
    lines = [json.loads(line) for line in (ran / "run" / "record-main.jsonl").read_text().splitlines()]
    results = json.loads((ran / "results.json").read_text())
    assert {line["check"] for line in lines} == {check["name"] for check in results["checks"]}
    assert sum(len(line["exchanges"]) for line in lines) >= sum(check["exchanges"] for check in results["checks"])
    assert TOKEN not in (ran / "run" / "record-main.jsonl").read_text()


@pytest.mark.parametrize("form", ["junit", "markdown", "json", "github", "terminal"])
def test_a_run_is_rendered_once_more_with_its_own_exit_code(ran: Path, form: str) -> None:
    done = ramp("report", "run", "--format", form, cwd=ran)
    assert done.returncode == 1, done.stderr
    assert BROKEN.replace("-", "\\-" if form == "markdown" else "-") in done.stdout
    if form in ("junit", "json"):
        assert done.stdout == (ran / {"junit": "junit.xml", "json": "results.json"}[form]).read_text()


def test_a_killed_run_is_rendered_as_incomplete(ran: Path, tmp_path: Path) -> None:
    lines = (ran / "run" / "journal-main.jsonl").read_text().splitlines(keepends=True)
    whole = [line for line in lines if '"kind":"finding"' not in line and '"kind":"footer"' not in line]
    (tmp_path / "journal-main.jsonl").write_text(
        "".join(line.replace('"violated":12', '"violated":0') for line in whole)
    )
    done = ramp("report", str(tmp_path), "--format", "junit", cwd=tmp_path)
    assert done.returncode == 2
    assert "killed" in ElementTree.fromstring(done.stdout).find(".//testcase[@name='run']/error").attrib["message"]


def test_a_run_that_never_came_about_leaves_a_failing_report(tmp_path: Path) -> None:
    (tmp_path / "junit.xml").write_text("<testsuites/>")
    done = ramp(
        *("run", "sumvin", "--base-url", "http://127.0.0.1:9", "--report", "junit=junit.xml", "--report", "github"),
        cwd=tmp_path,
    )
    assert done.returncode == 3
    assert ElementTree.parse(tmp_path / "junit.xml").getroot().attrib["errors"] == "1"
    assert done.stdout.startswith("::error title=ramp-conformance::cannot reach")


# ---- replay


def test_a_finding_still_fails_and_then_does_not(ran: Path) -> None:
    done = ramp("replay", finding(ran), "--run", "run", cwd=ran)
    assert done.returncode == 1, done.stderr
    assert done.stdout.splitlines()[-1] == f"{finding(ran)} · {BROKEN} · still fails"
    with serving("sumvin") as healthy:
        done = ramp("replay", finding(ran), "--run", "run", "--base-url", healthy, cwd=ran)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].endswith("does not fail any more")


def test_a_finding_that_nobody_made(ran: Path) -> None:
    one_sentence(ramp("replay", "00000000", "--run", "run", cwd=ran), 3, "no finding 00000000 in run")
    one_sentence(ramp("replay", "00000000", cwd=ran), 3, "ramp-conformance-runs")


# ---- waivers


def test_from_a_suggestion_to_a_waived_run_to_a_stale_one(ran: Path, broken: str, tmp_path: Path) -> None:
    run = ("run", "sumvin", "--only", "SUMVIN-PAIR-*", "--out", "run", "--waivers", "waivers.toml")
    file = tmp_path / "waivers.toml"
    file.write_text(ramp("waivers", "suggest", str(ran / "run"), cwd=tmp_path).stdout)
    one_sentence(ramp(*run, "--base-url", broken, cwd=tmp_path), 3, "line 9", 'reason = ""')
    file.write_text(file.read_text().replace('expires = ""', 'expires = "2999-12-31"').replace('= "" ', '= "x" '))
    done = ramp(*run, "--base-url", broken, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "nonconformant (waived)" in done.stdout.splitlines()[-1]
    done = ramp(*run, cwd=tmp_path)
    assert done.returncode == 4
    assert f'waivers.toml, line 7: requirement = "{BROKEN}": it passed' in done.stdout
    file.write_text(file.read_text().replace("2999", "2020"))
    done = ramp(*run, "--base-url", broken, cwd=tmp_path)
    assert done.returncode == 1
    assert 'line 12: expires = "2020-12-31"' in done.stdout


# ---- which requirements


def test_last_failed_runs_what_failed(broken: str, tmp_path: Path) -> None:
    one_sentence(ramp("run", "sumvin", "--last-failed", cwd=tmp_path), 3, "no earlier run", "--last-failed")
    ramp("run", "sumvin", "--base-url", broken, "--only", "SUMVIN-PAIR-*", cwd=tmp_path)
    done = ramp("run", "sumvin", "--base-url", broken, "--last-failed", "--out", "again", cwd=tmp_path)
    assert done.returncode == 1
    again = json.loads((tmp_path / "again" / "results.json").read_text())
    assert [one["id"] for one in again["requirements"]] == [BROKEN]
    done = ramp("run", "sumvin", "--last-failed", "--out", "again", cwd=tmp_path)
    assert done.returncode == 0
    one_sentence(ramp("run", "sumvin", "--last-failed", "--out", "again", cwd=tmp_path), 3, "left nothing failed")


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["serial", "two workers"])
def test_fail_fast_stops_at_the_first(broken: str, tmp_path: Path, workers: tuple[str, ...]) -> None:
    done = ramp("run", "sumvin", "--base-url", broken, "--fail-fast", "--out", "run", *workers, cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    results = json.loads((tmp_path / "run" / "results.json").read_text())
    assert results["complete"] is False
    assert "--fail-fast" in results["cut"]
    # Each process may have seen one before it hears of another's.
    assert 1 <= results["counts"]["failed"] <= (2 if workers else 1)
    assert "violated again when sent once more" in done.stdout


# ---- init and doctor


def test_from_init_to_a_run(tmp_path: Path) -> None:
    done = ramp("init", "sumvin", "--output", "staging.toml", cwd=tmp_path)
    assert done.returncode == 0
    assert "doctor --target staging.toml" in done.stdout
    one_sentence(ramp("init", "sumvin", "--output", "staging.toml", cwd=tmp_path), 3, "stays as it is")
    doctor = ("doctor", "--target", "staging.toml")
    done = ramp(*doctor, cwd=tmp_path, ALICE_X_JUNO_JWT="")
    one_sentence(done, 3, "still to fill in: base_url, the environment variable ALICE_X_JUNO_JWT")
    with serving("sumvin") as base_url:
        file = tmp_path / "staging.toml"
        file.write_text(file.read_text().replace("https://fill-in.invalid", base_url))
        done = ramp(*doctor, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert re.search(r"level core: (\d+) of \1 ", done.stdout)
        assert "add [actors.bob]" in done.stdout
        one_sentence(ramp(*doctor, cwd=tmp_path, ALICE_X_JUNO_JWT="wrong-token"), 3, "refuses actor alice")
        assert ramp("run", "--target", "staging.toml", "--depth", "quick", cwd=tmp_path).returncode == 0


def test_the_doctor_looks_at_the_embedded_reference_too(tmp_path: Path) -> None:
    done = ramp("doctor", "sumvin", cwd=tmp_path)
    assert done.returncode == 0
    assert "the clock moves" in done.stdout


# ---- the catalogue


def test_requirements_are_listed_with_their_coverage(ran: Path) -> None:
    assert "SUMVIN-AUTH-MISSING" in ramp("requirements", "sumvin", cwd=ran).stdout
    rows = json.loads(ramp("requirements", "sumvin", "--format", "json", "--run", "run", cwd=ran).stdout)
    row = next(row for row in rows if row["id"] == BROKEN)
    assert (row["outcome"], row["checks"]) == ("failed", ["pairs.two_fiat_sides_are_refused"])
    assert FAULT in row["faults"]
    table = ramp("requirements", "sumvin", "--format", "markdown", cwd=ran).stdout.splitlines()
    assert len({line.replace("\\|", "").count("|") for line in table}) == 1
    assert len(table) == len(rows) + 2


def test_a_requirement_is_explained_with_a_violation_and_its_cure(tmp_path: Path) -> None:
    done = ramp("explain", BROKEN.lower(), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for part in ("promised", "documented", "checked", "broken", "observed 201", "mended", "400 {", f"--fault {FAULT}"):
        assert part in done.stdout
    assert TOKEN not in done.stdout


@pytest.mark.parametrize(
    "requirement",
    ["SUMVIN-IDEMPOTENCY-CONCURRENT", "SUMVIN-IDEMPOTENCY-WINDOW-HOLDS", "SUMVIN-PROBLEM-TITLE"],
    ids=["raced", "of the clock", "of every answer"],
)
def test_requirements_of_every_kind_are_explained(tmp_path: Path, requirement: str) -> None:
    done = ramp("explain", requirement, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "observed" in done.stdout


def test_an_unknown_requirement_is_answered_with_those_that_come_near(tmp_path: Path) -> None:
    one_sentence(ramp("explain", "SUMVIN-PAIR-BOTH", cwd=tmp_path), 3, "did you mean SUMVIN-PAIR-BOTH-FIAT")


# ---- mistakes


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("run", "sumvin", "--report", "pdf=x"), exits.USAGE, ("'pdf'", "junit, markdown")),
        (("run", "sumvin", "--report", "junit="), exits.USAGE, ("name a file",)),
        (("run", "sumvin", "--report", "junit=nowhere/x.xml"), 3, ("cannot write the report nowhere/x.xml",)),
        (("run", "sumvin", "--only", "X", "--last-failed"), exits.USAGE, ("keep one",)),
        (("run", "sumvin", "--waivers", "nowhere.toml"), 3, ("cannot read the waiver file",)),
        (("report", "nowhere"), 3, ("nowhere holds no journal",)),
        (("report", ".", "--output", "x"), exits.USAGE, ("--format",)),
        (("waivers", "suggest", "nowhere"), 3, ("no journal",)),
        (("doctor",), exits.USAGE, ("name an API",)),
        (("doctor", "--target", "nowhere.toml"), 3, ("cannot read the target file",)),
        (("init", "nosuchapi"), exits.USAGE, ("nosuchapi",)),
        (("init", "sumvin", "--output", "nowhere/x.toml"), 3, ("cannot write",)),
        (("requirements", "sumvin", "--run", "nowhere"), 3, ("no journal",)),
        (("completion", "cmd"), exits.USAGE, ("cmd",)),
        (("nosuchcommand",), exits.USAGE, ("nosuchcommand",)),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_a_mistake_is_answered_with_one_sentence(
    tmp_path: Path, arguments: tuple[str, ...], code: int, words: tuple[str, ...]
) -> None:
    one_sentence(ramp(*arguments, cwd=tmp_path), code, *words)


# ---- the shell


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_given_its_script(shell: str) -> None:
    done = CliRunner().invoke(cli.main, ["completion", shell])
    assert "_RAMP_CONFORMANCE_COMPLETE" in done.output


@pytest.mark.parametrize(
    ("words", "expected"),
    [("ramp-conformance expl", "explain"), ("ramp-conformance explain SUMVIN-PAIR-BOTH-F", BROKEN)],
    ids=["a command", "a requirement"],
)
def test_a_shell_completes(tmp_path: Path, words: str, expected: str) -> None:
    variables = {"_RAMP_CONFORMANCE_COMPLETE": "bash_complete", "COMP_WORDS": words}
    done = ramp(cwd=tmp_path, COMP_CWORD=str(len(words.split()) - 1), **variables)
    assert done.stdout.strip() == f"plain,{expected}"
