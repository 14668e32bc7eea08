"""Logs of every release, read by today's program: nothing may become unreadable or mean something else."""

from collections import Counter
from pathlib import Path

import msgspec
import pytest

from promesa import app
from promesa.domain.conduct.mandates import state
from promesa.domain.promise import rethinks
from promesa.domain.promise.keeping.contingency import words as contingencies
from promesa.engine.memory import MemoryLog
from tests.golden import story

LOGS = sorted(story.FOLDER.glob("*.jsonl"))
NEVER_TOLD = {
    "CredentialsSet",
    "PersonAdded",
    "PersonInvited",
    "PersonRemoved",
    "PersonSignedIn",
    "PersonSignedOut",
    "RoleChanged",
    "CarrierHeard",
    "CarrierUnheard",
    "ParcelCaughtUp",
    "ParcelUnheard",
    "RedeliveryAsked",
    "TidingsWatched",
    "SourceFellSilent",
    "SourceSpoke",
    "SourceWatched",
    "AddressesNoted",
    "WordTaught",
    "ConversationPassed",
    "HandsetChanged",
    "PreferenceChanged",
    "ActAllowed",
    "ActApproved",
    "ActCarriedOut",
    "ActDeclined",
    "ActDropped",
    "ActFailed",
    "ActJudged",
    "ActLapsed",
    "ActShadowed",
    "ActSuggested",
    "ActUndone",
    "AgentsAllowed",
    "AgentsStopped",
    "ArrivalOverdue",
    "BranchClosed",
    "BranchesLoaded",
    "ClearanceSet",
    "CustomsSet",
    "LabelVoided",
    "ParcelAtBranch",
    "OrderReallocated",
    "ProductsClassified",
    "ReallocationUndone",
    "ReturnAwaited",
    "KitSet",
    "MarkdownDelayed",
    "MarkdownEnded",
    "MarkdownPlanned",
    "MarkdownResumed",
    "OrderRevised",
    "OrderHalted",
    "OrderReleased",
    "EditAwaited",
    "EditEnded",
    "PromiseRedirected",
    "PaymentSuperseded",
    "CapsSet",
    "CarriagePaused",
    "CarriageResumed",
    "ContingencyClosed",
    "ContingencyOpened",
    "OrderAnswered",
    "RethinkEnded",
    "ShelvesPriced",
    "RateTableSet",
    "DeliverySlotsSet",
    "SlotPlacesSet",
    "SlotTaken",
    "CollectionSet",
    "CaseOpened",
    "CaseReplied",
    "CaseReopened",
    "CaseAssigned",
    "CaseAnswered",
    "CaseWaiting",
    "CaseResumed",
    "CaseResolved",
    "CaseClosed",
    "ClaimFiled",
    "ClaimAnswered",
    "ActConfirmed",
    "CodeSent",
    "ConversationStepped",
    "ConversationTaken",
    "ConversationHandedBack",
    "AnswerWritten",
    "ContactOpened",
    "ChoiceAwaited",
    "ChoiceMade",
    "ContactChanged",
    "CustomerForgotten",
    "CustomerMet",
    "CustomerWrittenTo",
    "ImportFinished",
    "ImportStarted",
    "KeyAdded",
    "KeyRevoked",
    "LabourSet",
    "LaneDrifted",
    "LaneSettled",
    "LocationChanged",
    "LocationsLoaded",
    "ConsentRecorded",
    "CustomerHeard",
    "RegisterLoaded",
    "RightAnswered",
    "RightAsked",
    "RightExecuted",
    "MandateDemoted",
    "MessageAccepted",
    "MessageDispatched",
    "MessageFailed",
    "MessageHeld",
    "MessageNotSent",
    "MessageWanted",
    "MessageStatusesTold",
    "MandateGranted",
    "MandatePromoted",
    "PickAccepted",
    "PickAsked",
    "PickLapsed",
    "PickRejected",
    "PickShort",
    "ParcelsRegrouped",
    "OrderEdited",
    "SubstituteAccepted",
    "SubstituteEnded",
    "SubstituteProposed",
    "PolicyReplayed",
    "PromiseConfirmed",
    "ProposalRefused",
    "SaveFailed",
    "SendingRulesSet",
    "StockMissing",
    "TransitSet",
    "WrongCodeShown",
    "UnitsPutBack",
    "CountAsked",
    "ShelfPlacesSet",
}
"""Kinds that no golden log holds yet; a new kind belongs into the story of the next release."""


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.stem)
def test_an_old_log_still_means_what_it_meant(path: Path) -> None:
    entries = [story.entry(line) for line in path.read_bytes().splitlines()]
    log = MemoryLog()
    log.append(story.drafts(entries))
    machine = app.build(log, story.Clock())
    assert machine.seen == len(entries)
    assert story.figures(machine.world) == msgspec.json.decode(path.with_suffix(".figures.json").read_bytes())


def test_the_newest_log_tells_of_every_kind_of_fact() -> None:
    told = Counter(story.entry(line).kind.partition("@")[0] for path in LOGS for line in path.read_bytes().splitlines())
    missing = {kind.__name__ for kind in app.model().folds} - set(told)
    assert missing <= NEVER_TOLD, f"tell of them in the next golden story: {sorted(missing - NEVER_TOLD)}"


def test_the_story_can_still_be_told_and_its_log_read_back() -> None:
    shop = story.tell()
    again = [story.entry(line) for line in story.lines(shop.log.read())]
    assert again == list(shop.log.read())


def test_the_story_tells_of_agents_whatever_can_be_said_of_them() -> None:
    told = {entry.kind for entry in story.tell().log.read()}
    of_agents = {kind.__name__ for kind in state.FOLD} | {"CustomerWrittenTo"}
    assert of_agents <= told, sorted(of_agents - told)


def test_the_story_tells_of_contingencies_and_second_thoughts_whatever_can_be_said_of_them() -> None:
    told = {entry.kind for entry in story.tell().log.read()}
    wanted = {kind.__name__ for kind in (*contingencies.FOLD, *rethinks.FOLD)}
    wanted |= {"SourceFellSilent", "SourceSpoke", "SourceWatched"}
    wanted |= {"CarrierHeard", "CarrierUnheard", "ParcelCaughtUp", "ParcelUnheard", "TidingsWatched"}
    wanted |= {"CapsSet", "CarriagePaused", "CarriageResumed", "LocationPaused", "LocationResumed"}
    assert wanted <= told, sorted(wanted - told)
