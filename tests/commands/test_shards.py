"""One run split over machines: each share judged by itself, and all of them together like one whole run."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_bench import checked, outcomes, ramp, refused, results

from conformance.embedded import serving

QUICK = ("--depth", "quick", "--level", "full")
SOME = ("--only", "SUMVIN-PAIR-*", "--only", "SUMVIN-IDEMPOTENCY-WINDOW-*", "--only", "SUMVIN-KYC-*")

pytestmark = pytest.mark.slow


def split(folder: Path, base_url: str, count: int, *options: str) -> list[int]:
    """Run all shards, one after another; gives their exit codes."""
    run = ("run", "sumvin", "--base-url", base_url, *options)
    shards = [f"{number}/{count}" for number in range(1, count + 1)]
    return [ramp(*run, "--shard", shard, "--out", f"shard-{shard[0]}", cwd=folder).returncode for shard in shards]


def joined(folder: Path, count: int) -> int:
    shards = [f"shard-{number}" for number in range(1, count + 1)]
    return ramp("report", "--merge", *shards, "--out", "joined", cwd=folder).returncode


def told(run: Path) -> dict[str, object]:
    """What has to be the same of a whole run and of one that was joined."""
    found = results(run)
    return {name: found[name] for name in ("verdict", "complete", "counts", "waived", "level", "partial", "shard")}


@pytest.fixture(scope="module")
def healthy() -> Iterator[str]:
    with serving("sumvin") as base_url:
        yield base_url


@pytest.fixture(scope="module")
def shards(healthy: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three shards of a small run."""
    folder = tmp_path_factory.mktemp("shards")
    assert split(folder, healthy, 3, *QUICK, *SOME) == [0, 0, 0]
    return folder


