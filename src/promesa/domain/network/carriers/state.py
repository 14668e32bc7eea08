"""The carriers' services as they are now, and which of them reach a place."""

from collections.abc import Mapping
from functools import cached_property

import msgspec

from promesa.domain.network.carriers.words import OfferService
from promesa.domain.network.places import Place
from promesa.domain.values.calendars import Calendar
from promesa.domain.values.ids import ServiceId


class Service(OfferService, frozen=True, kw_only=True, dict=True):
    """A service with its place in arrays; replaced, never changed."""

    index: int
    withdrawn: bool = False

    @cached_property
    def pickups(self) -> Calendar:
        """The days on which it collects parcels."""
        raise NotImplementedError

    @cached_property
    def deliveries(self) -> Calendar:
        """The days on which it delivers."""
        raise NotImplementedError


class Reach(msgspec.Struct, frozen=True):
    """A service as it reaches one kind of place: all places of an area that it reaches in the same way."""

    service: Service
    area: str
    extended: bool = False
    ocurre: bool = False
    """Only to the carrier's branch: the customer fetches it there."""


class Carriers(msgspec.Struct, dict=True):
    """All services ever offered; `version` grows with every fact about any of them."""

    services: dict[ServiceId, Service] = {}
    version: int = 0


def find(carriers: Carriers, service: ServiceId) -> Service | None:
    """The service, withdrawn or not, or None."""
    return carriers.services.get(service)


def reaching(carriers: Carriers, place: Place) -> tuple[Reach, ...]:
    """Services that deliver to the door there, ordered by service id; never one without days (R17) or withdrawn.

    Places of one area that are reached alike share the very same tuple until a carrier fact changes, so an answer
    may be kept by its identity together with `carriers.version`.
    """
    raise NotImplementedError


def ocurre(carriers: Carriers, place: Place) -> tuple[Reach, ...]:
    """Services that come only as far as the carrier's branch there, ordered by service id."""
    raise NotImplementedError


FOLD: Mapping[type, object] = {}
