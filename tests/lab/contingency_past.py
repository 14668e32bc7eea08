"""What the auditor must find about contingencies and caps, planted in a good log."""

from itertools import pairwise
from typing import Any

import msgspec
from msgspec.structs import replace

from promesa.engine.log import Entry
from promesa.lab.audit import cargo, contingencies, sources, tidings
from tests.lab.past import body_of, entries, where, with_more


def _delivery() -> dict[str, Any]:
    """A delivery planned once more, from a location that had nothing of the order."""
    entry = next(iter(where("ParcelPlanned", lambda body: body["kind"] == "delivery")))
    return {**body_of(entry), "parcel": "planted", "location": "T999"}


def _opened(order: str) -> tuple[str, dict[str, Any]]:
    return "ContingencyOpened", {"contingency": "planted", "kind": "hurricane", "affected": [order]}


def _answered(order: str) -> tuple[str, dict[str, Any]]:
    return "OrderAnswered", {"contingency": "planted", "order": order, "answer": "repromised"}


def _by_what_has_stopped() -> list[Entry]:
    plan = _delivery()
    return with_more(("CarriagePaused", {"pause": "planted", "services": [plan["service"]]}), ("ParcelPlanned", plan))


def _where_nothing_leaves() -> list[Entry]:
    plan = _delivery()
    here = {**plan, "location": "CEDIS-TUL", "service": "planted"}
    return with_more(("LocationPaused", {"location": "CEDIS-TUL"}), ("ParcelPlanned", here))


def _worth_too_much() -> list[Entry]:
    return with_more(("CapsSet", {"caps": [[0]]}), ("ParcelPlanned", _delivery()))


def _too_much_in_one_van() -> list[Entry]:
    return with_more(("CapsSet", {"caps": [], "collections": [[1]]}), ("ParcelPlanned", _delivery_again()))


def _too_much_handed_over() -> list[Entry]:
    """All of a van's parcels are within the plan, and one more is given to it."""
    plan = _delivery_again()
    last = entries()[-1]
    handed = {"parcel": "planted", "order": plan["order"], "handed_at": last.at + 1}
    return with_more(
        ("ParcelPlanned", plan), ("CapsSet", {"caps": [], "collections": [[1]]}), ("ParcelHandedOver", handed)
    )


def _delivery_again() -> dict[str, Any]:
    """A delivery planned once more, just as it was."""
    return {**_delivery(), "location": body_of(next(iter(where("ParcelPlanned", _is_delivery))))["location"]}


def _is_delivery(body: dict[str, Any]) -> bool:
    return bool(body["kind"] == "delivery")


def _answered_in_silence() -> list[Entry]:
    order = _delivery()["order"]
    return with_more(_opened(order), _answered(order))


def _led_to(led: int, *more: tuple[str, dict[str, Any]]) -> list[Entry]:
    """All of it decided at once, and each message after the fact before it told by that fact."""
    planted = with_more(*more)
    first = len(planted) - len(more)
    told = {one.position: step.position for step, one in pairwise(planted[first:]) if one.kind == "MessageWanted"}
    causes = {one.position: told.get(one.position, led) for one in planted[first:]}
    return [replace(one, cause=causes.get(one.position, one.cause)) for one in planted]


def _later(order: str, day: int, cause: str = "contingency:planted") -> tuple[tuple[str, dict[str, Any]], ...]:
    """A later day, and the message that says so."""
    was, new = f"2031-01-{day - 1:02}", f"2031-01-{day:02}"
    moved = {"order": order, "was_on": was, "promised_on": new, "promised_by": 1, "cause": cause}
    message = {"message": f"{order}:planted:{day}", "order": order, "customer": "c", "template": "delayed"}
    return ("PromiseMoved", moved), ("MessageWanted", message)


def told_for_itself() -> list[Entry]:
    """An answer that is told, and in the same instant a later day that somebody else decided and that is told too."""
    order = _delivery()["order"]
    planted = _led_to(7, _opened(order), _answered(order), *_later(order, 8), *_later(order, 9, "agent"))
    foreign = [one.position for one in planted if one.kind == "PromiseMoved"][-1]
    return [replace(one, cause=5) if one.position == foreign else one for one in planted]


def _told_twice() -> list[Entry]:
    order = _delivery()["order"]
    return _led_to(7, _opened(order), _answered(order), *_later(order, 8), *_later(order, 9))


def _told_by_another_step() -> list[Entry]:
    """As if a second decision about the same contingency had been told besides."""
    planted = told_for_itself()
    foreign = [one for one in planted if one.kind == "PromiseMoved"][-1]
    body = msgspec.json.encode({**body_of(foreign), "cause": "contingency:planted"})
    return [replace(one, body=body) if one.position == foreign.position else one for one in planted]


