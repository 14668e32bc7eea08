"""Every page drawn once before anybody asks: the first to look waits for no first look at the world."""

import gc
import logging
import threading
from collections.abc import Mapping

from promesa.domain.conduct.keys import SCOPES
from promesa.surfaces.web.frame import Came, Frame
from promesa.surfaces.web.page import DIRECTOR, LANGUAGES, Page, Person

LOG = logging.getLogger("promesa.web")
SOMEBODY = Person("warming", DIRECTOR, scopes=frozenset(SCOPES))
TABS: Mapping[str, tuple[Mapping[str, str], ...]] = {"/people": ({"tab": "acts"},)}
"""Pages that look at more of the world where they are asked for a part of theirs: what is asked."""
KEEP_SECONDS = 5.0
"""How far behind what no board follows by itself may be while nobody looks."""


class Warming:
    """Draws the pages of the console, one after the other; owns whether that is done."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._closing = threading.Event()
        self.is_warm = False

    def step(self) -> float:
        """The step of a thread of its own: all pages the first time, then what has to be kept up; seconds until the
        next."""
        room = self._frame.house.room
        if not self.is_warm and not self._draw_all():
            return KEEP_SECONDS
        if not self.is_warm:
            room.boards.keep()
            gc.freeze()  # what boards hold lives as long as the process: looking through it would stop everybody
            self.is_warm = True
        room.ledger.rows()
        return KEEP_SECONDS

    def close(self) -> None:
        """End after the page in hand."""
        self._closing.set()

    def _draw_all(self) -> bool:
        """Whether it came to its end. A page that breaks breaks again for whoever looks, and is told of there."""
        self._frame.templates.prepare()
        for page in self._frame.shell.pages:
            if self._closing.is_set():
                return False
            if DIRECTOR in page.roles and page.template and "{" not in page.path:
                try:
                    for query in ({}, *TABS.get(page.path, ())):
                        self._draw(page, query)
                except Exception:
                    LOG.exception("the page %s could not be warmed", page.name)
        return True

    def _draw(self, page: Page, query: Mapping[str, str]) -> None:
        scope = {"path": page.path, "query_string": b"", "headers": []}
        came = Came(scope, SOMEBODY, dict(query), {}, LANGUAGES[0], "auto", "", [])
        told = page.view(self._frame.house.room, self._frame.asked(came))
        if isinstance(told, Mapping):
            self._frame.draw(page, came, told)
