"""How a run can go wrong without any requirement being violated.

* `ConfigurationError` — the user's input, or the way to the target, is wrong: one sentence that mends it, exit 3.
* `Trouble` — one exchange came to nothing; the scenario is run once more, then counts as an error.
* `Blocked` — a precondition did not hold, so the scenario could not decide its requirements.
* `Abandoned` — the run cannot go on (the target died, a budget is spent); what was not reached stays untested.

Anything else that escapes a check or the engine is a defect of the suite: exit 70.
"""


class ConfigurationError(Exception):
    """The input is wrong. The message is one sentence: what is wrong, where, and how to mend it."""


class Trouble(Exception):
    """The transport failed in one exchange.

    Attributes:
        unknown: the request may have taken effect although no answer came.
    """

    def __init__(self, message: str, *, unknown: bool) -> None:
        super().__init__(message)
        self.unknown = unknown


class Blocked(Exception):
    """A precondition failed: the scenario says nothing about its requirements."""


class Abandoned(Exception):
    """The run ends early; the message says why."""
