"""WhatsApp itself, as one business meets it: takes what is posted or says no, and tells what became of it."""

import random
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import msgspec

from promesa.domain.values import moments
from promesa.domain.values.moments import HOUR, MINUTE, SECOND, Instant
from promesa.lab.twins.whatsapp import approvals, people, rates, refusals, throttle
from promesa.lab.twins.whatsapp.approvals import Template
from promesa.lab.twins.whatsapp.chances import CALM, Chances
from promesa.lab.twins.whatsapp.people import Crowd, Person
from promesa.lab.twins.whatsapp.refusals import No
from promesa.lab.twins.whatsapp.telling import Teller, Update

Body = dict[str, Any]
ADS_MAX = 2
"""Promotions of anybody that one person gets in a day."""


class Account(msgspec.Struct, frozen=True):
    """One business: its account, its number, how it is known, and what Meta gave it."""

    waba: str = "200000000000002"
    number: str = "100000000000001"
    display: str = "5215500000000"
    token: str = "lab-token"
    secret: str = "lab-app-secret"
    zone: str = moments.MEXICO_CITY
    per_second: int = 80
    tier: int = 4
    direct_send: bool = True
    replies_charged_from: date = rates.REPLIES_CHARGED_FROM


class Message(msgspec.Struct):
    """One message that WhatsApp took."""

    id: str
    person: Person
    taken_at: Instant
    category: str
    price: rates.Price
    callback: str = ""
    template: Template | None = None
    context: str = ""
    body: Body = {}
    shown_at: Instant = people.NEVER
    read_at: Instant = people.NEVER


class Lost(Exception):
    """No answer comes back; `taken` says whether the message was."""

    def __init__(self, taken: bool) -> None:
        self.taken = taken
        super().__init__("no answer")


Shown = Callable[[Message, Instant], None]
"""A message is on somebody's screen."""
ANYTHING: Mapping[tuple[str, str], Template] = {}


def nobody(_: Message, __: Instant) -> None:
    """Nobody looks over the customer's shoulder."""


