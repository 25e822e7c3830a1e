"""Where the crypto goes: the customer's addresses by network, and whether they are locked.

Source: stripe-onramp-sessions.txt, create: wallet_addresses, lock_wallet_address (which mentions destination tags).
That tags go into `wallet_addresses[destination_tags]`, that `base_network` is another name of base, and that there must
be an address to lock, is public.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reference.stripe.addresses import FORMATS
from reference.stripe.errors import NO_WALLET_TO_LOCK
from reference.stripe.form import Form
from reference.stripe.model import Order, Params, Refusal, Value

TAGS = "destination_tags"
LONGEST_TAG = 100


class Wallets(Form):
    """What wallet addresses must be."""

    def wallet_addresses(self, params: Params) -> dict[str, object] | None:
        """Read the addresses; each has to be one of its network."""
        sent = self.hash(params, "wallet_addresses")
        if not sent:
            return None
        return self.addresses(sent)

    def addresses(self, sent: Mapping[str, Value]) -> dict[str, object]:
        """Check the addresses one by one."""
        return {
            self.wallet_network(name): self.tags(value) if name == TAGS else self.address(name, value)
            for name, value in sent.items()
        }

    def wallet_network(self, name: str) -> str:
        """Take the name of a network, or that of the tags."""
        if name in (TAGS, *self.wallet_networks()):
            return name
        if name == "base_network":
            return "base"
        raise self.unknown(f"wallet_addresses[{name}]")

    def wallet_networks(self) -> Sequence[str]:
        """Return the networks for which an address can be given."""
        return tuple(FORMATS)

    def address(self, network: str, value: Value) -> str:
        """Check one address."""
        param = f"wallet_addresses[{network}]"
        address = self.nonempty(self.scalar(value, param), param) or ""
        if not self.is_address(self.wallet_network(network), address):
            raise self.bad_address(network)
        return address

    def is_address(self, network: str, address: str) -> bool:
        """Tell whether a text is an address of a network."""
        return FORMATS[network](address)

    def bad_address(self, network: str) -> Refusal:
        """Refuse an address that is none."""
        return self.invalid(f"wallet_addresses[{network}]", f"Invalid wallet address for the network {network}.")

    def tags(self, value: Value) -> dict[str, str]:
        """Read the destination tags, a memo for each network that knows such a thing."""
        if not isinstance(value, dict):
            raise self.invalid(f"wallet_addresses[{TAGS}]", f"Invalid object: wallet_addresses[{TAGS}]")
        return {self.wallet_network(name): self.tag(name, memo) for name, memo in value.items()}

    def tag(self, network: str, value: Value) -> str:
        """Take one destination tag."""
        param = f"wallet_addresses[{TAGS}][{network}]"
        tag = self.nonempty(self.scalar(value, param), param) or ""
        if len(tag) > LONGEST_TAG:
            raise self.invalid(param, f"A destination tag must not be longer than {LONGEST_TAG} characters.")
        return tag

    def lock_wallet_address(self, params: Params) -> bool:
        """Read whether the suggested addresses are locked; left out, they are not."""
        return self.boolean(params, "lock_wallet_address") or False

    # ---- together

    def check_wallets(self, order: Order) -> None:
        """Hold addresses, networks and the lock against one another."""
        self.check_network_chosen(order)
        self.check_something_to_lock(order)

    def check_network_chosen(self, order: Order) -> None:
        """Refuse addresses if neither a network nor a list of networks is set."""
        if order.wallet_addresses is None:
            return
        if order.destination_network is None and order.destination_networks is None:
            raise self.network_not_chosen()

    def network_not_chosen(self) -> Refusal:
        """Refuse addresses for whatever network the user will choose."""
        message = "Either destination_networks or destination_network must be set when wallet_addresses is."
        return self.invalid("wallet_addresses", message)

    def check_something_to_lock(self, order: Order) -> None:
        """Refuse a lock without an address."""
        if order.lock_wallet_address and not order.wallet_addresses:
            raise self.invalid("lock_wallet_address", "There is no wallet address to lock.", NO_WALLET_TO_LOCK)
