"""Who may work here under which name; sign-ins that begin, count and end; what each role is kept from."""

from typing import Any

import pytest

from promesa.domain.conduct import own_work
from promesa.domain.conduct.keys import AddKey
from promesa.domain.conduct.mandates.words import ApproveAct
from promesa.domain.conduct.policies import SetPolicy
from promesa.domain.conduct.roles import ROLES, Role
from promesa.domain.conduct.staff import gate, rules, state
from promesa.domain.conduct.staff.rules import StaffBooks
from promesa.domain.conduct.staff.state import Staff
from promesa.domain.conduct.staff.words import (
    AddPerson,
    AdmitPerson,
    ChangeRole,
    InvitePerson,
    RemovePerson,
    SetCredentials,
    SignIn,
    SignInWay,
    SignOut,
)
from promesa.domain.ledger.shipments import pick_words
from promesa.domain.ledger.shipments import words as parcels
from promesa.domain.ledger.stock.words import CountStock
from promesa.domain.network.locations.words import PauseLocation
from promesa.domain.values.ids import LocationId, ParcelId, Sku
from promesa.domain.values.moments import DAY, HOUR, Instant
from promesa.domain.values.policy import Policy
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from tests.regressions.shop import Shop

NOW = Instant(1_800_000_000_000_000)
DIGEST, OTHER = "ab" * 32, "cd" * 32


class Office:
    """Says commands to the rules and folds what they answer."""

    def __init__(self) -> None:
        self.staff, self.now = Staff(), NOW
        self.locations = Shop().opens("N1").opens("N2").world.locations

    def say(self, command: Any) -> list[Any] | Refused:
        facts: list[Any] | Refused = rules.RULES[type(command)](
            StaffBooks(self.staff, self.locations), command, self.now
        )
        for fact in [] if isinstance(facts, Refused) else facts:
            state.FOLD[type(fact)](self.staff, fact, self.now)
        return facts

    def reason(self, command: Any) -> Reason:
        told = self.say(command)
        assert isinstance(told, Refused), told
        return told.reason

    def invites(self, name: str, role: Role = Role.OPERATIONS) -> "Office":
        assert self.say(AddPerson(name, role))
        assert self.say(InvitePerson(name, DIGEST, Instant(self.now + DAY)))
        assert self.say(SetCredentials(name, b"sealed", DIGEST))
        return self


@pytest.fixture
def office() -> Office:
    return Office()


def test_a_name_is_given_out_once_in_whatever_case(office: Office) -> None:
    assert office.say(AddPerson(" Ana ", Role.DIRECTOR))
    assert set(office.staff.by_name) == {"ana"}
    assert office.reason(AddPerson("ANA", Role.CARE)) is Reason.ALREADY_EXISTS
    office.say(AddPerson("eva", Role.DIRECTOR))
    assert office.say(RemovePerson("ana"))
    assert office.say(RemovePerson("ana")) == []
    assert office.reason(AddPerson("ana", Role.CARE)) is Reason.ALREADY_EXISTS


@pytest.mark.parametrize("name", ["", " ", "ana@example.com", "ana maría", "a" * 41, "a\nb", "ñandú"])
def test_a_name_is_no_address_and_no_full_name(office: Office, name: str) -> None:
    assert office.reason(AddPerson(name, Role.CARE)) is Reason.INVALID


def test_a_stores_people_say_which_store_and_nobody_else_does(office: Office) -> None:
    assert office.reason(AddPerson("luz", Role.STORE)) is Reason.INVALID
    assert office.reason(AddPerson("luz", Role.CARE, LocationId("N1"))) is Reason.INVALID
    assert office.reason(AddPerson("luz", Role.STORE, LocationId("N9"))) is Reason.UNKNOWN_LOCATION
    assert office.say(AddPerson("luz", Role.STORE, LocationId("N1")))
    assert office.say(ChangeRole("luz", Role.STORE, LocationId("N2")))
    assert office.say(ChangeRole("luz", Role.STORE, LocationId("N2"))) == []
    assert office.reason(ChangeRole("luz", Role.CARE, LocationId("N2"))) is Reason.INVALID
    assert office.staff.by_name["luz"].location == "N2"


def test_somebody_stays_to_let_others_in(office: Office) -> None:
    office.say(AddPerson("ana", Role.DIRECTOR))
    assert office.reason(RemovePerson("ana")) is Reason.LAST_DIRECTOR
    assert office.reason(ChangeRole("ana", Role.CARE)) is Reason.LAST_DIRECTOR
    office.say(AddPerson("eva", Role.DIRECTOR))
    assert office.say(ChangeRole("ana", Role.CARE))
    assert office.reason(RemovePerson("eva")) is Reason.LAST_DIRECTOR


