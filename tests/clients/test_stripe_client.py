"""The vendor's own client drives the reference: what it expects of the wire, the reference honours."""

import uuid
from typing import Any

import pytest
import stripe
from stripe import ListObject, StripeClient, StripeObject

PATH = "/v1/crypto/onramp_sessions"
WALLET = "0x52908400098527886E0F7030069857D2E4169EE7"

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def no_telemetry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe, "enable_telemetry", False)


def client_of(url: str, key: str) -> StripeClient:
    return StripeClient(key, base_addresses={"api": url}, max_network_retries=0)


@pytest.fixture
def alice(stripe_url: str) -> StripeClient:
    return client_of(stripe_url, "sk_test_reference_alice")


@pytest.fixture
def bob(stripe_url: str) -> StripeClient:
    return client_of(stripe_url, "sk_test_reference_bob")


def create(client: StripeClient, **params: Any) -> StripeObject:
    return client.deserialize(client.raw_request("post", PATH, **params), params, api_mode="V1")


def retrieve(client: StripeClient, ident: str) -> StripeObject:
    return client.deserialize(client.raw_request("get", f"{PATH}/{ident}"), api_mode="V1")


def listed(client: StripeClient, **params: Any) -> ListObject[Any]:
    page = client.deserialize(client.raw_request("get", PATH, **params), params, api_mode="V1")
    assert isinstance(page, ListObject)
    return page


def test_a_session_is_created_and_retrieved(alice: StripeClient) -> None:
    session = create(alice, source_amount="100.00", source_currency="usd")
    assert session["object"] == "crypto.onramp_session"
    assert session["status"] == "initialized"
    assert session["livemode"] is False
    assert session["client_secret"].startswith(session["id"])
    assert session["transaction_details"]["source_amount"] == "100.00"
    assert retrieve(alice, session["id"]) == session


def test_nothing_has_to_be_sent(alice: StripeClient) -> None:
    assert create(alice)["kyc_details_provided"] is False


def test_arrays_hashes_and_booleans_arrive_as_the_client_writes_them(alice: StripeClient) -> None:
    session = create(
        alice,
        destination_currencies=["eth", "usdc"],
        destination_networks=["base"],
        wallet_addresses={"base": WALLET},
        lock_wallet_address=True,
        metadata={"order": "6735", "note": "ä & ="},
        kyc_details={"first_name": "Jane", "address": {"country": "US"}},
        customer_ip_address="2001:4860:4860::8888",
    )
    details = session["transaction_details"]
    assert details["destination_currencies"] == ["eth", "usdc"]
    assert details["destination_networks"] == ["base"]
    assert details["wallet_addresses"]["base"] == WALLET
    assert details["lock_wallet_address"] is True
    assert session["metadata"].to_dict() == {"order": "6735", "note": "ä & ="}
    assert session["kyc_details_provided"] is True


def test_answers_have_a_request_id(alice: StripeClient) -> None:
    answer = alice.raw_request("get", PATH, limit=1)
    assert answer.code == 200
    assert answer.request_id is not None
    assert answer.request_id.startswith("req_")


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"source_amount": "abc", "source_currency": "usd"}, "source_amount"),
        ({"destination_amount": "1", "destination_network": "base"}, "destination_currency"),
        ({"destination_currencies": ["eth", "nosuchcoin"]}, "destination_currencies[1]"),
        ({"destination_networks": ["base"], "wallet_addresses": {"base": "nothing"}}, "wallet_addresses[base]"),
    ],
)
def test_refused_parameters_are_invalid_requests(alice: StripeClient, params: dict[str, Any], param: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as raised:
        create(alice, **params)
    assert raised.value.http_status == 400
    assert raised.value.param == param
    assert raised.value.user_message


def test_an_unsupported_region_has_its_code(alice: StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as raised:
        create(alice, customer_ip_address="175.45.176.1")
    assert (raised.value.http_status, raised.value.code) == (400, "crypto_onramp_unsupported_country")


def test_an_unknown_id_is_a_missing_resource(alice: StripeClient, bob: StripeClient) -> None:
    for ident in ("cos_nosuchsession", create(bob)["id"]):
        with pytest.raises(stripe.InvalidRequestError) as raised:
            retrieve(alice, ident)
        assert (raised.value.http_status, raised.value.code) == (404, "resource_missing")


def test_a_bad_key_is_an_authentication_error(stripe_url: str) -> None:
    with pytest.raises(stripe.AuthenticationError) as raised:
        create(client_of(stripe_url, "sk_test_nobody"))
    assert raised.value.http_status == 401


def test_a_publishable_key_is_a_permission_error(stripe_url: str) -> None:
    with pytest.raises(stripe.PermissionError):
        create(client_of(stripe_url, "pk_test_reference_alice"))


def test_the_client_turns_pages_in_both_directions(alice: StripeClient) -> None:
    created = [create(alice, metadata={"place": str(place)})["id"] for place in range(7)]
    first = listed(alice, limit=3)
    assert len(first.data) == 3
    assert first.has_more is True
    walked = []
    for session in first.auto_paging_iter():
        walked.append(session["id"])
        if session["id"] == created[0]:
            break
    assert walked[: len(created)] == created[::-1]

    back = listed(alice, limit=3, ending_before=created[0])
    assert [session["id"] for session in back.auto_paging_iter()][: len(created) - 1] == created[1:]


def test_the_client_walks_a_whole_archive(stripe_url: str) -> None:
    archive = client_of(stripe_url, "sk_test_reference_archive")
    ids = [session["id"] for session in listed(archive, limit=25).auto_paging_iter()]
    assert len(ids) == len(set(ids)) == 125
    complete = [*listed(archive, status="fulfillment_complete").auto_paging_iter()]
    assert {session["status"] for session in complete} == {"fulfillment_complete"}
    assert all(session["transaction_details"]["transaction_id"] for session in complete)


def test_filters_and_intervals_arrive_as_the_client_writes_them(alice: StripeClient) -> None:
    session = create(alice, destination_currency="xlm", destination_network="stellar")
    page = listed(alice, destination_currency="xlm", created={"gte": session["created"], "lt": session["created"] + 1})
    assert session["id"] in [one["id"] for one in page.data]
    assert listed(alice, destination_currency="xlm", created={"gt": session["created"] + 60}).data == []


def test_the_clients_idempotency_keys_are_honoured(alice: StripeClient) -> None:
    key = str(uuid.uuid4())
    first, again = (alice.raw_request("post", PATH, idempotency_key=key, source_currency="usd") for _ in range(2))
    assert first.data == again.data
    with pytest.raises(stripe.IdempotencyError) as raised:
        alice.raw_request("post", PATH, idempotency_key=key, source_currency="eur")
    assert raised.value.http_status == 400
