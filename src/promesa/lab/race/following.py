"""Facts that nobody needs to say again: they follow from what is said, or change nothing of what is raced."""

from promesa.domain.conduct.conversations import words as talk
from promesa.domain.conduct.drifts import LaneDrifted, LaneSettled
from promesa.domain.conduct.imports import ImportFinished, ImportStarted
from promesa.domain.conduct.keys import KeyAdded, KeyRevoked
from promesa.domain.conduct.mandates import words as acts
from promesa.domain.conduct.policies import PolicyReplayed
from promesa.domain.conduct.staff import state as staff
from promesa.domain.ledger.capacity import CapacityReturned, CapacityTaken
from promesa.domain.ledger.delivery_slots import SlotTaken
from promesa.domain.ledger.orders import awaited
from promesa.domain.ledger.orders import words as orders
from promesa.domain.ledger.payments import words as money
from promesa.domain.ledger.shipments import claims
from promesa.domain.ledger.shipments import pick_words as picks
from promesa.domain.ledger.shipments import tidings_words as roads
from promesa.domain.ledger.shipments import words as parcels
from promesa.domain.ledger.shipments.partner_words import WordTaught
from promesa.domain.ledger.stock import counting
from promesa.domain.ledger.stock import words as shelves
from promesa.domain.network import shelf_places
from promesa.domain.people.cases import state as cases
from promesa.domain.people.consent import state as consents
from promesa.domain.people.customers import AddressesNoted, ContactChanged, CustomerForgotten, CustomerMet
from promesa.domain.people.handsets import HandsetChanged
from promesa.domain.people.messages import folds as messages
from promesa.domain.people.openings import ContactOpened
from promesa.domain.people.preferences import PreferenceChanged
from promesa.domain.people.standby import ConversationPassed
from promesa.domain.promise import rethinks
from promesa.domain.promise import words as promises
from promesa.domain.promise.choices import ChoiceAwaited
from promesa.domain.promise.commit import words as commit
from promesa.engine import words

FOLLOWING: frozenset[type] = frozenset(
    (
        *words.KINDS,
        *(shelves.ReservationExtended, shelves.ReservationConsumed, shelves.StockPicked, shelves.StockUnpicked),
        *(CapacityTaken, SlotTaken, CapacityReturned),
        *(orders.OrderConfirmed, orders.OrderClosed, orders.CheckoutRefused, money.PaymentAwaited, money.PaymentLapsed),
        *(money.PaymentSuperseded, awaited.EditEnded, promises.PromiseRedirected),
        *(parcels.ParcelPlanned, parcels.LabelVoided, parcels.EtaMoved, parcels.ParcelAtBranch, parcels.ParcelLost),
        *(parcels.ParcelCancelled, parcels.HandOverMissed, parcels.ArrivalOverdue, parcels.WordNotUnderstood),
        *(parcels.RedeliveryAsked, WordTaught),
        *(roads.CarrierUnheard, roads.ParcelUnheard, roads.CarrierHeard, roads.ParcelCaughtUp, roads.TidingsWatched),
        *(parcels.WrongCodeShown, counting.CountAsked, shelf_places.ShelfPlacesSet),
        *(picks.PickAsked, picks.PickLapsed, *messages.FOLD, *consents.FOLD),
        *(promises.PromiseMade, promises.PromiseKept, promises.PromiseBroken, promises.PromiseWithdrawn),
        *(promises.PromiseConfirmed, promises.PromiseMoved, rethinks.OrderReallocated, ChoiceAwaited),
        *(commit.CheckoutClosed, commit.OfferAccepted, commit.ShortageEased, commit.SaveFailed),
        *(acts.ActLapsed, acts.ActCarriedOut, acts.ActFailed, acts.ActDropped, acts.ActJudged),
        *(LaneDrifted, LaneSettled, ImportStarted, ImportFinished, CustomerMet, ContactChanged, CustomerForgotten),
        *(AddressesNoted, HandsetChanged, ConversationPassed, PreferenceChanged),
        *(KeyAdded, KeyRevoked, PolicyReplayed),
        *staff.FOLD,
        *(
            *cases.FOLD,
            claims.ClaimFiled,
            claims.ClaimAnswered,
            talk.ConversationStepped,
            talk.CodeSent,
            *(talk.ConversationTaken, talk.ConversationHandedBack, talk.AnswerWritten, ContactOpened),
        ),  # care's own work: it moves no unit and no day
    )
)