def test_an_invitation_is_answered_once_in_time_and_only_the_newest(office: Office) -> None:
    office.say(AddPerson("ana", Role.DIRECTOR))
    assert office.reason(SetCredentials("ana", b"sealed", DIGEST)) is Reason.INVITATION_OVER
    office.say(InvitePerson("ana", DIGEST, Instant(office.now + DAY)))
    office.say(InvitePerson("ana", OTHER, Instant(office.now + DAY)))
    assert office.reason(SetCredentials("ana", b"sealed", DIGEST)) is Reason.INVITATION_OVER
    assert office.say(SetCredentials("ana", b"sealed", OTHER))
    assert office.reason(SetCredentials("ana", b"mine", OTHER)) is Reason.INVITATION_OVER
    office.say(InvitePerson("ana", DIGEST, Instant(office.now + DAY)))
    office.now = Instant(office.now + DAY)
    assert office.reason(SetCredentials("ana", b"sealed", DIGEST)) is Reason.INVITATION_OVER
    assert office.staff.by_name["ana"].sealed == b"sealed"


@pytest.mark.parametrize(("digest", "days"), [("ab", 1), ("zz" * 32, 1), (DIGEST, 0), (DIGEST, 31)])
def test_an_invitation_is_sound(office: Office, digest: str, days: int) -> None:
    office.say(AddPerson("ana", Role.DIRECTOR))
    assert office.reason(InvitePerson("ana", digest, Instant(NOW + days * DAY))) is Reason.INVALID
    assert office.reason(InvitePerson("leo", DIGEST, Instant(NOW + DAY))) is Reason.UNKNOWN_PERSON


def test_a_code_opens_once_and_older_ones_never(office: Office) -> None:
    office.invites("ana")
    assert office.say(SignIn("ana", "s1", 100))
    assert office.reason(SignIn("ana", "s2", 100)) is Reason.CODE_USED
    assert office.reason(SignIn("ana", "s2", 99)) is Reason.CODE_USED
    told = office.say(SignIn("ana", "s1", 101, again=True))
    assert isinstance(told, list)
    assert told[0].way is SignInWay.AGAIN
    office.say(AddPerson("leo", Role.CARE))
    assert office.reason(SignIn("leo", "s1", 100)) is Reason.UNKNOWN_PERSON, "has chosen no password yet"


def stands(office: Office, name: str, sign_in: str, epoch: int) -> bool:
    return state.stands(office.staff, name, sign_in, epoch) is not None


def test_what_ends_a_sign_in(office: Office) -> None:
    office.invites("ana")
    epoch = office.staff.by_name["ana"].epoch
    assert stands(office, "ana", "s1", epoch)
    assert not stands(office, "ana", "s1", epoch - 1)
    assert office.say(SignOut("ana", "s1"))
    assert not stands(office, "ana", "s1", epoch)
    assert stands(office, "ana", "s2", epoch), "another one of theirs goes on"
    assert office.say(SignOut("ana", "s1")) == []
    assert office.say(SignOut("ana"))
    assert not stands(office, "ana", "s2", epoch)
    epoch = office.staff.by_name["ana"].epoch
    office.say(InvitePerson("ana", DIGEST, Instant(office.now + DAY)))
    assert stands(office, "ana", "s3", epoch), "an invitation nobody has answered ends nothing"
    office.say(SetCredentials("ana", b"new", DIGEST))
    assert not stands(office, "ana", "s3", epoch), "a new password ends what was signed in with the old one"
    epoch = office.staff.by_name["ana"].epoch
    office.say(RemovePerson("ana"))
    assert not stands(office, "ana", "s4", epoch + 1)
    assert not stands(office, "nobody", "s4", 0)


def test_sign_ins_that_ended_are_forgotten_when_nobody_could_show_them(office: Office) -> None:
    office.invites("ana")
    for number in range(5):
        office.say(SignOut("ana", f"s{number}"))
    office.now = Instant(office.now + state.SIGN_IN_HOURS * HOUR + 1)
    office.say(SignOut("ana", "last"))
    assert set(office.staff.by_name["ana"].ended) == {"last"}


def admit(name: str, role: Role = Role.CARE, subject: str = "mark1", location: str | None = None) -> AdmitPerson:
    return AdmitPerson(name, role, (location and LocationId(location)) or None, subject, "s1")


