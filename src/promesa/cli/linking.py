"""`promesa link`: the address of the page on which a customer follows an order."""

from typing import Annotated

import typer

from promesa import settings
from promesa.cli import asking, frame
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Refused
from promesa.surfaces.asks import linking
from promesa.surfaces.operations import Call, Nothing


def link(
    order: Annotated[str, typer.Argument(metavar="ORDER", help="The order's number.")],
    as_json: frame.AsJson = False,
    store: frame.Store = None,
) -> None:
    """The signed link to the customer's page of an order; PROMESA_ORDERS_URL says under which address."""
    ring = asking.ring_of(store)
    with frame.machine_on(store, read_only=True) as machine:
        call = Call("cli", Instant(machine.now()), {"order": order}, "", ring, machine.seen)
        told = machine.ask(linking.link, Nothing(), call)
    if isinstance(told, Refused):
        frame.refuse(told)
    elif as_json:
        frame.put_json(told)
    else:
        print(settings.own_address(frame.settings_of(store)).rstrip("/") + told.path)