def _told_for_another() -> list[Entry]:
    """Two contingencies, each answered with a later day: one is told of twice and the other not at all."""
    order = _delivery()["order"]
    other = {**_opened(order)[1], "contingency": "other"}
    answer = {**_answered(order)[1], "contingency": "other"}
    opened = (_opened(order), ("ContingencyOpened", other))
    planted = _led_to(7, *opened, ("OrderAnswered", answer), _answered(order), *_later(order, 8), *_later(order, 9))
    silent = next(one.position for one in planted if one.kind == "OrderAnswered" and body_of(one) == answer)
    return [replace(one, cause=5) if one.position == silent else one for one in planted]


def _told_out_of_nothing() -> list[Entry]:
    """One telling follows from nothing that was decided in that instant."""
    planted = told_for_itself()
    return [replace(one, cause=1) if one is planted[-1] else one for one in planted]


def _answered_twice() -> list[Entry]:
    order = _delivery()["order"]
    return with_more(_opened(order), _answered(order), _answered(order))


def _silent_twice() -> list[Entry]:
    silent = {"source": "erp", "last_at": 1, "share": 0.1, "until": 2, "first": True}
    return with_more(("SourceFellSilent", silent), ("SourceFellSilent", silent))


def _sold_out_of_a_margin() -> list[Entry]:
    """One more unit is taken of a shelf of which all is held back."""
    last = [one for one in entries() if one.kind == "StockReserved" and body_of(one)["takes"]][-1]
    body = body_of(last)
    sku, location, _ = body["takes"][0]
    count = {"sku": sku, "location": location, "on_hand": 500, "difference": 0, "source": "planted"}
    silent = {"source": "planted", "last_at": 1, "share": 1.0, "until": 2, "first": True}
    new = {**body, "reservation": "planted", "takes": [[sku, location, 1]]}
    return with_more(("StockCounted", count), ("SourceFellSilent", silent), ("StockReserved", new))


def _silent_after_a_word() -> list[Entry]:
    """A parcel that was delivered is called silent."""
    done = body_of(next(iter(where("ParcelDelivered", lambda body: True))))
    return with_more(("ParcelUnheard", {**_unheard("planted"), "parcel": done["parcel"], "order": done["order"]}))


def _unheard(incident: str) -> dict[str, Any]:
    return {"incident": incident, "since": 1, "hours": 24, "keep_probability": 0.5, "alone": True}


def _tried_again_for_nothing() -> list[Entry]:
    done = body_of(next(iter(where("ParcelDelivered", lambda body: True))))
    wish = {"edit": "planted", "arrives_on": "2026-06-07", "parcel": done["parcel"], "order": done["order"]}
    return with_more(("RedeliveryAsked", wish))


def _carrier_silent_twice() -> list[Entry]:
    silent = {"incident": "planted", "carrier": "tierra-firme", "parcels": 1, "heard_at": 1, "first": True}
    return with_more(("CarrierUnheard", silent), ("CarrierUnheard", {**silent, "incident": "again"}))


def _carrier_heard_for_nothing() -> list[Entry]:
    return with_more(("CarrierHeard", {"incident": "planted", "carrier": "tierra-firme", "since": 1, "left": 0}))


def _caught_up_with_nothing() -> list[Entry]:
    done = body_of(next(iter(where("ParcelDelivered", lambda body: True))))
    return with_more(("ParcelCaughtUp", {"parcel": done["parcel"], "order": done["order"]}))


PLANTS = {
    "tried again without an attempt in vain": (tidings.IN_VAIN, _tried_again_for_nothing),
    "silent after it has come": (tidings.TRUE, _silent_after_a_word),
    "caught up with what was never silent": (tidings.TRUE, _caught_up_with_nothing),
    "a carrier silent twice": (tidings.ONCE, _carrier_silent_twice),
    "a carrier heard that was not silent": (tidings.ONCE, _carrier_heard_for_nothing),
    "silent twice": (sources.ONCE, _silent_twice),
    "sold out of a margin": (sources.KEPT, _sold_out_of_a_margin),
    "planned by what has stopped": (contingencies.STOPPED, _by_what_has_stopped),
    "planned where nothing leaves": (contingencies.STOPPED, _where_nothing_leaves),
    "worth more than a cap": (contingencies.CAPPED, _worth_too_much),
    "planned for a van that may not take it": (cargo.CAPPED, _too_much_in_one_van),
    "given to a van that may not take it": (cargo.CAPPED, _too_much_handed_over),
    "answered in silence": (contingencies.TOLD_ONCE, _answered_in_silence),
    "told twice of one answer": (contingencies.TOLD_ONCE, _told_twice),
    "told of an answer by another step": (contingencies.TOLD_ONCE, _told_by_another_step),
    "told twice of one answer and not of another": (contingencies.TOLD_ONCE, _told_for_another),
    "told out of nothing": (contingencies.TOLD_ONCE, _told_out_of_nothing),
    "answered twice": (contingencies.IN_TIME, _answered_twice),
}
