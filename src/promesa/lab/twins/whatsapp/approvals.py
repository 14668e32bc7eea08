"""Templates as WhatsApp keeps them: reviewed, re-categorised, held back, paused for hours, and in the end disabled.

Source: Meta, WhatsApp Business Platform, template pacing, template pausing.
"""

import re
from typing import Any

import msgspec

from promesa.domain.values.moments import HOUR, Instant

VARIABLE = re.compile(r"\{\{\s*([a-z0-9_]+)\s*\}\}")
PAUSES = (3 * HOUR, 6 * HOUR)
"""The first time and the second; the third time it is disabled."""
BLOCKS_MAX = 0.05
"""Of those who got it lately, blocks above which it is paused."""
SENT_MIN = 50
SALES_WORDS = re.compile(r"(?i)\b(oferta|descuento|promoci[oó]n|cup[oó]n|gratis|sale|discount|off)\b")


class Template(msgspec.Struct):
    """One template in one language."""

    name: str
    language: str
    category: str
    body: str = ""
    id: str = ""
    named: bool = True
    status: str = "APPROVED"
    quality: str = "UNKNOWN"
    pauses: int = 0
    paused_until: Instant = Instant(0)
    sent: int = 0
    blocks: int = 0
    free: bool = True
    """Whether all may have it; a new one may be held back after its sample."""
    any_words: bool = False
    """Nobody wrote down its text: any filling is taken."""


def variables(body: str) -> list[str]:
    """Each once, in the order in which they stand."""
    return list(dict.fromkeys(VARIABLE.findall(body)))


def created(request: Any, number: int) -> Template:
    """As POST /{waba}/message_templates brings it; to be reviewed."""
    body = next((one.get("text", "") for one in request["components"] if one["type"].upper() == "BODY"), "")
    category = str(request["category"]).lower()
    named = str(request.get("parameter_format", "POSITIONAL")).upper() == "NAMED"
    return Template(request["name"], request["language"], category, body, str(10**9 + number), named, "PENDING")


def review(template: Template) -> str:
    """Approves or rejects; what sells is marketing whatever it calls itself. The event of the notice."""
    body = template.body.strip()
    if body.startswith("{{") or body.endswith("}}"):
        template.status = "REJECTED"
    else:
        template.status = "APPROVED"
        if template.category == "utility" and SALES_WORDS.search(body):
            template.category = "marketing"
    return template.status


def unfit(template: Template, told: Any) -> int:
    """Which number says no to this filling of the template; 0 for none."""
    if template.any_words:
        return 0
    parts = [one for one in told.get("components", ()) if one["type"].lower() == "body"]
    filled = [word for part in parts for word in part["parameters"]]
    wanted = variables(template.body)
    if len(filled) != len(wanted):
        return 132000
    if template.named and {word.get("parameter_name") for word in filled} != set(wanted):
        return 132000
    return 0


def complain(template: Template, now: Instant) -> str:
    """Somebody blocked us over it: the event that follows, or ""."""
    template.blocks += 1
    if template.sent < SENT_MIN or template.blocks < BLOCKS_MAX * template.sent:
        return ""
    template.quality, template.blocks, template.sent = "RED", 0, 0
    if template.pauses == len(PAUSES):
        template.status = "DISABLED"
        return "DISABLED"
    template.status, template.paused_until = "PAUSED", Instant(now + PAUSES[template.pauses])
    template.pauses += 1
    return "PAUSED"


def wake(template: Template, now: Instant) -> bool:
    """A pause that is over; whether it was one."""
    if template.status == "PAUSED" and now >= template.paused_until:
        template.status = "APPROVED"
        return True
    return False
