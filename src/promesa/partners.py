"""Which partners the settings connect us with: how their doors are kept, who reads their letters, who acts there."""

import os
import socket
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial

import msgspec

from promesa import settings as config
from promesa.domain import world as worlds
from promesa.domain.conduct.conversations.words import SendCode
from promesa.domain.conduct.staff import vouching as staff_roles
from promesa.domain.people import lines
from promesa.domain.people import table as people
from promesa.domain.people.messages.questions import SendableMessage
from promesa.domain.people.messages.words import EMAIL, SMS, TEXT, MessageWanted, Silence, Transmit
from promesa.domain.people.templates.words import SPANISH, OrderLinks, RenderedTemplate
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.engine.inbox_work import Begin
from promesa.engine.log import Trouble
from promesa.engine.machine import Machine
from promesa.engine.once import Once
from promesa.engine.outbox import Hand
from promesa.engine.vault import Vault
from promesa.gateways.messaging import codes, reach, routes, spoken, wording
from promesa.gateways.messaging import hand as messaging
from promesa.gateways.messaging.channel import Channel
from promesa.gateways.messaging.ears import Ears, mark_of
from promesa.gateways.messaging.intents import learned
from promesa.gateways.messaging.mail.channel import Mail, MailChannel, Relay
from promesa.gateways.messaging.pacing import Pacer
from promesa.gateways.messaging.sender import Sender
from promesa.gateways.messaging.sms import channel as sms_words
from promesa.gateways.messaging.sms import signature as sms_signature
from promesa.gateways.messaging.sms.channel import Account as SmsAccount
from promesa.gateways.messaging.sms.channel import Sms, SmsChannel
from promesa.gateways.messaging.sms.statuses import Statuses
from promesa.gateways.messaging.understanding import ChatModel, Understander
from promesa.gateways.messaging.whatsapp import contents, errors, signature
from promesa.gateways.messaging.whatsapp import hand as whatsapp
from promesa.gateways.messaging.whatsapp.client import Client
from promesa.gateways.messaging.whatsapp.hand import WhatsApp
from promesa.gateways.messaging.whatsapp.marks import Marks
from promesa.gateways.messaging.whatsapp.meaning import Meaning
from promesa.gateways.oidc.provider import Account, Provider
from promesa.settings import Settings
from promesa.surfaces import page_links, pickup_codes, tokens
from promesa.surfaces.web.vouching import Vouching
from promesa.surfaces.webhooks import Gate, Posted

WHATSAPP = "whatsapp"
OIDC_NEEDS = ("oidc_client_id", "oidc_client_secret", "oidc_roles")
SMS_NEEDS = ("sms_token", "sms_from")
SMS_NOTICE_MAX = 64 * 1024
WHATSAPP_NEEDS = ("whatsapp_app_secret", "whatsapp_verify_token", "whatsapp_token")


class HalfConnected(Trouble):
    """A partner is named and something that it needs is not: nothing is believed without a secret, nothing half off."""

    english = "{named} is set, so {missing} must be too."
    spanish = "{named} está puesto; falta {missing}."


class Partners(msgspec.Struct, frozen=True):
    """By partner: its door and its reader; by effect: the hand that does it."""

    gates: Mapping[str, Gate] = {}
    readers: Mapping[str, Begin] = {}
    hands: Mapping[type, Hand] = {}
    sender: Sender | None = None
    """Who does what is done at most once and at a pace: messages."""
    learn: Callable[[], object] | None = None
    """What takes a moment and is done before the first customer waits for it: how to understand what they write."""
    vouching: Vouching | None = None
    """Who says who our people are, where they sign in with the company's account."""


def _needed(settings: Settings, named: str, needs: Sequence[str]) -> None:
    """Raises HalfConnected where something is missing that goes with a setting."""
    missing = [f"PROMESA_{name.upper()}" for name in needs if not getattr(settings, name)]
    if missing:
        raise HalfConnected(named=f"PROMESA_{named.upper()}", missing=", ".join(missing))


def vouching_of(settings: Settings) -> Vouching | None:
    """The identity provider that the settings name, if they name one. Raises HalfConnected."""
    if not settings.oidc_issuer:
        return None
    _needed(settings, "oidc_issuer", OIDC_NEEDS)
    try:
        roles = staff_roles.read_roles(settings.oidc_roles)
    except ValueError as error:
        raise HalfConnected(named="PROMESA_OIDC_ISSUER", missing=f"PROMESA_OIDC_ROLES ({error})") from error
    account = Account(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_client_secret,
        settings.oidc_scopes,
        settings.oidc_name_claim,
        settings.oidc_groups_claim,
    )
    return Vouching(Provider(account), roles, config.public_address(settings))


