"""What notices are worth: complaints and questions that they avoid, measured on those for whom they were left out."""

import msgspec

from promesa.domain.conduct import holdouts
from promesa.domain.conduct.holdouts import HoldoutWorth
from promesa.domain.values.money import Centavos
from promesa.domain.world import World
from promesa.surfaces.operations import Call, Nothing, Question


class HoldoutsTold(msgspec.Struct, frozen=True):
    """By template, with 95 % intervals; an interval that holds 0 says that nothing is sure yet."""

    contact_centavos: int
    notices: tuple[HoldoutWorth, ...]


def show(world: World, _: Nothing, __: Call) -> HoldoutsTold:
    cost = Centavos(world.policies.now.messages.contact_cost)
    return HoldoutsTold(cost, tuple(holdouts.worth(world.holdouts, cost)))


OPERATIONS = (
    Question(
        name="show_holdouts",
        method="GET",
        path="/v1/holdouts",
        scope="read",
        group="Messages",
        summary="How many customers did not have to write because they were told, and what that saved, with intervals.",
        gives=HoldoutsTold,
        answer=show,
    ),
)
