"""Acts when many promises fail at once: open a contingency, and close one that an agent opened."""

from typing import Any

import msgspec

from promesa.domain.conduct.mandates.sight import AGENT_SAYS, ActKind, ActSight, Facts, JudgedAct, ShadowNote, ValuedAct
from promesa.domain.promise.keeping.contingency.words import (
    CloseContingency,
    ContingencyOpened,
    OpenContingency,
)
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos, pesos
from promesa.domain.values.refusal import Reason, Refused

NO_ORDER = OrderId("")


def name_of(act: str) -> str:
    """The only name that an agent's contingency may have, with dots for what no plain name may hold."""
    return f"{AGENT_SAYS}.{act.replace(':', '.')}"[:64]


def _value(sight: ActSight, ask: Any, facts: Facts, __: Instant) -> ValuedAct | Refused:
    """Each promise on it may come a day later, told; left alone it would be broken, unsaid."""
    policy = sight.parts.policy
    opened = next((fact for fact in facts if isinstance(fact, ContingencyOpened)), None)
    if opened is None:
        return _closing(ask)
    count = len(opened.affected)
    cost = Centavos(max(1, count) * policy.late_day_cost)
    leaving = Centavos(count * (policy.late_price + policy.late_day_cost))
    sentence = (
        f"Abrir la contingencia {ask.contingency}: se detiene lo que falla y se atienden {count} promesas.",
        f"Open contingency {ask.contingency}: what fails is stopped, and {count} promises are seen to.",
    )
    otherwise = (
        f"Se sigue ofreciendo lo que no sale, y {count} promesas se rompen sin aviso: unos {pesos(leaving)} pesos.",
        f"What does not leave goes on being offered, and {count} promises break unsaid: some {pesos(leaving)} pesos.",
    )
    known = (("kind", ask.kind.value), ("affected", str(count)), ("paused", str(len(opened.paused))))
    return ValuedAct(NO_ORDER, cost, cost, leaving, sentence, otherwise, known)


def _closing(ask: Any) -> ValuedAct:
    sentence = (
        f"Cerrar la contingencia {ask.contingency}: lo que detuvo vuelve a ofrecerse.",
        f"Close contingency {ask.contingency}: what it stopped is offered again.",
    )
    otherwise = ("Lo que detuvo sigue sin ofrecerse.", "What it stopped stays unoffered.")
    return ValuedAct(NO_ORDER, Centavos(0), Centavos(0), Centavos(0), sentence, otherwise)


def _unfit(ask: Any, act: str) -> Refused | None:
    """It opens under its act's name and closes what an agent opened; its reason is the agents' own."""
    if isinstance(ask, CloseContingency):
        own = ask.contingency.startswith(f"{AGENT_SAYS}.")
        return None if own else Refused(Reason.NOT_OF_KIND, "contingency")
    if ask.contingency != name_of(act):
        return Refused(Reason.NOT_OF_KIND, "contingency")
    return None if ask.reason == AGENT_SAYS else Refused(Reason.NOT_OF_KIND, "reason")


def _before(sight: ActSight, _: Any) -> str:
    return msgspec.json.encode(list(sight.contingencies.by_name)[-1:]).decode()


def _judge(sight: ActSight, ask: Any, note: ShadowNote, _: Instant) -> JudgedAct:
    """Agreed where people opened one of the kind since that speaks of some of the same, or closed it."""
    known = sight.contingencies.by_name
    if isinstance(ask, CloseContingency):
        one = known.get(ask.contingency)
        same = one is not None and one.closed_at is not None
        return JudgedAct(same, 0, "closed" if same else "open")
    last = msgspec.json.decode(note.before, type=list[str])
    names = list(known)
    since = names[names.index(last[0]) + 1 :] if last and last[0] in known else names
    same = any(_is_alike(known[name].opened, ask) for name in since)
    return JudgedAct(same, 0 if same else note.pesos, "opened" if same else "none")


def _is_alike(opened: ContingencyOpened, ask: OpenContingency) -> bool:
    names = ("services", "locations", "origins", "areas", "postal_codes")
    return opened.kind is ask.kind and any(set(getattr(opened, one)) & set(getattr(ask, one)) for one in names)


CONTINGENCY = ActKind(
    name="contingency",
    spanish="abrir o cerrar una contingencia",
    english="open or close a contingency",
    commands={"OpenContingency": OpenContingency, "CloseContingency": CloseContingency},
    facts=frozenset(
        (
            *("CarriagePaused", "LocationPaused", "ContingencyOpened"),
            *("CarriageResumed", "LocationResumed", "ContingencyClosed"),
        )
    ),
    is_told=True,  # each promise on it has its answer within seconds, and customers hear of it
    value=_value,
    judge=_judge,
    before=_before,
    unfit=_unfit,
)
