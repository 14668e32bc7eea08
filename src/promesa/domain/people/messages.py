"""What we want to say to whom; saying it is a gateway's work, and that it was said comes back as a fact."""

import msgspec

from promesa.domain.values.ids import CustomerId, OrderId


class SendMessage(msgspec.Struct, frozen=True):
    """Effect: one message, named by a business key so that it is said once ("o1:confirmed").

    `words` are facts by name (never a name, a phone or an address): the gateway opens the sealed contact.
    """

    message: str
    order: OrderId
    customer: CustomerId
    template: str
    words: tuple[tuple[str, str], ...] = ()


class MessageSent(msgspec.Struct, frozen=True):
    message: str
    order: OrderId
    provider_id: str


class RecordMessage(msgspec.Struct, frozen=True):
    """The messaging partner took the message."""

    message: str
    order: OrderId
    provider_id: str
