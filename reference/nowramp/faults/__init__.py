"""Seeded violations, by theme: each class is one thing that a careless vendor did, against one requirement.

Most override one method of the rules. The class docstring tells the story; `reference.catalogue` reads it.
"""

from reference.nowramp.faults import (
    answers,
    client_secret,
    company,
    confirming,
    creation,
    credentials,
    errors,
    isolation,
    life,
    lifetimes,
    listing,
    locks,
    metadata,
    ordering,
    silence,
    storing,
)

MODULES = (
    credentials,
    isolation,
    creation,
    metadata,
    locks,
    storing,
    answers,
    client_secret,
    confirming,
    ordering,
    lifetimes,
    life,
    listing,
    errors,
    silence,
    company,
)
"""The files that hold the faults, in the order of the requirements."""
