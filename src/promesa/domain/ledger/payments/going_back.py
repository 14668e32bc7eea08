"""Out of which payments money goes back, where an order was paid by several."""

from promesa.domain.ledger.payments.state import Payments, account_of
from promesa.domain.values.ids import OrderId, PaymentId, RefundId
from promesa.domain.values.money import Centavos

PART = ":part"
"""Between a refund's name and the number of its part, where its money came by several payments."""


def holders(payments: Payments, order: OrderId, amount: int) -> list[tuple[PaymentId, Centavos]]:
    """The payments whose money is with us, and how much of each goes back: of one alone wherever it has enough, else of
    several, the fullest first; whatever else came in was owed back in full at once."""
    left = {name: payments.by_id[name] for name in account_of(payments, order).payments}
    full = sorted(((one.captured - one.refunded, name) for name, one in left.items()), key=lambda pair: -pair[0])
    found: list[tuple[PaymentId, Centavos]] = []
    for held, name in full:
        some = min(held, amount)
        if some > 0:
            found.append((name, Centavos(some)))
            amount -= some
    assert not amount, (order, amount)
    return found


def asked_back(payments: Payments, order: OrderId, refund: RefundId) -> int:
    """What was owed under that name, over all its parts."""
    names = account_of(payments, order).refunds
    return sum(payments.refunds[n].owed.amount for n in names if n == refund or n.startswith(f"{refund}{PART}"))
