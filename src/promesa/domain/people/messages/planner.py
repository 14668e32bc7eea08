"""Whether, when and how something is said to a customer: one decision over everything that may speak against it."""

import msgspec

from promesa.domain.people.messages.words import TEMPLATE, WHATSAPP, Silence
from promesa.domain.values.moments import Instant


class SendPlan(msgspec.Struct, frozen=True):
    """Say it now; `reason`: why not in the form that was wanted."""

    channel: str = WHATSAPP
    form: str = TEMPLATE
    reason: Silence | None = None


class WaitPlan(msgspec.Struct, frozen=True):
    until: Instant
    reason: Silence


class DropPlan(msgspec.Struct, frozen=True):
    """Do not say it; `by`: which rule or layer decided."""

    reason: Silence
    by: str = ""


Plan = SendPlan | WaitPlan | DropPlan
