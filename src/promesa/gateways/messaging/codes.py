"""Sends a code of six digits by a way that is not the conversation, and tells the log only its mark.

The code itself is never written: not in a fact, not in an error, not in a log line. A text to the very phone that they
write from proves nothing that the conversation has not shown already, so it counts as no other way.
"""

import secrets
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from promesa.domain.conduct.conversations import identity, state
from promesa.domain.conduct.conversations.words import GiveUpCode, RecordCode, SendCode
from promesa.domain.people import addresses
from promesa.domain.people.lines import StopLine
from promesa.domain.people.messages.words import EMAIL, SMS
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import SECOND, Instant
from promesa.domain.world import World
from promesa.engine.once import Again, Deed, Once, Result, Unsure, Went
from promesa.gateways.messaging import hand
from promesa.gateways.messaging.channel import Accepted, Channel, Declined, Outcome, Remedy, Unknown, Unreached
from promesa.gateways.messaging.mail.channel import Mail
from promesa.gateways.messaging.reach import Reached
from promesa.gateways.messaging.sms.channel import Sms

DIGITS = 6
AGAIN_SECONDS = 20.0
GRACE_SECONDS = 120.0
SUBJECT = "Tu código"
TEXT = "{code} es tu código. Vale {minutes} minutos. Nadie de la tienda te lo pedirá por teléfono."

ContactOf = Callable[[CustomerId], Reached]
PhoneOf = Callable[[CustomerId], str]
"""The phone that they write from; "" where it is not known."""


class CodeWay(msgspec.Struct, frozen=True):
    """One way that is not the conversation: where it reaches a customer ("" where not), and how a text goes there."""

    address_of: Callable[[SendCode], str]
    post: Callable[[str, str, str], Outcome]
    """(address, text, our name of it)."""
    channel: str = ""


def by_mail(channel: Channel[Mail], contact: ContactOf) -> CodeWay:
    return CodeWay(
        lambda asked: contact(asked.customer).email,
        lambda to, text, name: channel.send(Mail(to, SUBJECT, text, name)),
        EMAIL,
    )


def by_sms(channel: Channel[Sms], contact: ContactOf, writes_from: PhoneOf) -> CodeWay:
    """To another phone than the one they write from; to that one only where it was not from there that they ask."""

    def other_phone(asked: SendCode) -> str:
        phone, here = contact(asked.customer).phone, writes_from(asked.customer)
        if asked.to_phone:
            return phone or here
        return "" if not here or addresses.canonical(phone) == addresses.canonical(here) else phone

    return CodeWay(other_phone, lambda to, text, name: channel.send(Sms(to, text, name)), SMS)


def once(
    ways: Sequence[CodeWay],
    mark: Callable[[CustomerId, str], str],
    now: Callable[[], Instant],
    stands_still: Callable[[str], bool] = hand.all_run,
) -> Once:
    """The hand of `SendCode`: by the first way that runs and takes it; where none does, a person is called."""

    def prepare(effect: SendCode, key: str, _: int) -> Deed | Result:
        running = [way for way in ways if not stands_still(way.channel)]
        open_ways = [(way, to) for way in running if (to := way.address_of(effect))]
        if not open_ways or now() >= effect.wanted_at + identity.CODE_FOR:
            return Went((given_up(effect),))
        return lambda: _sent(effect, open_ways, key)

    def _sent(effect: SendCode, open_ways: Sequence[tuple[CodeWay, str]], key: str) -> Result:
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        text = TEXT.format(code=code, minutes=identity.CODE_FOR // (60 * SECOND))
        try:
            outcome, stops = _by_the_first(open_ways, text, f"code-{key}")
        except Exception as error:  # noqa: BLE001 - its words could hold the code
            return Unsure(type(error).__name__)
        if isinstance(outcome, Accepted | Unknown):  # it may be on its way: whoever has it may use it
            until = Instant(now() + identity.CODE_FOR)
            return Went((RecordCode(effect.customer, mark(effect.customer, code), until, effect.browser), *stops))
        if isinstance(outcome, Unreached):
            return Again(type(outcome).__name__, AGAIN_SECONDS, counted=False, commands=tuple(stops))
        return Went((given_up(effect), *stops))

    return Once(prepare, heard, lambda effect: [given_up(effect)], lambda _: GRACE_SECONDS)


def _by_the_first(open_ways: Sequence[tuple[CodeWay, str]], text: str, name: str) -> tuple[Outcome, Sequence[StopLine]]:
    """What came of the first that took it, or may have; else of the one that could be asked again.

    And the channels that take nothing of ours any more.
    """
    noes, stops = list[Outcome](), list[StopLine]()
    for way, to in open_ways:
        outcome = way.post(to, text, name)
        if isinstance(outcome, Accepted | Unknown):
            return outcome, stops
        noes.append(outcome)
        if isinstance(outcome, Declined) and outcome.remedy is Remedy.STOP:
            stops.append(StopLine(way.channel, outcome.code))
    return next((no for no in noes if isinstance(no, Unreached)), noes[0]), stops


def given_up(effect: SendCode) -> Any:
    return GiveUpCode(effect.customer, effect.wanted_at, effect.browser)


def heard(world: World, effect: SendCode, _: int) -> bool:
    """Whether a code that was sent since is known."""
    session = state.session_of(world.conversations, effect.customer, effect.browser)
    return bool(session.code) and session.code_until > effect.wanted_at
