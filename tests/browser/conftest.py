"""A Chromium without a window, driven through its own driver, and axe-core from npm."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "reports")]

from browser_page import Page  # noqa: E402 (beside this file)


@pytest.fixture(scope="session")
def axe_source(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of axe-core."""
    npm = shutil.which("npm")
    assert npm is not None, "these tests need Node.js with npm"
    folder = tmp_path_factory.mktemp("npm")
    install = [npm, "install", "--prefix", str(folder), "axe-core@4"]
    subprocess.run(install, check=True, capture_output=True, timeout=300)
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """A fresh browser, as wide as a desk's."""
    binary, driver = shutil.which("chromium"), shutil.which("chromedriver")
    assert binary is not None, "these tests need Debian's chromium"
    assert driver is not None, "these tests need Debian's chromium-driver"
    opened = Page(binary, driver, tmp_path)
    yield opened
    opened.quit()
