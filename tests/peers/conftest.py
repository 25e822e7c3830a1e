"""Other vendors' tools, from npm: installed into a folder of their own, once per run of the tests."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def npm_tool(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    """Installs a package and gives the path of one of its commands."""
    folder = tmp_path_factory.mktemp("npm")

    def install(package: str, command: str) -> Path:
        npm = shutil.which("npm")
        assert npm is not None, "these tests need Node.js with npm"
        subprocess.run([npm, "install", "--prefix", str(folder), package], check=True, capture_output=True, timeout=300)
        return folder / "node_modules" / ".bin" / command

    return install
