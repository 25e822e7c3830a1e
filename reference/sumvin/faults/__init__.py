"""Seeded violations, by theme: each class is one thing that a careless vendor did, against one requirement.

Most override one method of the rules. The class docstring tells the story; `reference.catalogue` reads it.
"""

from reference.sumvin.faults import (
    amounts,
    answers,
    choices,
    credentials,
    fields,
    keys,
    pairs,
    problems,
    races,
    replays,
    robustness,
    timestamps,
    upstream,
    windows,
)

MODULES = (
    credentials,
    timestamps,
    fields,
    amounts,
    choices,
    pairs,
    upstream,
    answers,
    replays,
    windows,
    keys,
    races,
    problems,
    robustness,
)
"""The files that hold the faults, in the order of the requirements."""
