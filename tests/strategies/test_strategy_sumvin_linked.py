"""Fixtures of ramps and linked accounts: what the tables take, and what they say to what they do not take."""

from typing import Any

import pytest
from pydantic import ValidationError

from strategies.sumvin.fixtures import Fixtures


def test_left_out_they_are_empty() -> None:
    fixtures = Fixtures()
    assert (fixtures.institutions, fixtures.link_body, fixtures.processor) == ((), {}, None)
    assert fixtures.accounts.own == fixtures.accounts.deletable == fixtures.transactions.foreign == ()
    assert fixtures.due.completed is None


def test_whole_tables() -> None:
    fixtures = Fixtures.model_validate(
        {
            "institutions": ["ins_1"],
            "link_body": {"redirect_uri": "https://partner.example"},
            "processor": "plaid",
            "accounts": {"own": ["a"], "foreign": ["b"], "deletable": ["c", "d"], "unsyncable": ["e"]},
            "transactions": {"own": ["t"], "foreign": ["u"]},
            "due": {"processing": 10, "completed": 20, "linked": 5},
        }
    )
    assert fixtures.accounts.deletable == ("c", "d")
    assert fixtures.due.processing == 10
    assert Fixtures.model_validate(fixtures.model_dump()) == fixtures


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({"institutions": "ins_secret"}, 'write a list of ids, such as ["ins_1"]'),
        ({"institutions": [""]}, "write a list of ids"),
        ({"link_body": ["secret"]}, "write a table of fields"),
        ({"processor": ""}, "write the name of a processor"),
        ({"processor": 7}, "write the name of a processor"),
        ({"accounts": {"own": ["secret", "secret"]}}, "write each id only once"),
        ({"accounts": {"own": ["secret"], "deletable": ["secret"]}}, "in deletable or in own and unsyncable"),
        ({"accounts": {"unsyncable": ["secret"], "deletable": ["secret"]}}, "in deletable or in own and unsyncable"),
        ({"accounts": {"own": ["secret"], "foreign": ["secret"]}}, "in foreign or in a list of alice's"),
        ({"transactions": {"own": ["secret"], "foreign": ["secret"]}}, "in own or in foreign, not in both"),
        ({"transactions": {"own": ["secret"], "unverified": ["secret"]}}, "in own or in unverified, not in both"),
        ({"user_ids": ["secret"]}, "write a table of role to user id"),
        ({"user_ids": {"bob": ""}}, "write a table of role to user id"),
        ({"user_ids": {"carol": "secret"}}, "name the roles alice and bob"),
        ({"due": {"completed": 0}}, "write a whole number of seconds above zero"),
        ({"due": {"completed": True}}, "write a whole number of seconds above zero"),
        ({"due": {"completed": "900"}}, "write a whole number of seconds above zero"),
        ({"due": {"processing": 900, "completed": 900}}, "fewer seconds for processing than for completed"),
        ({"due": {"settled": 900}}, "Extra inputs are not permitted"),
    ],
    ids=str,
)
def test_each_complaint_says_what_to_write_and_shows_no_value(table: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Fixtures.model_validate(table)
    (error,) = caught.value.errors()
    assert sentence in error["msg"]
    assert "secret" not in error["msg"]
