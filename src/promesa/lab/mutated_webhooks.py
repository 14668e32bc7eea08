"""Webhooks of WhatsApp as its manual allows: any optional field missing, lists of any length, told twice.

Source: Meta, WhatsApp Cloud API, webhooks reference v26.0 and business-scoped ids; what is optional is a table here.
"""

import json
import random
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

Json = dict[str, Any]
START_SECONDS = 1_814_800_000
LINE, WABA = "111", "222"
LENGTHS = ((0, 8), (1, 50), (2, 14), (3, 8), (5, 7), (12, 6), (40, 4), (150, 2), (1_000, 0.3))
"""How many items a list has, and how often."""
DROPPED = 0.35
"""How often a field that is optional is missing."""
WORDS = ("hola", "¿dónde está mi pedido?", "ñandú 🦤", "baja", 'dice "sí"', "", "\u0000", "\ud83e\udda4", "𝒳" * 60)
MEDIA = ("image", "audio", "video", "document", "sticker")
KINDS = ("text", *MEDIA, "location", "contacts", "reaction", "button", "button_reply", "list_reply", "nfm_reply")
PERSONS = 300
RARE = ("order", "unsupported", "revoke", "edit", "unheard_of")
ERRORS = (131026, 131047, 131049, 130472, 131000, 999999)
OPTIONAL: Mapping[str, tuple[str, ...]] = {
    "message": ("context", "referral", "errors", "from_parent_user_id", "timestamp"),
    "contact": ("profile", "wa_id", "user_id", "parent_user_id", "identity_key_hash"),
    "status": ("recipient_id", "recipient_user_id", "conversation", "pricing", "recipient_identity_key_hash"),
    "value": ("contacts", "metadata", "messaging_product"),
    "preference": ("user_id", "detail"),
    "entry": ("time", "id"),
}
"""By kind of object: what the manual lets be missing."""


class Truth(msgspec.Struct):
    """What was really told, whatever the posts looked like: ids of messages, and statuses by message."""

    heard: set[str] = set()
    statuses: dict[str, dict[str, int]] = {}
    """Message -> our word -> the earliest moment in seconds."""
    preferences: dict[str, tuple[int, bool]] = {}
    """Phone -> the newest (moment, stopped)."""
    words: set[str] = set()
    forged: set[str] = set()
    """Ids that came only under a bad signature."""


class Post(msgspec.Struct, frozen=True):
    body: bytes
    genuine: bool


