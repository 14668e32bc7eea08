"""The link to the page of an order, for whoever writes to its customer otherwise than through us."""

from datetime import date

import msgspec

from promesa.domain.values.ids import OrderId
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.surfaces import page_links
from promesa.surfaces.operations import Call, Nothing, Question


class LinkTold(msgspec.Struct, frozen=True):
    """`path`: below our own address, signed; `last_day`: through its end, UTC."""

    order: str
    path: str
    last_day: date


def link(world: World, _: Nothing, call: Call) -> LinkTold | Refused:
    """The same all day; the policy says for how many days it is good."""
    order = OrderId(call.path["order"])
    if order not in world.orders.by_id:
        return Refused(Reason.UNKNOWN_ORDER, order)
    until = page_links.last_day(call.now, world.policies.now.link_days)
    return LinkTold(order, f"/t/{page_links.sign(call.ring, order, until)}", until)


OPERATIONS = (
    Question(
        name="link_order",
        method="GET",
        path="/v1/orders/{order}/link",
        scope="order",
        group="Orders",
        summary="The signed link to the page on which the customer follows an order, and changes it after a proof.",
        gives=LinkTold,
        answer=link,
    ),
)
