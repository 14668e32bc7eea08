"""A customer's browser on the page of one order: the same goals as on a phone, by the page's own buttons."""

import random

from promesa.domain.conduct.conversations import identity, turns
from promesa.domain.conduct.conversations.words import Browser, ConversationStepped, RecordCode
from promesa.domain.people.intents.words import Intent
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.values.moments import Instant
from tests.lab import talking
from tests.lab.talking import CODE, GOALS, GUADALAJARA, ME, Goal, Phone, shop_with
from tests.regressions.shop import Shop

MINE = OrderId("mine")


class PagePhone(Phone):
    """A phone's browser on the page of one order."""

    def __init__(self, shop: Shop, order: OrderId = MINE, mark: str = "browser1", gets_codes: bool = True) -> None:
        super().__init__(shop, ME, random.Random(1))
        self.browser, self.gets = Browser(order, mark), gets_codes

    def says(self, **about: object) -> ConversationStepped:
        return super().says(browser=self.browser, **about)

    def _gets_codes(self) -> None:
        assert self.last is not None
        if self.gets and any(name == "SendCode" for name, _ in self.last.asks):
            until = Instant(self.shop.now + identity.CODE_FOR)
            self.shop.put(RecordCode(CustomerId(ME), CODE, until, self.browser))

    def begins(self, intent: Intent, order: str = MINE) -> list[str]:
        self.says(kind="button", button=f"go:{intent.value}:{order}")
        return self.texts()

    def proves(self, place: str = GUADALAJARA) -> list[str]:
        self.says(mentions=(("postal_code", place),))
        return self.texts()


ON_A_PAGE: tuple[Goal, ...] = tuple(goal for goal in GOALS if goal.intent in turns.ON_A_PAGE)
STEPS_MAX = 30


def play(goal: Goal, state: str, several: bool) -> Shop:
    """From the page's button to the end; the shop as it is then."""
    page = PagePhone(shop_with(state, several))
    page.begins(Intent(goal.intent))
    left = list(goal.answers)
    for _ in range(STEPS_MAX):
        texts = page.texts()
        if {"ask_prove_code", "ask_prove_phone"} & set(texts):
            page.says(mentions=(("code", CODE),))
        elif "wrong_proof" in texts or not talking.step(page, goal, left):
            return page.shop
    raise AssertionError(f"no end: {goal.name}, {state}: {page.texts()}")
