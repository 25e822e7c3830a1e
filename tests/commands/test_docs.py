"""The documentation: every command line in it is one that the command takes, and the CI jobs run."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml

import specs
from conformance import cli
from conformance.embedded import serving
from conformance.waivers import read
from reference import target_file

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINE = re.compile(r"(?:^|[\s`/])ramp-conformance ((?:[a-z]|--version)[^`|>#\n]*)", re.MULTILINE)


def blocks(page: Path, language: str) -> list[str]:
    return [text for name, text in BLOCK.findall(page.read_text()) if name == language]


def command_lines(page: Path) -> list[str]:
    text = page.read_text().replace("\\\n", " ")
    return [line.strip() for line in LINE.findall(text)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_line_is_one_that_the_command_takes(page: Path) -> None:
    for line in command_lines(page):
        words = shlex.split(line.replace("…", "").replace("run API", "run sumvin"))
        words = [specs.names()[0] if word == "API" else word for word in words]
        command: click.Command = cli.main
        while isinstance(command, click.Group) and words:
            command = command.commands[words.pop(0)]
        command.make_context(command.name, [word for word in words if word != "@"], resilient_parsing=False)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text()):
        assert (page.parent / target).exists(), target


def test_the_waiver_in_the_documentation_is_one(tmp_path: Path) -> None:
    (text,) = blocks(ROOT / "docs" / "certify-your-implementation.md", "toml")
    (tmp_path / "waivers.toml").write_text(text)
    assert [one.kind for one in read(tmp_path / "waivers.toml")] == ["known-failing"]


def jobs() -> dict[str, str]:
    """The shell that a CI server would run for the check itself."""
    github, gitlab = (yaml.safe_load(text) for text in blocks(ROOT / "docs" / "gate-staging-in-ci.md", "yaml"))
    (run,) = [step["run"] for step in github["jobs"]["staging"]["steps"] if "staging" in step.get("name", "")]
    (script,) = gitlab["conformance"]["script"]
    return {"github": run, "gitlab": script.replace("/opt/suite/bin/", "")}


@pytest.mark.slow
@pytest.mark.parametrize("server", ["github", "gitlab"])
def test_the_job_of_the_documentation_gates(tmp_path: Path, server: str) -> None:
    with serving("sumvin") as base_url:
        text = target_file("sumvin").read_text().replace("http://127.0.0.1:8080", base_url)
        (tmp_path / "staging.toml").write_text(text)
        (tmp_path / "waivers.toml").write_text("# nothing is known to fail\n")
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-e", "-c", jobs()[server]],
            cwd=tmp_path,
            env={**os.environ, "PATH": path, "GITHUB_STEP_SUMMARY": "summary.md"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "conformant" in (tmp_path / "summary.md").read_text()
    assert (tmp_path / "junit.xml").exists()
    assert (tmp_path / "conformance-run" / "results.json").exists()