def test_whom_a_provider_vouches_for_is_who_they_were_whatever_their_name_is_now(office: Office) -> None:
    told = office.say(admit("Eva"))
    assert isinstance(told, list)
    assert [type(fact).__name__ for fact in told] == ["PersonAdded", "PersonSignedIn"]
    told = office.say(admit("eva-lopez", Role.STORE, location="N1"))
    assert isinstance(told, list)
    assert [type(fact).__name__ for fact in told] == ["RoleChanged", "PersonSignedIn"]
    assert {fact.person for fact in told} == {"eva"}
    assert office.reason(admit("eva", subject="mark2")) is Reason.ALREADY_EXISTS, "another's name is not theirs"
    assert office.reason(InvitePerson("eva", DIGEST, Instant(NOW + DAY))) is Reason.WRONG_STATE
    office.say(RemovePerson("eva"))
    assert office.reason(admit("eva")) is Reason.NOT_ALLOWED


def test_a_provider_may_not_name_somebody_of_ours(office: Office) -> None:
    office.invites("ana", Role.DIRECTOR)
    assert office.reason(admit("ana", Role.DIRECTOR)) is Reason.ALREADY_EXISTS


# --- the gate ---


@pytest.fixture(scope="module")
def world() -> World:
    shop = Shop().sells("A").opens("N1").opens("N2").carries("P", 2, 0).has("N1", A=9)
    shop.places("o1", {"A": 1})
    shop.pays("o1")
    for role in ROLES:
        place = LocationId("N1") if role is Role.STORE else None
        shop.put(AddPerson(f"a-{role}", role, place))
    shop.put(AddPerson("gone", Role.OPERATIONS))
    shop.put(RemovePerson("gone"))
    shop.put(AddPerson("far", Role.STORE, LocationId("N2")))
    return shop.world


def shut(world: World, command: Any, name: str) -> Reason | None:
    told = gate.gate(gate.StaffSight(world.staff, world.shipments), command, f"person:{name}")
    return None if told is None else told.reason


COUNT = CountStock(Sku("A"), LocationId("N1"), 3, "x")
PACK = parcels.PackParcel(ParcelId("o1-1"))
WHO_MAY: tuple[tuple[Any, set[str]], ...] = (
    (COUNT, {"director", "operations", "care", "store"}),
    (PACK, {"director", "operations", "care", "store"}),
    (PauseLocation(LocationId("N2")), {"director", "operations", "care"}),
    (parcels.RegroupParcels("o1", (ParcelId("o1-1"),)), {"director", "operations", "care", "store"}),
    (parcels.PackParcel(ParcelId("unheard-of")), {"director", "operations", "care"}),
    (ApproveAct("a1", "person:x"), {"director", "operations", "care"}),
    (SetPolicy(Policy(version=1)), {"director"}),
    (AddKey("k", DIGEST, ("read",)), {"director"}),
    (AddPerson("new", Role.DIRECTOR), {"director"}),
    (ChangeRole("a-care", Role.DIRECTOR), {"director"}),
    (SignOut("gone"), {"director"}),
)
"""(command, the roles whose gate lets it through; which doors a role's scopes open is asked before this)."""


@pytest.mark.parametrize(("command", "roles"), WHO_MAY)
def test_what_each_role_is_kept_from_whatever_door_it_comes_by(world: World, command: Any, roles: set[str]) -> None:
    assert {role for role in ROLES if shut(world, command, f"a-{role}") is None} == roles


def test_who_left_and_who_never_came_do_nothing(world: World) -> None:
    for name in ("gone", "nobody", ""):
        assert shut(world, COUNT, name) is Reason.NOT_ALLOWED
        assert shut(world, SignOut(name), name) is Reason.NOT_ALLOWED


def test_everybody_speaks_of_their_own_sign_in(world: World) -> None:
    assert shut(world, SignOut("a-auditor", "s1"), "a-auditor") is None
    assert shut(world, SignOut("a-care", "s1"), "a-auditor") is Reason.NOT_ALLOWED


def test_programs_and_the_clock_are_no_people(world: World) -> None:
    sight = gate.StaffSight(world.staff, world.shipments)
    assert all(gate.gate(sight, SetPolicy(Policy(version=1)), by) is None for by in ("cli", "key:shop", "clock"))


def test_another_stores_work_is_not_theirs(world: World) -> None:
    assert shut(world, COUNT, "far") is Reason.NOT_YOURS
    assert shut(world, PACK, "far") is Reason.NOT_YOURS
    assert shut(world, pick_words.RejectPick(ParcelId("o1-1"), pick_words.NoPick.TOO_BUSY), "far") is Reason.NOT_YOURS


def test_a_store_without_a_place_has_no_work(world: World) -> None:
    assert not any(own_work.is_own(world.shipments, None, command) for command in (COUNT, PACK))