def test_a_healthy_target_split_and_joined_earns_what_a_whole_run_earns(tmp_path: Path, healthy: str) -> None:
    whole = ramp("run", "sumvin", "--base-url", healthy, "--out", "whole", cwd=tmp_path)
    assert whole.returncode == 0, whole.stdout + whole.stderr
    assert split(tmp_path, healthy, 2) == [0, 0]
    assert joined(tmp_path, 2) == 0
    assert told(tmp_path / "joined") == told(tmp_path / "whole")
    assert outcomes(tmp_path / "joined") == outcomes(tmp_path / "whole")
    ramp("certify", "--new-key", "key.pem", cwd=tmp_path)
    refused(ramp("certify", "shard-1", "--key", "key.pem", cwd=tmp_path), 1, "shard 1/2", "report --merge")
    done = ramp("certify", "joined", "--key", "key.pem", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("fault", ["both-fiat-accepted", "window-of-one-hour", "kyc-only-for-buys"])
def test_a_faulty_target_split_and_joined_is_judged_like_a_whole_one(tmp_path: Path, fault: str) -> None:
    with serving("sumvin", fault=fault) as base_url:
        done = ramp("run", "sumvin", "--base-url", base_url, *QUICK, *SOME, "--out", "whole", cwd=tmp_path)
        assert done.returncode == 1
        codes = split(tmp_path, base_url, 3, *QUICK, *SOME)
    assert joined(tmp_path, 3) == 1
    assert max(codes) == 1
    assert told(tmp_path / "joined") == told(tmp_path / "whole")
    assert outcomes(tmp_path / "joined") == outcomes(tmp_path / "whole")


def test_the_shares_are_parts_of_the_whole_and_say_so(shards: Path) -> None:
    shares = [checked(shards / f"shard-{number}") for number in (1, 2, 3)]
    names = [name for share in shares for name in share]
    assert len(names) == len(set(names))
    for number, share in enumerate(shares, 1):
        found = results(shards / f"shard-{number}")
        assert (found["shard"], found["verdict"], found["complete"]) == (f"{number}/3", "conformant", True)
        assert sorted(check["name"] for check in found["checks"]) == sorted(share)
        assert all("window" not in name for name in share if "again_after" in name) or number == 1
    shown = ramp("report", "shard-2", cwd=shards).stdout
    assert "(of what was selected, shard 2/3)" in shown.splitlines()[-1]


def test_a_shard_that_was_cut_is_resumed_by_itself(shards: Path, healthy: str, tmp_path: Path) -> None:
    run = ("run", "sumvin", "--base-url", healthy, *QUICK, *SOME, "--shard", "2/3", "--out", "cut")
    assert ramp(*run, "--max-requests", 11, cwd=tmp_path).returncode == 2
    assert ramp("resume", "cut", "--max-requests", 100_000, cwd=tmp_path).returncode == 0
    assert outcomes(tmp_path / "cut") == outcomes(shards / "shard-2")
    first, third = shards / "shard-1", shards / "shard-3"
    done = ramp("report", "--merge", third, "cut", first, "--out", "joined", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("named", "words"),
    [
        (("shard-1", "shard-3"), "of the run's 3 shards, 2/3 is missing"),
        (("shard-1", "shard-2", "shard-3", "shard-2"), "shard 2/3 is there 2 times"),
        (("shard-1", "nowhere"), "nowhere holds no journal"),
    ],
)
def test_shards_that_are_no_run_are_not_joined(shards: Path, named: tuple[str, ...], words: str) -> None:
    refused(ramp("report", "--merge", *named, "--out", "joined", cwd=shards), 3, words)
    assert not (shards / "joined").exists()


@pytest.mark.parametrize(
    ("member", "value", "words"),
    [
        ("seed", 8, "differ in the seed"),
        ("depth", "deep", "differ in the depth"),
        ("level", "core", "differ in the level"),
        ("base_url", "http://elsewhere", "differ in the base URL"),
        ("catalogue_digest", "another", "differ in the catalogue"),
        ("started", "2020-01-01T00:00:00+00:00", "more than 7 days apart"),
        ("shard", None, "holds a whole run"),
        ("shard", "2/4", "shards 1/3 and 2/4 are not of one run"),
    ],
)
def test_shards_of_different_runs_are_not_joined(
    shards: Path, tmp_path: Path, member: str, value: object, words: str
) -> None:
    other = tmp_path / "shard-2"
    other.mkdir()
    journal = (shards / "shard-2" / "journal-main.jsonl").read_text()
    head, _, rest = journal.partition("\n")
    (other / "journal-main.jsonl").write_text(json.dumps(json.loads(head) | {member: value}) + "\n" + rest)
    named = (shards / "shard-1", other, shards / "shard-3")
    refused(ramp("report", "--merge", *named, "--out", "joined", cwd=tmp_path), 3, words)


def test_a_place_that_is_taken_is_left_alone(shards: Path) -> None:
    done = ramp("report", "--merge", "shard-1", "shard-2", "shard-3", "--out", "shard-1", cwd=shards)
    refused(done, 3, "shard-1 is not empty")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("run", "sumvin", "--shard", "4/3"), "'4/3' is no share of a run; say 2/3"),
        (("run", "sumvin", "--shard", "two"), "'two' is no share"),
        (("run", "--shard", "1/2"), "--shard are about one API"),
        (("report", "a", "b"), "joined with --merge"),
        (("report", "a", "--merge"), "--merge and --out belong together"),
        (("run", "sumvin", "--max-time", "0"), "--max-time"),
        (("resume", "run", "--window", "-n", "2"), "leave --workers out"),
    ],
)
def test_wrong_usage(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    refused(ramp(*arguments, cwd=tmp_path), 64, words)


def test_a_shard_without_checks_selected_nothing(tmp_path: Path, healthy: str) -> None:
    run = ("run", "sumvin", "--base-url", healthy, "--only", "SUMVIN-PAIR-BOTH-FIAT", "--shard", "9/9")
    refused(ramp(*run, cwd=tmp_path), 5, "shard 9/9 has none of the checks")
