"""The shards of one run joined into one run directory.

Journals are copied as they are; whatever is rendered or certified is compiled from them, as of any other run.
"""

import dataclasses
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from conformance.errors import ConfigurationError
from conformance.files import written_whole
from conformance.plan import save, saved
from conformance.resumption import LONGEST, story
from reports.compile import fold
from reports.results import Results
from reports.visits import Story

_SAME = {
    "api": "the API",
    "suite": "the version of the suite",
    "catalogue_digest": "the catalogue",
    "base_url": "the base URL",
    "seed": "the seed",
    "depth": "the depth",
    "level": "the level",
    "selected": "what was selected",
    "checks": "the checks",
    "lent": "what the target lends",
    "waivers": "the waivers",
}
"""What has to be the same in all shards, each as it is called."""


def join(directories: Sequence[Path], out: Path) -> Results:
    """Join shards.

    Args:
        directories: of all shards of one run, in any order.
        out: where the whole is written; nothing may lie there yet.

    Raises:
        ConfigurationError: they are not all the shards of one run, or the place is taken.
    """
    stories = [(directory, story(directory)) for directory in directories]
    _hold_together(stories)
    if out.exists() and any(out.iterdir()):
        raise ConfigurationError(f"{out} is not empty; name a folder for the whole run that is not there yet")
    out.mkdir(parents=True, exist_ok=True)
    for directory, told in stories:
        name = f"{told.shard or ''}".replace("/", "of")
        for kind in ("journal", "record"):
            for file in directory.glob(f"{kind}-*.jsonl"):
                shutil.copyfile(file, out / f"{kind}-{name}-{file.name.removeprefix(f'{kind}-')}")
    whole = story(out)
    first = next(directory for directory, told in stories if (told.shard or "").startswith("1/"))
    save(dataclasses.replace(saved(first), directory=out.resolve(), shard=None, run=whole.run))
    results = fold(whole)
    written_whole(out / "results.json", results.model_dump_json(indent=1))
    return results


def _hold_together(stories: Sequence[tuple[Path, Story]]) -> None:
    first, one = stories[0]
    for directory, told in stories:
        if told.shard is None:
            raise ConfigurationError(f"{directory} holds a whole run, not a shard of one; leave it out")
        for name, called in _SAME.items():
            if getattr(told.header, name) != getattr(one.header, name):
                raise ConfigurationError(f"{first} and {directory} differ in {called}; they are not shards of one run")
    shards = [str(told.shard) for _, told in stories]
    count = int(shards[0].partition("/")[2])
    for shard in shards:
        if shards.count(shard) > 1:
            raise ConfigurationError(f"shard {shard} is there {shards.count(shard)} times; name each once")
        if not shard.endswith(f"/{count}"):
            raise ConfigurationError(f"shards {shards[0]} and {shard} are not of one run; split it alike everywhere")
    missing = [f"{number}/{count}" for number in range(1, count + 1) if f"{number}/{count}" not in shards]
    if missing:
        raise ConfigurationError(f"of the run's {count} shards, {', '.join(missing)} is missing; name all of them")
    begun = [datetime.fromisoformat(told.header.started) for _, told in stories]
    if max(begun) - min(begun) > LONGEST:
        raise ConfigurationError(f"the shards were begun more than {LONGEST.days} days apart; run them anew")
