"""What happened on linked accounts: `GET /v0/transactions`.

Source: sumvin-meld-integration.txt, "Webhooks": aggregated transactions appear there for the affected accounts. No
document says more. Each account that takes part shows a deposit ten minutes after it was linked, and a fee a day later.
"""

from __future__ import annotations

from reference.sumvin.accounts import Accounts
from reference.sumvin.lifecycle import MINUTE
from reference.sumvin.model import Account, Answer, Call, Document

DAY = 86_400
ENTRIES = (("deposit", "PAYROLL", "1840.00", 10 * MINUTE), ("fee", "ACCOUNT FEE", "-4.50", DAY))


class Aggregation(Accounts):
    """How bank transactions are shown."""

    async def list_bank_transactions(self, call: Call) -> Answer:
        """Answer a call for the transactions of the caller's accounts."""
        accounts = [each for each in self.accounts_of(self.caller(call)) if each.aggregated and self.exists(each)]
        shown = [entry for each in accounts for entry in self.entries(each)]
        today = int(self.clock.now()) // DAY * DAY
        period: Document = {"period_start": (today - 90 * DAY) * 1000, "period_end": (today + DAY) * 1000}
        return self.reply(200, {"_links": {}, "transactions": shown, **period}, call)

    def entries(self, account: Account) -> list[Document]:
        """Return what has happened on an account by now."""
        return [
            {
                "id": f"btx_{account.id}_{kind}",
                "account_id": account.id,
                "description": description,
                "amount": amount,
                "currency": account.balance_currency,
                "posted_at": account.created_at + after * 1000,
            }
            for kind, description, amount, after in ENTRIES
            if account.created_at + after * 1000 <= self.clock.now_ms()
        ]
