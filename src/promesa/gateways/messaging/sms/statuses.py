"""What Twilio tells of our texts, put into our words; the letters of SMS are read here.

Source: Twilio, Messages resource, status callbacks: `MessageSid`, `MessageStatus`, `ErrorCode`, in any order and as
often as it takes; no moment is told, so a status is as old as its letter.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from promesa.domain.people.handsets import NoteWord
from promesa.domain.people.messages.words import SMS, RecordStatus, Status, StatusTold
from promesa.domain.values.moments import Instant
from promesa.engine.inbox import Letter
from promesa.engine.inbox_work import Item, Reader, Unreadable
from promesa.gateways.messaging import callback
from promesa.gateways.messaging.channel import Remedy
from promesa.gateways.messaging.hand import recourse_of
from promesa.gateways.messaging.sms import signature
from promesa.gateways.messaging.sms.channel import REFERENCE, REMEDIES

STATUSES: Mapping[str, Status] = MappingProxyType(
    {
        "sent": Status.SENT,
        "delivered": Status.DELIVERED,
        "read": Status.READ,
        "undelivered": Status.FAILED,
        "failed": Status.FAILED,
        "canceled": Status.FAILED,
    }
)
NO_NEWS = frozenset(("accepted", "scheduled", "queued", "sending", "receiving", "received"))
"""They say nothing that we do not know, or speak of texts that are not ours."""
WORD_MAX, CODE_MAX = 60, 10


class Statuses:
    """Reads letters; owns nothing."""

    def __init__(self, mark: Callable[[str], str]) -> None:
        """mark: the partner's name of a text as it stands in our facts."""
        self._mark = mark

    def begin(self) -> Reader:
        return self.read

    def read(self, letter: Letter) -> Sequence[Item]:
        """The one thing that it says. Raises Unreadable where it says nothing of any text."""
        assert letter.body is not None
        try:
            told = dict(signature.form(letter.body))
        except ValueError as error:
            raise Unreadable("too many fields") from error
        word = told.get("MessageStatus") or told.get("SmsStatus") or ""
        if not word:
            raise Unreadable("no status")
        if word in NO_NEWS:
            return []
        if word not in STATUSES:
            return [Item(1, NoteWord(SMS, _plain(word)))]
        found = status(told, dict(letter.headers).get(REFERENCE, ""), Instant(letter.at), self._mark)
        return [Item(1, RecordStatus((found,)))]


def status(told: Mapping[str, str], reference: str, at: Instant, mark: Callable[[str], str]) -> StatusTold:
    """A status of a text of ours. `reference`: our name of it, as its address brought it back."""
    message, attempt, part = callback.read(reference)
    known = STATUSES[told.get("MessageStatus") or told["SmsStatus"]]
    sid, code = told.get("MessageSid") or told.get("SmsSid") or "", told.get("ErrorCode", "")[:CODE_MAX]
    code = code if code.isascii() and code.isdecimal() and known is Status.FAILED else ""
    remedy = REMEDIES.get(int(code), Remedy.FALL_BACK) if code else Remedy.FALL_BACK
    return StatusTold(message, attempt, known, at, mark(sid) if sid else "", code, recourse_of(remedy), part=part)


def _plain(word: str) -> str:
    """As it may stand in a fact: printable ASCII, and not long."""
    return "".join(letter if letter.isascii() and letter.isprintable() else "?" for letter in word[:WORD_MAX])