def connect(settings: Settings, machine: Machine[World], vault: Vault) -> Partners:
    """Raises HalfConnected."""
    return msgspec.structs.replace(_connected(settings, machine, vault), vouching=vouching_of(settings))


def _connected(settings: Settings, machine: Machine[World], vault: Vault) -> Partners:
    if not settings.whatsapp_number_id:
        return Partners()
    _needed(settings, "whatsapp_number_id", WHATSAPP_NEEDS)
    gates = {WHATSAPP: whatsapp_gate(settings.whatsapp_app_secret.split(), settings.whatsapp_verify_token)}
    readers = {WHATSAPP: reader(machine, vault, understander(settings))}
    statuses = config.sms_status_address(settings)
    if settings.sms_sid:
        _needed(settings, "sms_sid", SMS_NEEDS)
        readers[SMS] = Statuses(Marks(vault).provider).begin
        if statuses:
            gates[SMS] = sms_gate(settings.sms_token.split(), statuses)
    links = order_links(settings, machine)
    says = partial(_worded, machine, wording.worded(links, opened=vault.open))
    return Partners(gates, readers, {}, sender(settings, machine, vault, says, links), learned.model)


def order_links(settings: Settings, machine: Machine[World]) -> OrderLinks:
    """What of messages needs our key: links to the pages of orders, signed as they are written and good for the
    policy's days, and the codes that are shown at counters.
    """
    ring = tokens.ring(config.secrets_of(settings))

    def signed(order: str) -> str:
        days = machine.world.policies.now.link_days  # not asked: whoever words a message is within a question
        return page_links.sign(ring, OrderId(order), page_links.last_day(Instant(machine.now()), days))

    return OrderLinks(config.own_address(settings), signed, partial(pickup_codes.spaced, ring))


def reader(machine: Machine[World], vault: Vault, understander: Understander | None = None) -> Begin:
    """Who reads what WhatsApp tells us, and listens to what customers write."""
    return Meaning(machine, vault, Ears(machine, vault, learned.model, understander)).begin


def understander(settings: Settings) -> Understander | None:
    """A language model that proposes beside our own; None unless one is set."""
    if not settings.understander_url:
        return None
    return ChatModel(settings.understander_url, settings.understander_model, settings.understander_key)


class Channels(msgspec.Struct, frozen=True):
    """Ways to customers that somebody connected otherwise than by settings; None: that one is not there."""

    whatsapp: WhatsApp
    mail: Channel[Mail] | None = None
    sms: Channel[Sms] | None = None


def message_hands(
    ways: Channels,
    machine: Machine[World],
    vault: Vault,
    links: OrderLinks,
    address_of: whatsapp.AddressOf | None = None,
) -> Mapping[type, Once]:
    """What sends messages, by effect: looked at once more, worded from facts, addressed from what is sealed.

    `address_of`: where WhatsApp reaches a customer otherwise.
    """
    says = partial(_worded, machine, wording.worded(links, opened=vault.open))
    plain = partial(_plainly, machine, vault, links)
    contact = reach.contact_of(machine, vault)
    lines = {WHATSAPP: whatsapp.line(ways.whatsapp, address_of or reach.address_of(machine, vault), says)}
    if ways.mail is not None:
        lines[EMAIL] = spoken.by_mail(ways.mail, lambda customer: contact(customer).email, plain)
    if ways.sms is not None:
        lines[SMS] = spoken.by_sms(ways.sms, lambda customer: contact(customer).phone, plain)
    hands = messaging.hands(lines, partial(_look, machine), Marks(vault).provider, partial(_stands_still, machine))
    return {**hands, SendCode: code_hand(machine, vault, ways.mail, ways.sms)}


def code_hand(machine: Machine[World], vault: Vault, mail: Channel[Mail] | None, sms: Channel[Sms] | None) -> Once:
    """What sends codes by another way than the conversation: e-mail, else a text to another phone."""
    contact, writes_from = reach.contact_of(machine, vault), reach.address_of(machine, vault)
    by_mail = [codes.by_mail(mail, contact)] if mail is not None else []
    by_sms = [codes.by_sms(sms, contact, lambda who: writes_from(who).phone)] if sms is not None else []
    still = partial(_stands_still, machine)
    return codes.once([*by_mail, *by_sms], partial(mark_of, vault), lambda: Instant(machine.now()), still)


