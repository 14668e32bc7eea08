"""What may be asked of customers, said of their cases, and offered: only what stands open or is for sale now."""

from collections.abc import Callable, Mapping

from promesa.domain.conduct.conversations import attending
from promesa.domain.conduct.telling import parts as p
from promesa.domain.conduct.telling.parts import Answer, MessageAsked, MessageParts
from promesa.domain.ledger.shipments.state import ENDED, live
from promesa.domain.ledger.stock import questions
from promesa.domain.network.locations import state as locations
from promesa.domain.people.cases import state as cases
from promesa.domain.people.cases.words import CaseKind, CaseRemedy
from promesa.domain.people.messages.words import MessageWanted
from promesa.domain.people.templates.words import GroundedMessage, TemplateGround
from promesa.domain.promise import substitutes
from promesa.domain.values.ids import CaseId, Sku
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused

CLAIMS = frozenset({CaseKind.DAMAGED, CaseKind.MISSING_UNITS, CaseKind.WRONG_UNITS, CaseKind.NOT_ARRIVED})


def choice_wanted(parts: MessageParts, asked: MessageAsked) -> Answer:
    """While the customer may still answer. What each answer would bring is asked anew when they do."""
    awaited = parts.choices.awaited.get(asked.id)
    if awaited is None or awaited.until < asked.now:
        return p.no(asked, "nothing is asked any more")
    gone = awaited.takes[-1]
    branch = None if awaited.branch is None else parts.carriers.branches.get(awaited.branch)
    if branch is not None:
        name = p.ground(asked, "BranchesLoaded", branch.name or str(branch.branch))
        until = p.ground(asked, "ChoiceAwaited", int(awaited.until))
        return p.said(asked, "choice_wanted_branch", p.zone_of(parts, asked), name=name, until=until)
    return p.said(
        asked,
        "choice_wanted",
        p.zone_of(parts, asked),
        item=p.item(parts, asked, gone.sku, "ChoiceAwaited"),
        units=p.ground(asked, "ChoiceAwaited", gone.units),
        location=p.place(parts, asked, gone.location, "ChoiceAwaited"),
        until=p.ground(asked, "ChoiceAwaited", int(awaited.until)),
    )


def choice_made(parts: MessageParts, asked: MessageAsked) -> Answer:
    """The parcel that the choice became, as it is planned now."""
    choice, told = asked.words.get("choice", ""), asked.words.get("location")
    mine = [one for one in live(parts.shipments, asked.id) if one.status not in ENDED and one.planned.location == told]
    if not mine or choice not in ("ship", "other_store", "branch"):
        return p.no(asked, "it went otherwise")
    planned = mine[-1].planned
    on = p.ground(asked, "ParcelPlanned", planned.arrives_on)
    if choice == "ship":
        return p.said(asked, "choice_made_ship", on=on)
    if choice == "branch":
        made = parts.promises.by_order[asked.id].made
        branch = None if made.branch is None else parts.carriers.branches.get(made.branch)
        if branch is None:
            return p.unbacked(asked, "name")
        name = p.ground(asked, "BranchesLoaded", branch.name or str(branch.branch))
        return p.said(asked, "choice_made_branch", on=on, name=name)
    where = p.place(parts, asked, planned.location, "ParcelPlanned")
    return p.said(asked, "choice_made_other_store", on=on, location=where)


def substitute_wanted(parts: MessageParts, asked: MessageAsked) -> Answer:
    found = substitutes.waiting(parts.substitutes, asked.id, asked.edit)
    if found is None or found.payment is not None or found.proposed.until < asked.now:
        return p.no(asked, "nothing is proposed any more")
    proposed = found.proposed
    fact = "SubstituteProposed"
    about = {
        "item": p.item(parts, asked, proposed.was.sku, fact),
        "now_item": p.item(parts, asked, proposed.now.sku, fact),
        "price": p.ground(asked, fact, proposed.now.price),
        "until": p.ground(asked, fact, int(proposed.until)),
    }
    end = "" if not proposed.difference else "_more" if proposed.difference > 0 else "_less"
    difference = p.ground(asked, fact, abs(proposed.difference))
    return p.said(asked, f"substitute_wanted{end}", p.zone_of(parts, asked), **about, difference=difference)


