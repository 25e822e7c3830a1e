"""The parts of a Sumvin target file's [fixtures] that speak of ramps under way and of linked bank accounts.

Every complaint is one sentence that says what to write instead, and never shows the value.
"""

from collections.abc import Callable
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator


def _ids(example: str) -> Callable[[object], object]:
    """A validator of a list of distinct, non-empty ids."""

    def check(value: object) -> object:
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) and item for item in value):
            raise ValueError(f"write a list of ids, such as {example}")
        if len(set(value)) < len(value):
            raise ValueError("write each id only once")
        return value

    return check


def _seconds(value: object) -> object:
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise ValueError("write a whole number of seconds above zero, such as 900")
    return value


def ids(example: str) -> BeforeValidator:
    """The validator of a field that lists ids."""
    return BeforeValidator(_ids(example))


Seconds = Annotated[int, BeforeValidator(_seconds)]
AccountIds = Annotated[tuple[str, ...], ids('["acc_1"]')]
TransactionIds = Annotated[tuple[str, ...], ids('["txn_1"]')]


class Accounts(BaseModel):
    """Linked accounts that the target has for the suite.

    Attributes:
        own: alice's, beside those that her list shows.
        foreign: another user's.
        deletable: alice's, which the suite may delete; each is used once.
        unsyncable: alice's, whose sync the provider fails.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    own: AccountIds = ()
    foreign: AccountIds = ()
    deletable: AccountIds = ()
    unsyncable: AccountIds = ()

    @model_validator(mode="after")
    def _agree(self) -> Self:
        """What is to be deleted serves for nothing else, and another user's is not alice's."""
        if set(self.deletable) & {*self.own, *self.unsyncable}:
            raise ValueError("write an account in deletable or in own and unsyncable, not in both")
        if set(self.foreign) & {*self.own, *self.deletable, *self.unsyncable}:
            raise ValueError("write an account in foreign or in a list of alice's, not in both")
        return self


class Transactions(BaseModel):
    """Ramp transactions that the target has for the suite.

    Attributes:
        own: alice's, beside those that her list shows.
        foreign: another user's.
        unverified: of the user without KYC, who had it when they were made.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    own: TransactionIds = ()
    foreign: TransactionIds = ()
    unverified: TransactionIds = ()

    @model_validator(mode="after")
    def _agree(self) -> Self:
        """Another user's is not alice's."""
        if set(self.own) & set(self.foreign):
            raise ValueError("write a transaction in own or in foreign, not in both")
        if set(self.own) & set(self.unverified):
            raise ValueError("write a transaction in own or in unverified, not in both")
        return self


class Due(BaseModel):
    """After how many seconds of the target's clock a simulated step is due. Left out: it never comes by itself.

    Attributes:
        processing: from the opening of a session until its ramp is processing.
        completed: from the opening of a session until its ramp has completed.
        failed: the same until it has failed, under the trigger `ramp_failure`.
        cancelled: the same until it was abandoned, under `ramp_abandonment`.
        refunded: the same until it was refunded, under `ramp_refund`.
        voided: the same until it was voided, under `ramp_void`.
        linked: from the start of a link until its account appears.
        changed: from an account's appearance until its connection changes, under a trigger `connection_…`.
        disconnected: from an account's appearance until it was disconnected and is gone, under `disconnect`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    processing: Seconds | None = None
    completed: Seconds | None = None
    failed: Seconds | None = None
    cancelled: Seconds | None = None
    refunded: Seconds | None = None
    voided: Seconds | None = None
    linked: Seconds | None = None
    changed: Seconds | None = None
    disconnected: Seconds | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        """A ramp is processing before it has completed."""
        if self.processing and self.completed and self.processing >= self.completed:
            raise ValueError("write fewer seconds for processing than for completed")
        return self
