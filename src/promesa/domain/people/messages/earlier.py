"""What earlier releases wrote of messages: no rule of today says it, every log of theirs is still read."""

import msgspec

from promesa.domain.values.ids import CustomerId, OrderId


class SendMessage(msgspec.Struct, frozen=True):
    """Effect: one message, named by a business key so that it was said once; today it is `words.Transmit`."""

    message: str
    order: OrderId
    customer: CustomerId
    template: str
    words: tuple[tuple[str, str], ...] = ()


class RecordMessage(msgspec.Struct, frozen=True):
    """The messaging partner took a message that was wanted by the effect above."""

    message: str
    order: OrderId
    provider_id: str


class MessageSent(msgspec.Struct, frozen=True):
    """The answer to the effect above; today it is `words.MessageAccepted`."""

    message: str
    order: OrderId
    provider_id: str
