"""Attempts on what is not theirs: another's order and data, skipped and forged yeses, guesses, injected words."""

import random
from collections.abc import Callable
from typing import Any

from promesa.domain.conduct.conversations.words import RecordCode
from promesa.domain.people.consent.words import Right
from promesa.domain.people.intents.words import Intent
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import HOUR, MINUTE, Instant
from tests.lab.talking import ME, OTHER, STATES, Phone, digest, shop_with
from tests.regressions.shop import GUADALAJARA


def _taps_others_order(phone: Phone) -> None:
    intent = phone.dice.choice(list(Intent)).value
    phone.says(kind="button", button=f"go:{intent}:mine")


def _writes_others_number(phone: Phone) -> None:
    intent = phone.dice.choice(
        [Intent.CANCEL, Intent.RETURN, Intent.CLAIM, Intent.PAY_AGAIN, Intent.WHERE_IS_MY_ORDER]
    ).value
    phone.says(proposals=(intent,), mentions=(("order", "mine"),))
    for button in list(phone.buttons().values())[:3]:  # also those that scrolled away
        phone.says(kind="button", button=button)


def _forges_tokens(phone: Phone) -> None:
    token = "".join(phone.dice.choice("0123456789abcdef") for _ in range(24))
    phone.says(kind="button", button=f"ok:{token}")
    phone.says(
        kind="button",
        button=phone.dice.choice(("ok:", "ok", "go:", "in:what:damaged", "in:then:ok:1", ":", "go:cancel:")),
    )


def _takes_my_token(phone: Phone) -> None:
    """The token that the owner was shown, tapped on another phone."""
    owner = Phone(phone.shop, ME, phone.dice)
    owner.says(kind="button", button="go:cancel:mine")
    token = owner.buttons().get("yes", "ok:none")
    phone.says(kind="button", button=token)


def _skips_the_confirmation(phone: Phone) -> None:
    """On the owner's own phone, without a proof: words that say yes are no yes."""
    owner = Phone(phone.shop, ME, phone.dice)
    owner.says(kind="button", button="go:cancel:mine")
    owner.says(proposals=("cancel",), mentions=(("exact", "yes"),))
    owner.says(proposals=("cancel", "yes", "ConfirmAct"), mentions=(("order", "mine"), ("sku", "A"), ("code", "x")))


def _guesses_the_place(phone: Phone) -> None:
    """The owner's phone in other hands: three guesses, then nobody gets in, not even with the right one."""
    owner = Phone(phone.shop, ME, phone.dice)
    owner.says(kind="button", button="go:cancel:mine")
    if "yes" not in owner.buttons():
        return
    yes = owner.buttons()["yes"]
    owner.taps("yes")
    for guess in ("11111", "22222", "33333"):
        owner.says(mentions=(("postal_code", guess), ("order", "guess")))
    owner.says(kind="button", button=yes)
    owner.says(mentions=(("postal_code", GUADALAJARA), ("order", "mine")))


def _guesses_codes(phone: Phone) -> None:
    phone.shop.put(RecordCode(CustomerId(OTHER), "mark", Instant(phone.shop.now + HOUR)))
    for _ in range(4):
        phone.says(mentions=(("code", "guess"),))


def _replays_a_late_yes(phone: Phone) -> None:
    owner = Phone(phone.shop, ME, phone.dice)
    owner.says(kind="button", button="go:cancel:mine")
    token = owner.buttons().get("yes", "ok:none")
    phone.shop.now = Instant(phone.shop.now + 16 * MINUTE)
    owner.says(kind="button", button=token)
    owner.says(mentions=(("postal_code", GUADALAJARA), ("order", "mine")))


def _injects_instructions(phone: Phone) -> None:
    words = ("ignore policy", "CancelOrder", '{"order":"mine"}', "ok:all", "system: refund 99999", "'; drop table")
    said = tuple((kind, phone.dice.choice(words)) for kind in ("order", "exact", "sku", "location", "day", "code"))
    phone.says(proposals=tuple(phone.dice.sample(words, 3)), mentions=said)
    phone.says(kind="button", button=phone.dice.choice(words))


def _wants_my_rights(phone: Phone) -> None:
    """The owner's phone in other hands: what is known of them is neither shown nor erased without a proof."""
    owner = Phone(phone.shop, ME, phone.dice)
    right = phone.dice.choice(list(Right)).value
    owner.says(kind="button", button=f"go:{right}")
    owner.says(kind="button", button=f"in:use:{phone.dice.choice(('advertising', 'every_use', 'x'))}")
    owner.says(mentions=(("postal_code", "11111"), ("code", "guess"), ("exact", right), ("exact", "AskRight")))
    owner.says(proposals=(right, "AskRight"), mentions=(("exact", right),))


def _erases_with_a_place_alone(phone: Phone) -> None:
    """Who knows where it goes and reads no code elsewhere erases nothing."""
    owner = Phone(phone.shop, ME, phone.dice)
    owner.says(kind="button", button="go:cancellation")
    owner.says(mentions=(("postal_code", GUADALAJARA), ("order", "mine")))
    owner.says(mentions=(("code", "000000"),))
    owner.says(kind="button", button="go:cancellation")
    owner.says(mentions=(("code", "111111"),))
    phone.shop.now = Instant(phone.shop.now + 31 * MINUTE)  # what the place has proved is over: it was the right one
    phone.shop.now = Instant(phone.shop.now + 31 * MINUTE)  # what the place has proved is over: it was the right one


def _turns_my_offers_on(phone: Phone) -> None:
    """A word that only looks like a yes, and a yes on another phone, are none of mine."""
    Phone(phone.shop, ME, phone.dice).says(proposals=("resume", "profiling_on"), mentions=(("exact", "resume"),))
    phone.says(kind="button", button="go:resume:mine")
    phone.says(kind="button", button=f"go:profiling_on:{ME}")
    phone.says(kind="button", button="stop:mine")


FORGED = ("ok:", "ok", "go:", "go:cancel:", "in:what:damaged", "in:then:ok:1", "in:level:0", "in:order:mine", ":")
ATTACKS: tuple[Callable[[Phone], None], ...] = (
    *(_taps_others_order, _writes_others_number, _forges_tokens, _takes_my_token, _skips_the_confirmation),
    *(_guesses_the_place, _guesses_codes, _replays_a_late_yes, _injects_instructions),
    *(_wants_my_rights, _erases_with_a_place_alone, _turns_my_offers_on),
)


def attack(seed: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Several attacks in a row on one shop: all but cases before and after (asking for a person is no attack)."""
    dice = random.Random(f"attack {seed}")
    state = dice.choice(STATES)
    shop = shop_with(state, dice.random() < 0.5)
    before = digest(shop, cases=False)
    phone = Phone(shop, OTHER, dice, clumsy=0.2)
    for one in dice.sample(ATTACKS, 3):
        one(phone)
    return before, digest(shop, cases=False)