class World:
    """Owns everything that WhatsApp knows about one business; not for several threads at once."""

    def __init__(
        self,
        clock: Callable[[], int],
        dice: random.Random,
        chances: Chances = CALM,
        account: Account | None = None,
        shown: Shown = nobody,
        *,
        any_template: bool = False,
    ) -> None:
        """`any_template`: templates that nobody created are taken as approved ones of the utility category."""
        self.clock, self.dice, self.chances, self.account = clock, dice, chances, account or Account()
        self.crowd = Crowd(dice, chances.unreachable)
        self.bill = rates.Bill(self.account.zone)
        self.teller = Teller(
            dice, chances, self.account.waba, self.account.number, self.account.display, self.account.secret
        )
        self.templates: dict[tuple[str, str], Template] = dict(ANYTHING)
        self.messages: dict[str, Message] = {}
        self.visible: Counter[str] = Counter()
        """How often each callback's message came onto a screen: more than once is what must never be."""
        self.refused: Counter[int] = Counter()
        self.portfolio = throttle.Portfolio(self.account.tier)
        self.quality = "GREEN"
        self._throughput = throttle.Throughput(self.account.per_second)
        self._pairs = throttle.Pairs()
        self._shown, self._any_template = shown, any_template
        self._names = 0

    def now(self) -> Instant:
        return Instant(self.clock())

    def post(self, number: str, body: Body, *, marketing: bool = False) -> Body:
        """POST /{number}/messages: what was accepted. Raises No with its number, or Lost."""
        now = self.now()
        try:
            self._by_chance(taken=False)
            if number != self.account.number:
                raise No(100, 33)
            if "status" in body:
                return {"success": True}
            refusals.check_shape(body)
            person = self._person(body)
            if self._throughput.is_over(now):
                raise No(130429)
            if self._pairs.is_over(person.id, now):
                raise No(131056)
            message = self._message(person, body, now, marketing)
        except No as no:
            self.refused[no.code] += 1
            raise
        self.messages[message.id] = message
        self._by_chance(taken=True)
        return self._answer(body, message)

    # --- whether it is taken ---

    def _by_chance(self, *, taken: bool) -> None:
        chances = self.chances
        if taken:
            if chances.lost_after and self.dice.random() < chances.lost_after:
                raise Lost(taken=True)
            return
        for share, trouble in (
            (chances.lost_before, Lost(taken=False)),
            (chances.busy, No(130429)),
            (chances.transient, No(131000)),
        ):
            if share and self.dice.random() < share:
                raise trouble

    def _person(self, body: Body) -> Person:
        if "to" in body:
            return self.crowd.of_phone(str(body["to"]).removeprefix("+"))
        person = self.crowd.of_id(str(body["recipient"]))
        if person is None:
            raise No(131026)
        return person

    def _message(self, person: Person, body: Body, now: Instant, marketing: bool) -> Message:
        template = self._template(body, now) if body["type"] == "template" else None
        direct = body.get("category", "") if template is None else ""
        if direct and not self.account.direct_send:
            raise No(100)
        category = template.category if template is not None else direct or "service"
        if marketing and category != "marketing":
            raise No(131009)
        self._check_marketing(person, category)
        opened = people.in_window(person, now)
        late_no = 0
        if not opened:
            late_no = self._outside(person, template is None and not direct, now)
        price = rates.price(
            category,
            now,
            self.account.zone,
            in_window=opened,
            entry=people.in_entry(person, now),
            charged_from=self.account.replies_charged_from,
        )
        self._names += 1
        message = Message(
            f"wamid.LAB{self._names:012d}",
            person,
            now,
            category,
            price,
            body.get("biz_opaque_callback_data", ""),
            template,
            body.get("context", {}).get("message_id", ""),
            body,
        )
        self._foretell(message, late_no)
        return message

    def _check_marketing(self, person: Person, category: str) -> None:
        if category == "marketing" and person.stopped:
            raise No(131050)

    def _outside(self, person: Person, free_words: bool, now: Instant) -> int:
        """Outside the window: no free words, and so many new people in a day. The number that a status will tell."""
        if free_words:
            if self.dice.random() >= self.chances.late_window:
                raise No(131047)
            return 131047
        if self.portfolio.is_over(person.id, now):
            raise No(131048)
        return 0

    def _template(self, body: Body, now: Instant) -> Template:
        told = body["template"]
        name = told["name"], told["language"]["code"]
        known = self.templates.get(name)
        if known is None and self._any_template:
            known = self.templates[name] = Template(*name, "utility", any_words=True)
        if known is None or known.status in ("PENDING", "REJECTED"):
            raise No(132001)
        if approvals.wake(known, now):
            self.teller.at(now, lambda _: self.template_event(known, "UNPAUSED"))
        code = {"PAUSED": 132015, "DISABLED": 132016}.get(known.status, 0) or approvals.unfit(known, told)
        if code:
            raise No(code)
        known.sent += 1
        return known

    # --- what becomes of it ---

    def _foretell(self, message: Message, late_no: int) -> None:
        """Each status at its moment: sent, delivered, read, or failed with a number."""
        dice, teller, taken_at = self.dice, self.teller, message.taken_at
        code = late_no or self._fails(message)
        if code:
            moment = taken_at + int(dice.uniform(0.2, 4.0) * SECOND)
            teller.status(moment, lambda at: self._failed(message, code, at))
            return
        sent = taken_at + int(dice.uniform(0.1, 1.5) * SECOND)
        asleep = dice.random() < self.chances.asleep
        shown = sent + int((dice.uniform(60, 20_000) if asleep else dice.uniform(0.3, 5.0)) * SECOND)
        teller.status(sent, lambda at: self._status(message, "sent", at))
        reads = message.person.reads and dice.random() >= self.chances.never_read
        if reads and self.chances.skipped and dice.random() < self.chances.skipped:
            teller.status(shown, lambda at: self._reads(message, at))  # they had the chat open: it implies `delivered`
            return
        teller.status(shown, lambda at: self._appears(message, at))
        if reads:
            wait = dice.expovariate(1 / (message.person.reads_minutes * MINUTE))
            teller.status(shown + int(min(wait, 30 * HOUR)), lambda at: self._reads(message, at))

    def _fails(self, message: Message) -> int:
        person = message.person
        if not person.has_whatsapp or person.blocked:
            return 131026
        if message.category == "marketing" and people.has_enough_ads(person, message.taken_at, ADS_MAX):
            return 131049
        if self.chances.experiment and self.dice.random() < self.chances.experiment:
            return 130472
        return 0

    def _failed(self, message: Message, code: int, at: Instant) -> Update:
        self.refused[code] += 1
        told = self._told(message, "failed", at)
        told["errors"] = [refusals.error(code)]
        bare = self.dice.random() < self.chances.bare_failures
        return Update("messages", "statuses", told, () if bare else (self._contact(message.person),))

    def _appears(self, message: Message, at: Instant) -> Update:
        if message.shown_at == people.NEVER:
            self._show(message, at)
        return self._status(message, "delivered", at)

    def _show(self, message: Message, at: Instant) -> None:
        message.shown_at = at
        if message.callback:
            self.visible[message.callback] += 1
        self.bill.add(self.account.number, message.price, at)
        if message.category == "marketing":
            self._bear(message, at)
        self._shown(message, at)

    def _bear(self, message: Message, at: Instant) -> None:
        """A promotion more; some day it is one too many, and the template hears of it."""
        person = message.person
        person.promos += 1
        if person.promos > person.promos_stood:
            person.blocked = True
            event = approvals.complain(message.template, at) if message.template is not None else ""
            if event and message.template is not None:
                told = self.template_event(message.template, event)
                self.teller.at(at + SECOND, lambda _: told)

    def _reads(self, message: Message, at: Instant) -> Update:
        if message.shown_at == people.NEVER:
            self._show(message, at)
        message.read_at = at
        return self._status(message, "read", at)

    def _status(self, message: Message, status: str, at: Instant) -> Update:
        told = self._told(message, status, at)
        told["pricing"] = message.price.told()
        return Update("messages", "statuses", told, (self._contact(message.person),))

    def _told(self, message: Message, status: str, at: Instant) -> Body:
        person = message.person
        told: Body = {"id": message.id, "status": status, "timestamp": str(at // SECOND)}
        told["recipient_user_id"] = person.id
        if person.shown_phone:
            told["recipient_id"] = person.shown_phone
        if message.callback:
            told["biz_opaque_callback_data"] = message.callback
        return told

    def _contact(self, person: Person) -> Body:
        return {"user_id": person.id, **({"wa_id": person.shown_phone} if person.shown_phone else {})}

    def _answer(self, body: Body, message: Message) -> Body:
        contact = {"input": str(body.get("to") or body.get("recipient")), **self._contact(message.person)}
        named: Body = {"id": message.id}
        if message.template is not None:
            named["message_status"] = "accepted"
        return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [named]}

    # --- what people do ---

    def writes(self, person: Person, content: Body, *, answers: str = "", ad: bool = False) -> str:
        """Somebody writes to us now: `content` is `{"type": ..., type: ...}`. The message's name."""
        now = self.now()
        person.wrote_at = now
        if ad:
            person.entry_at = now
        self._names += 1
        name = f"wamid.IN{self._names:013d}"
        told: Body = {"from_user_id": person.id, "id": name, "timestamp": str(now // SECOND), **content}
        if person.shown_phone:
            told["from"] = person.shown_phone
        if answers:
            told["context"] = {"from": self.account.display, "id": answers}
        if ad:
            told["referral"] = {"source_type": "ad", "source_id": "1", "ctwa_clid": name}
        contact = {**self._contact(person), "profile": {"name": "Ana"}}
        self.teller.at(now, lambda _: Update("messages", "messages", told, (contact,)))
        return name

    def stops(self, person: Person, value: str = "stop") -> None:
        """The native switch for marketing: "stop" or "resume"."""
        now = self.now()
        person.stopped = value == "stop"
        told: Body = {**self._contact(person), "category": "marketing_messages", "value": value}
        told |= {"detail": f"User requested to {value} marketing messages", "timestamp": now // SECOND}
        self.teller.at(now, lambda _: Update("user_preferences", "user_preferences", told))

    # --- templates and the number ---

    def create(self, request: Body) -> Body:
        """POST /{waba}/message_templates; the review comes within the hour."""
        name = request["name"], request["language"]
        if name in self.templates:
            raise No(100)
        template = self.templates[name] = approvals.created(request, len(self.templates))
        asked, moment = template.category, self.now() + int(self.dice.uniform(1, 60) * MINUTE)

        def review(_: Instant) -> Update:
            event = approvals.review(template)
            if template.category != asked:
                self.teller.at(moment, lambda _: self._recategorised(template, asked))
            return self.template_event(template, event)

        self.teller.at(moment, review)
        return {"id": template.id, "status": template.status, "category": template.category.upper()}

    def template_event(self, template: Template, event: str) -> Update:
        told: Body = {
            "event": event,
            "message_template_id": template.id,
            "message_template_name": template.name,
            "message_template_language": template.language,
            "reason": "NONE" if event != "REJECTED" else "INVALID_FORMAT",
        }
        return Update("message_template_status_update", "", told)

    def _recategorised(self, template: Template, before: str) -> Update:
        told = {"message_template_name": template.name, "message_template_language": template.language}
        changed = {"previous_category": before.upper(), "new_category": template.category.upper()}
        return Update("template_category_update", "", {**told, **changed})

    def about_number(self) -> Body:
        """GET /{number}."""
        level = "STANDARD" if self.account.per_second <= 80 else "HIGH"
        return {
            "id": self.account.number,
            "display_phone_number": self.account.display,
            "quality_rating": self.quality,
            "throughput": {"level": level},
            "whatsapp_business_manager_messaging_limit": f"TIER_{self.portfolio.limit}",
        }