class Mutator:
    """Makes items that are true, and posts of them that are odd; one seed, one stream."""

    def __init__(self, seed: int, ours: Sequence[str]) -> None:
        """`ours`: the business keys of messages that statuses may speak of; each was taken as `wamid.<key>`."""
        self.dice, self.truth = random.Random(seed), Truth()
        self._ours, self._serial, self._seed = list(ours), 0, seed

    # --- items ---

    def items(self, many: int) -> list[tuple[str, Json]]:
        """(the list that it belongs to, the item), true from now on."""
        return [self._item() for _ in range(many)]

    def _item(self) -> tuple[str, Json]:
        draw = self.dice.random()
        if draw < 0.45:
            return "messages", self._message(f"wamid.{self._next()}", true=True)
        if draw < 0.93 and self._ours:
            return "statuses", self._status()
        if draw < 0.97:
            return "user_preferences", self._preference()
        return self._unknown()

    def _next(self) -> str:
        self._serial += 1
        return f"{self._seed}-{self._serial}"

    def _at(self) -> int:
        return START_SECONDS + self.dice.randrange(100_000)

    def _person(self, known: int | None = None) -> tuple[str, str]:
        """A phone and a scoped id of one of a few hundred persons; the one belongs to the other."""
        who = self.dice.randrange(PERSONS) if known is None else known
        return f"{self.dice.choice(('521', '52'))}55{who:08}", f"MX.{who:020}"

    def _message(self, wamid: str, *, true: bool) -> Json:
        phone, scoped = self._person()
        kind = self.dice.choice(KINDS + RARE)
        told: Json = {"from": phone, "from_user_id": scoped, "id": wamid, "timestamp": str(self._at())}
        told |= {"from_parent_user_id": f"MX.ENT.{scoped[3:]}", "context": {"from": LINE, "id": f"wamid.of.{wamid}"}}
        told |= {"referral": {"source_type": "ad", "ctwa_clid": "x"}, "errors": [{"code": 131051}]}
        told |= self._content(kind)
        if self.dice.random() < 0.5:  # one of the two names is always there
            del told[self.dice.choice(("from", "from_user_id"))]
        if true:
            self.truth.heard.add(wamid)
            if kind == "unheard_of":
                self.truth.words.add("messages[].type:unheard_of")
        return self._thinned(told, "message", true)

    def _content(self, kind: str) -> Json:
        words = self.dice.choice(WORDS)
        reply = {"id": "cc:omw:o1", "title": words}
        match kind:
            case "button_reply" | "list_reply":
                return {"type": "interactive", "interactive": {"type": kind, kind: reply}}
            case "nfm_reply":
                reply = {"name": "flow", "body": words, "response_json": json.dumps({"a": words})}
                return {"type": "interactive", "interactive": {"type": kind, kind: reply}}
            case "text":
                return {"type": "text", "text": {"body": words}}
            case "reaction":
                return {"type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": words}}
            case "contacts":
                return {"type": "contacts", "contacts": [{"name": {"formatted_name": words}}] * self.dice.randrange(3)}
            case "button":
                return {"type": "button", "button": {"payload": words, "text": words}}
            case _:
                return {"type": kind, kind: self.dice.choice(({}, {"id": "9001", "caption": words}, None, [], words))}

    def _status(self) -> Json:
        message, at = self.dice.choice(self._ours), self._at()
        word = self.dice.choice(("sent", "delivered", "read", "played", "failed"))
        phone, scoped = self._person(whose(message))
        told: Json = {"id": f"wamid.{message}", "status": word, "timestamp": str(at), "recipient_id": phone}
        told |= {"recipient_user_id": scoped, "biz_opaque_callback_data": f"{message}#1"}
        told |= {"conversation": {"id": "c", "origin": {"type": "utility"}}, "recipient_identity_key_hash": "h"}
        told |= {"pricing": {"billable": True, "pricing_model": "PMP", "type": "regular", "category": "utility"}}
        if word == "failed":
            told["errors"] = [{"code": self.dice.choice(ERRORS), "title": "x"}] * self.dice.choice((0, 1, 1, 2))
        if self.dice.random() < 0.5:  # named by its echo, or by Meta's id of it
            del told["biz_opaque_callback_data"]
        known = self.truth.statuses.setdefault(message, {})
        ours = "read" if word == "played" else word
        known[ours] = min(known.get(ours, at), at)
        return self._thinned(told, "status", True)

    def _preference(self) -> Json:
        phone, scoped = self._person()
        at, stops = self._at(), self.dice.random() < 0.5
        newest = max(self.truth.preferences.get(phone[-8:], (0, False)), (at, stops))
        self.truth.preferences[phone[-8:]] = newest
        told = {"wa_id": phone, "user_id": scoped, "category": "marketing_messages", "detail": "x", "timestamp": at}
        return self._thinned(told | {"value": "stop" if stops else "resume"}, "preference", True)

    def _unknown(self) -> tuple[str, Json]:
        word = f"beam_{self.dice.randrange(8)}"
        self.truth.words.add(f"messages.{word}")
        return word, {"beam": self.dice.random()}

    def _thinned(self, told: Json, kind: str, true: bool) -> Json:
        kept = {name: told[name] for name in told if name not in OPTIONAL[kind] or self.dice.random() > DROPPED}
        if self.dice.random() < 0.02:
            kept["brand_new"] = {"x": [1]}
            if true and kind in ("message", "status"):
                self.truth.words.add(f"{'messages' if kind == 'message' else 'statuses'}[].brand_new")
        return kept

    # --- posts ---

    def posts(self, items: Sequence[tuple[str, Json]]) -> list[Post]:
        """Every item at least once: shuffled, some told again in other company, in posts of every length."""
        told = [*items, *self.dice.sample(list(items), len(items) // 4)]
        self.dice.shuffle(told)
        made, at = list[Post](), 0
        while at < len(told):
            length = self.dice.choices([n for n, _ in LENGTHS], [weight for _, weight in LENGTHS])[0]
            made.append(self.post(told[at : at + length]))
            at += length
            if self.dice.random() < 0.1:
                made.append(self._forged())
            if self.dice.random() < 0.1:
                made.append(self.dice.choice(made))
        return made

    def post(self, items: Sequence[tuple[str, Json]]) -> Post:
        """One body: the items over one to three entries of one to three changes, each list under its name."""
        values = [self._value() for _ in range(self.dice.randint(1, 3) if len(items) < 2 else self.dice.randint(1, 6))]
        for name, item in items:
            self.dice.choice(values).setdefault(name, []).append(item)
        changes = [{"field": "messages", "value": value} for value in values]
        cut = self.dice.randint(0, len(changes))
        entries = [self._entry(changes[:cut]), self._entry(changes[cut:])]
        self.dice.shuffle(entries)
        return Post(self._written({"object": "whatsapp_business_account", "entry": entries}), True)

    def _value(self) -> Json:
        phone, scoped = self._person()
        contact = {"profile": {"name": self.dice.choice(WORDS), "username": "@x"}, "wa_id": phone, "user_id": scoped}
        contacts = [self._thinned(contact, "contact", False)] * self.dice.choice((0, 1, 2))
        for one in contacts:
            one.pop("brand_new", None)
        told: Json = {"messaging_product": "whatsapp", "contacts": contacts}
        told["metadata"] = {"display_phone_number": "5255", "phone_number_id": LINE}
        if self.dice.random() < 0.1:
            told |= {"messages": [], "statuses": []}
        return {name: told[name] for name in told if name not in OPTIONAL["value"] or self.dice.random() > DROPPED}

    def _entry(self, changes: list[Json]) -> Json:
        told: Json = {"id": WABA, "time": START_SECONDS, "changes": changes}
        return {name: told[name] for name in told if name not in OPTIONAL["entry"] or self.dice.random() > DROPPED}

    def _forged(self) -> Post:
        wamid = f"wamid.forged.{self._next()}"
        self.truth.forged.add(wamid)
        return Post(self.post([("messages", self._message(wamid, true=False))]).body, False)

    def _written(self, told: Json) -> bytes:
        """As Meta writes it (escaped), or in UTF-8 where that can be; with or without spaces."""
        escaped = self.dice.random() < 0.7
        separators = self.dice.choice(((", ", ": "), (",", ":")))
        text = json.dumps(told, ensure_ascii=escaped, separators=separators)
        return text.encode(errors="surrogatepass" if escaped else "replace")


def whose(message: str) -> int:
    """Which of the persons a message of ours, `o17:confirmed`, was sent to."""
    return int(message.partition(":")[0][1:]) % PERSONS