def substitute_ended(parts: MessageParts, asked: MessageAsked) -> Answer:
    """Of a proposal that is not open any more; a yes is told by the change itself."""
    ending = asked.words.get("ending", "")
    if substitutes.waiting(parts.substitutes, asked.id, asked.edit) is not None or ending == "taken":
        return p.no(asked, "it has not ended so")
    return p.said(asked, "substitute_ended", why=p.ground(asked, "SubstituteEnded", ending))


# --- what is about no order ---


def case_opened(parts: MessageParts, wanted: MessageWanted, _: Instant) -> Answer:
    """By when somebody answers, as long as nobody has."""
    found = parts.cases.by_id.get(CaseId(dict(wanted.words).get("case", "")))
    due = None if found is None else cases.answer_due(found, parts.policies.now.care)
    if found is None or found.stage not in cases.LIVING or due is None:
        return Refused(Reason.CONTRADICTS_FACTS, "case_opened: nobody waits for an answer")
    tag = f"case:{found.opened.case}"
    grounds = {
        "case": TemplateGround(str(found.opened.case), "CaseOpened", tag, found.opened_at),
        "answer_by": TemplateGround(
            int(due), "CaseReplied" if found.messages else "CaseOpened", tag, found.unread_since
        ),
    }
    kind = found.kind or found.opened.kind
    return GroundedMessage("claim_opened" if kind in CLAIMS else "case_opened", grounds, p.HERE)


def case_closed(parts: MessageParts, wanted: MessageWanted, _: Instant) -> Answer:
    """A remedy in money only with the refund that it names."""
    found = parts.cases.by_id.get(CaseId(dict(wanted.words).get("case", "")))
    if found is None or found.stage is not cases.CaseStage.CLOSED or found.remedy is None:
        return Refused(Reason.CONTRADICTS_FACTS, "case_closed: it is not closed")
    if found.remedy is CaseRemedy.REFUNDED and (found.refund is None or found.refund not in parts.payments.refunds):
        return Refused(Reason.NOT_BACKED, "case_closed: refund")
    tag = f"case:{found.opened.case}"
    number = TemplateGround(str(found.opened.case), "CaseOpened", tag, found.opened_at)
    why = TemplateGround(found.remedy.value, "CaseResolved", tag, found.resolved_at)
    return GroundedMessage("case_closed", {"case": number, "why": why}, p.HERE)


def offer(parts: MessageParts, wanted: MessageWanted, _: Instant) -> Answer:
    """What is listed, at the price that it has now, and of which there are units now."""
    sku = Sku(dict(wanted.words).get("sku", ""))
    product = parts.catalog.products.get(sku)
    if product is None or product.retired or product.price <= 0:
        return Refused(Reason.CONTRADICTS_FACTS, "offer: it is not for sale")
    shelves = (questions.available(parts.stock, sku, at.location) for at in locations.active(parts.locations))
    if not any(units > 0 for units in shelves):
        return Refused(Reason.CONTRADICTS_FACTS, "offer: there are no units")
    tag = f"sku:{sku}"
    grounds = {
        "sku": TemplateGround(str(sku), "ProductListed", tag),
        "item": TemplateGround(product.name or str(sku), "ProductListed", tag),
        "price": TemplateGround(product.price, "PriceSet", tag),
    }
    return GroundedMessage("offer", grounds, p.HERE)


def answer_waiting(parts: MessageParts, wanted: MessageWanted, _: Instant) -> Answer:
    """A person has written to that customer, and the words are still there."""
    kept = attending.answer_of(parts.conversations, wanted.message)
    if kept is None or kept.written.customer != wanted.customer:
        return Refused(Reason.CONTRADICTS_FACTS, "answer_waiting: nobody has answered")
    return GroundedMessage("answer_waiting", {}, p.HERE)


TELLS: Mapping[str, Callable[[MessageParts, MessageAsked], Answer]] = {
    "choice_wanted": choice_wanted,
    "choice_made": choice_made,
    "substitute_wanted": substitute_wanted,
    "substitute_ended": substitute_ended,
}
TELLS_OF_NO_ORDER: Mapping[str, Callable[[MessageParts, MessageWanted, Instant], Answer]] = {
    "case_opened": case_opened,
    "case_closed": case_closed,
    "offer": offer,
    attending.WAITING: answer_waiting,
}
