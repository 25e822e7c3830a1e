"""What developers run; `nox -l` lists it, `nox -s NAME -- ARGUMENTS` passes arguments on."""

import tempfile
import zipfile
from pathlib import Path

import nox

nox.options.sessions = ["tests", "lint", "types", "conformance"]
nox.options.default_venv_backend = "venv"

APIS = ("sumvin", "nowramp", "stripe")

IN_THE_WHEEL = (
    *(f"specs/{api}/openapi.yaml" for api in APIS),
    *(f"specs/{api}/requirements.yaml" for api in APIS),
    *(f"strategies/{api}/fixtures.py" for api in APIS),
    *(f"conformance/{api}/checks/races.py" for api in APIS),
    *(f"reference/{api}/target.toml" for api in APIS),
    "conformance/pytest.ini",
    "conformance/commands/run.py",
    "reports/results.schema.json",
    *(f"reports/html/{name}" for name in ("page.html.j2", "parts.html.j2", "unmade.html.j2", "style.css", "script.js")),
    "reports/site/page.html.j2",
    *(f"{package}/py.typed" for package in ("specs", "strategies", "conformance", "reports", "reference")),
)
NOT_IN_THE_WHEEL = ("tests/", "benchmarks/", "docs/", ".ci/")


@nox.session
def tests(session: nox.Session) -> None:
    session.install("-e", ".[test]")
    session.run("pytest", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    session.install("ruff")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    session.install("-e", ".[test]")
    session.run("mypy")


@nox.session
def conformance(session: nox.Session) -> None:
    """Run the suite; against the embedded reference, or what the arguments name."""
    session.install(".")
    session.run("ramp-conformance", "run", *session.posargs)


@nox.session
def prove(session: nox.Session) -> None:
    """Every fault killed by its own requirement, over five seeds; nothing conforming accused."""
    session.install(".")
    session.run("ramp-conformance", "prove", "--seeds", "5", *session.posargs)


@nox.session
def soak(session: nox.Session) -> None:
    """The reference and its variants accused of nothing, over twenty seeds at every depth."""
    session.install(".")
    for depth in ("quick", "standard", "deep"):
        session.run(
            *("ramp-conformance", "prove", "--conforming", "--seeds", "20", "--depth", depth),
            *session.posargs,
        )


@nox.session
def hazards(session: nox.Session) -> None:
    """Meet every hazard of the catalogue, and write docs/hazards.md anew."""
    session.install("-e", ".[test]")
    with tempfile.TemporaryDirectory() as folder:
        session.run("pytest", "tests/rogue", "-n", "auto", env={"RAMP_HAZARDS": folder})
        session.run("python", "tests/rogue/rogue_page.py", folder)


@nox.session
def bench(session: nox.Session) -> None:
    """Every benchmark; `-- --sample N` compares on N faults of each API, without which it takes many hours."""
    session.install(".")
    for script in sorted(Path("benchmarks").glob("[!_]*.py")):
        session.run("python", str(script), *(session.posargs if script.stem == "schemathesis_cli" else ()))


@nox.session
def browser(session: nox.Session) -> None:
    """Tests that need a Chromium and its driver on this machine."""
    session.install("-e", ".[test,browser]")
    session.run("pytest", "-m", "browser", *session.posargs, success_codes=[0, 5])


@nox.session
def peers(session: nox.Session) -> None:
    """Tests that need other vendors' tools, from npm: Allure renders what a run wrote."""
    session.install("-e", ".[test]")
    session.run("pytest", "-m", "peers", *session.posargs, success_codes=[0, 5])


@nox.session
def build(session: nox.Session) -> None:
    """Build the distributions and look into the wheel."""
    session.install("build")
    with tempfile.TemporaryDirectory() as folder:
        session.run("python", "-m", "build", "--outdir", folder)
        (wheel,) = Path(folder).glob("*.whl")
        names = zipfile.ZipFile(wheel).namelist()
        missing = [name for name in IN_THE_WHEEL if name not in names]
        strays = [name for name in names if name.startswith(NOT_IN_THE_WHEEL)]
        if missing or strays:
            session.error(f"the wheel lacks {missing or 'nothing'} and holds {strays or 'nothing'} it should not")
        session.run("python", "-m", "venv", f"{folder}/venv", external=True)
        session.run(f"{folder}/venv/bin/pip", "install", "--quiet", str(wheel), external=True)
        with session.chdir(folder):
            session.run(f"{folder}/venv/bin/ramp-conformance", "run", external=True)
