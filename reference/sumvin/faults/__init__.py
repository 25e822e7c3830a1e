"""Seeded violations, by theme: each class is one thing that a careless vendor did, against one requirement.

Most override one method of the rules. The class docstring tells the story; `reference.catalogue` reads it.
"""

from reference.sumvin.faults import (
    access,
    accounts,
    amounts,
    answers,
    catalogues,
    choices,
    credentials,
    fields,
    keys,
    lifecycles,
    linking,
    pairs,
    problems,
    problems_elsewhere,
    quotes,
    races,
    replays,
    robustness,
    rough_handling,
    times_elsewhere,
    timestamps,
    transactions,
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
    access,
    quotes,
    transactions,
    lifecycles,
    linking,
    accounts,
    catalogues,
    times_elsewhere,
    problems_elsewhere,
    rough_handling,
)
"""The files that hold the faults, in the order of the requirements."""
