"""`promesa agents`: what agents may do and did, the person's answer to them, and the switch that stops them."""

from typing import Annotated, Any

import typer

from promesa.cli import frame
from promesa.domain.conduct import spoken_policies
from promesa.domain.conduct.mandates import measures
from promesa.domain.conduct.mandates.words import (
    AllowAgents,
    ApproveAct,
    DeclineAct,
    PromoteMandate,
    StopAgents,
    UndoAct,
)
from promesa.domain.values import moments
from promesa.domain.values.money import pesos
from promesa.domain.values.refusal import Refused

BY = "cli"
ACTS_SHOWN = 50

Agent = Annotated[str, typer.Option("--agent", help="Only that agent.")]
Kind = Annotated[str, typer.Option("--kind", help="Only that kind of act.")]
Act = Annotated[str, typer.Argument(metavar="ACT", help='Its agent and key: "rob:k1".')]


def show(as_json: frame.AsJson = False, store: frame.Store = None) -> None:
    """Every mandate, how its decisions did, and what is stopped."""
    with frame.machine_on(store, read_only=True) as machine:
        mandates = machine.world.mandates
        known = [one for kinds in mandates.by_agent.values() for one in kinds.values()]
        rows: list[dict[str, Any]] = []
        for one in known:
            told, measure = one.mandate, measures.measured(one.record, one.mandate.limits.act_centavos)
            rows.append(
                {
                    "agent": told.agent,
                    "kind": told.kind,
                    "autonomy": str(told.autonomy),
                    "act_centavos": told.limits.act_centavos,
                    "day_centavos": told.limits.day_centavos,
                    "day_acts": told.limits.day_acts,
                    "decisions": measure.decisions,
                    "agreed": measure.agreed,
                    "regret_mean_centavos": measure.regret_mean,
                    "waiting": one.suggested,
                }
            )
        stopped = tuple(mandates.stopped)
    if as_json:
        frame.put_json({"mandates": rows, "stopped": stopped})
        return
    columns = tuple(rows[0]) if rows else ("agent", "kind")
    frame.put_table("agents", columns, [tuple(str(cell) for cell in row.values()) for row in rows])
    for name in stopped:
        print(f"Detenido / Stopped: {name.replace('|', ' ').strip() or 'todos / all'}")


def acts(
    stage: Annotated[str, typer.Option("--stage", help="suggested, allowed, done, undone...")] = "",
    agent: Agent = "",
    as_json: frame.AsJson = False,
    store: frame.Store = None,
) -> None:
    """The newest acts with their receipts; `--stage suggested` is what waits for a person."""
    with frame.machine_on(store, read_only=True) as machine:
        found: list[dict[str, Any]] = [
            {
                "act": name,
                "stage": str(act.stage),
                "order": act.receipt.order,
                "centavos": act.receipt.pesos,
                "proposed_at": moments.to_iso(act.proposed_at),
                "sentence_es": act.receipt.sentence_es,
                "sentence_en": act.receipt.sentence_en,
                "otherwise_es": act.receipt.otherwise_es,
                "otherwise_en": act.receipt.otherwise_en,
            }
            for name, act in machine.world.mandates.acts.items()
            if stage in ("", str(act.stage)) and agent in ("", act.receipt.agent)
        ][-ACTS_SHOWN:]
    if as_json:
        for row in found:
            frame.put_json(row)
        return
    cells = [(row["act"], row["stage"], pesos(row["centavos"]), row["sentence_es"]) for row in found]
    frame.put_table("acts", ("act", "stage", "pesos", ""), cells)


def approve(act: Act, as_json: frame.AsJson = False, store: frame.Store = None) -> None:
    """Yes to what an agent suggests."""
    _put(ApproveAct(act, BY), as_json, store)


def decline(
    act: Act,
    reason: Annotated[str, typer.Option("--reason")] = "",
    as_json: frame.AsJson = False,
    store: frame.Store = None,
) -> None:
    """No to what an agent suggests."""
    _put(DeclineAct(act, BY, reason), as_json, store)


def undo(act: Act, as_json: frame.AsJson = False, store: frame.Store = None) -> None:
    """Take an act back: dropped while it waits, else inverted while nobody has touched it."""
    _put(UndoAct(act, BY), as_json, store)


def stop(agent: Agent = "", kind: Kind = "", as_json: frame.AsJson = False, store: frame.Store = None) -> None:
    """The kill switch: at once agents only watch, and whatever waits is dropped."""
    _put(StopAgents(BY, agent, kind), as_json, store)


def allow(agent: Agent = "", kind: Kind = "", as_json: frame.AsJson = False, store: frame.Store = None) -> None:
    """The same switch back."""
    _put(AllowAgents(BY, agent, kind), as_json, store)


def promote(
    agent: Annotated[str, typer.Argument(metavar="AGENT")],
    kind: Annotated[str, typer.Argument(metavar="KIND")],
    as_json: frame.AsJson = False,
    store: frame.Store = None,
) -> None:
    """One rung up, where enough decisions were measured and their regret is small."""
    _put(PromoteMandate(agent, kind, BY), as_json, store)


def say(
    text: Annotated[str, typer.Argument(metavar="TEXT", help='In Spanish: "Máximo 2 paquetes por pedido."')],
    as_json: frame.AsJson = False,
    store: frame.Store = None,
) -> None:
    """Sentences about policy or limits as the figures they mean; nothing is put in force."""
    with frame.machine_on(store, read_only=True) as machine:
        world = machine.world
        said = spoken_policies.read(text, world.policies.now, world.mandates)
    if as_json:
        frame.put_json({"changes": said.changes, "unknown": said.unknown, "can_be_approved": said.is_whole})
    else:
        rows = [(one.sentence, one.field, one.was, one.becomes) for one in said.changes]
        frame.put_table("policy", ("", "field", "was", "becomes"), rows)
    if said.unknown or not said.changes:
        not_understood = "; ".join(said.unknown) or text
        frame.fail(f"No se entendió: {not_understood}", f"Not understood: {not_understood}")


def _put(command: object, as_json: bool, store: str | None) -> None:
    with frame.machine_on(store) as machine:
        verdict = machine.submit(command, BY)
    if isinstance(verdict.refusal, Refused):
        frame.refuse(verdict.refusal)
    assert verdict.accepted, verdict
    recorded = tuple(type(fact).__name__ for fact in verdict.facts)
    if as_json:
        frame.put_json({"changed": bool(recorded), "recorded": recorded})
    else:
        print(", ".join(recorded) or "Nada que cambiar. / Nothing to change.")