def sender(settings: Settings, machine: Machine[World], vault: Vault, says: whatsapp.Say, links: OrderLinks) -> Sender:
    """Every channel that the settings connect, each at its own pace; one process sends."""
    client = Client(settings.whatsapp_token, settings.whatsapp_url)
    channel = WhatsApp(client, settings.whatsapp_number_id, settings.whatsapp_per_second)
    lines = {WHATSAPP: whatsapp.line(channel, reach.address_of(machine, vault), says)}
    pacers = {WHATSAPP: Pacer(channel.limits, errors.pair_wait_seconds)}
    closing = ExitStack()
    closing.callback(client.close)
    contact, plain = reach.contact_of(machine, vault), partial(_plainly, machine, vault, links)
    mail: MailChannel | None = None
    sms: SmsChannel | None = None
    if settings.smtp_host:
        mail = MailChannel(_relay(settings))
        lines[EMAIL] = spoken.by_mail(mail, lambda customer: contact(customer).email, plain)
        pacers[EMAIL] = Pacer(mail.limits)
    if settings.sms_sid:
        sms = SmsChannel(_sms_account(settings))
        closing.callback(sms.close)
        lines[SMS] = spoken.by_sms(sms, lambda customer: contact(customer).phone, plain)
        pacers[SMS] = Pacer(sms.limits)
    still = partial(_stands_still, machine)
    hands = messaging.hands(lines, partial(_look, machine), Marks(vault).provider, still, machine.now)
    onces = {**hands, SendCode: code_hand(machine, vault, mail, sms)}
    name = f"sender-{socket.gethostname()}-{os.getpid()}"
    return Sender(machine, onces, routes.route, pacers, name, hang_up=closing.close, stopped=stopped_lines)


def _relay(settings: Settings) -> Relay:
    who = settings.smtp_user, settings.smtp_password, settings.smtp_from
    return Relay(settings.smtp_host, settings.smtp_port, *who, settings.smtp_security)


def _sms_account(settings: Settings) -> SmsAccount:
    token = settings.sms_token.split()[0]
    statuses = config.sms_status_address(settings)
    return SmsAccount(settings.sms_sid, token, settings.sms_from, statuses, settings.sms_url)


def stopped_lines(world: World) -> frozenset[str]:
    """The channels that stand still until somebody has seen to them."""
    return lines.stopped(world.news.handsets)


def _stands_still(machine: Machine[World], channel: str) -> bool:
    still = machine.world.news.handsets.stopped  # not asked for every message: it is empty but for bad days
    return bool(still) and channel in machine.ask(stopped_lines)


def _plainly(
    machine: Machine[World], vault: Vault, links: OrderLinks, wanted: MessageWanted
) -> RenderedTemplate | Silence:
    """For channels on which nobody approves a wording."""
    now = Instant(machine.now())
    said: RenderedTemplate | Silence = machine.ask(wording.render, wanted, now, links, SPANISH, TEXT, vault.open)
    return said


def _worded(
    machine: Machine[World], worded: wording.Worded, found: SendableMessage
) -> Sequence[contents.Content] | Silence:
    said: Sequence[contents.Content] | Silence = machine.ask(worded, found, Instant(machine.now()))
    return said


def _look(machine: Machine[World], effect: Transmit) -> SendableMessage | Silence:
    now = Instant(machine.now())
    found: SendableMessage | Silence = machine.ask(lambda w: people.may_go(worlds.message_books(w), effect, now))
    return found


def whatsapp_gate(secrets: Sequence[str], verify_token: str) -> Gate:
    """Meta's door: signed with the app secret (several while it is changed), set up with the verify token."""
    return Gate(partial(_is_metas, tuple(secrets)), partial(signature.challenge, verify_token))


def _is_metas(secrets: tuple[str, ...], posted: Posted) -> bool:
    return signature.is_genuine(secrets, posted.body, posted.headers.get(signature.HEADER, ""))


def sms_gate(tokens: Sequence[str], status_url: str) -> Gate:
    """Twilio's door: signed with the account's token, over our own address as it was given to them."""
    genuine = partial(_is_twilios, tuple(tokens), status_url)
    return Gate(genuine, lambda _: None, fields=(sms_words.REFERENCE,), body_max=SMS_NOTICE_MAX)


def _is_twilios(tokens: tuple[str, ...], status_url: str, posted: Posted) -> bool:
    told = posted.headers.get(sms_signature.HEADER, "")
    return sms_signature.is_genuine(tokens, sms_signature.addresses(status_url, posted.asked), posted.body, told)
