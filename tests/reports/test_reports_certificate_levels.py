"""The catalogue remembers when a requirement entered it."""

from pathlib import Path

import pytest
from certificate_samples import contract, promise

import specs
from specs import contract as loader


def test_without_a_word_everything_stood_there_from_the_first() -> None:
    names = [one.id for one in contract().required("full", 1)]
    assert names == ["R-ONE", "R-MAYBE", "R-FULL"]
    assert [one.id for one in contract().required("core", 1)] == ["R-ONE", "R-MAYBE"]


def test_later_requirements_never_enter_an_earlier_version() -> None:
    grown = contract(promise("R-LATER"), version=3, since={"R-LATER": 2})
    levels = [[one.id for one in grown.required("core", version)] for version in (1, 2, 3)]
    assert levels == [["R-ONE", "R-MAYBE"], ["R-ONE", "R-MAYBE", "R-LATER"], ["R-ONE", "R-MAYBE", "R-LATER"]]


def test_since_is_read_from_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = "{id: %s, level: MUST, rank: documented, core: true, source: [a, b], statement: It holds.%s}"
    entries = "\n".join(f"  - {entry % (name, more)}" for name, more in (("X-ONE", ""), ("X-TWO", ", since: 2")))
    folder = tmp_path / "since-api"
    folder.mkdir()
    (folder / "requirements.yaml").write_text(
        "catalogue: since-api\nversion: 2\ntitle: T\noperation: GET /x\ndocuments: {}\ncapabilities: {}\n"
        f"requirements:\n{entries}\n"
    )
    monkeypatch.setattr(loader, "_FOLDER", tmp_path)
    read = specs.load("since-api")
    assert dict(read.since) == {"X-TWO": 2}
    assert [one.id for one in read.of_version(1)] == ["X-ONE"]


@pytest.mark.parametrize("name", specs.names())
def test_no_requirement_of_a_shipped_catalogue_comes_from_the_future(name: str) -> None:
    shipped = specs.load(name)
    assert all(2 <= version <= shipped.version for version in shipped.since.values())
    assert shipped.required("core", 1)
