"""Policies by their names: the log's own, one of its versions, another system's way, or a file with changes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from promesa.domain.conduct.policies import PolicySet
from promesa.domain.values.policy import SOURCINGS, Policy
from promesa.engine.codec import Codec
from promesa.engine.log import Log, Query, QueryItem, Trouble
from promesa.lab.race.racing import Racer

LOG, NOW = "log", "now"
BASELINES = SOURCINGS[1:]


class NoSuchPolicy(Trouble):
    english = '{name}: a policy is "log", "now", a version of the log ({versions}), one of {ways}, or a .json file.'
    spanish = '{name}: una política es "log", "now", una versión del registro ({versions}), una de {ways} o un .json.'


class BadPolicyFile(Trouble):
    english = "{name} is no policy: {why}"
    spanish = "{name} no es una política: {why}"


def policies_of(log: Log, codec: Codec) -> list[Policy]:
    """Every policy that the log has had, oldest first; the default where it never said one."""
    query = Query((QueryItem(kinds=(codec.name(PolicySet),)),))
    return [codec.decode(entry.kind, entry.body).policy for entry in log.read(query)] or [Policy(version=0)]


def named(name: str, known: Sequence[Policy]) -> Racer:
    """The racer that a name means. Raises NoSuchPolicy, BadPolicyFile.

    `log`: as the log had it, changes included; `now`: its last one throughout; a number: that version; a way of
    `SOURCINGS`: the last one with that sourcing and without second thoughts, which nobody else has; a JSON file: the
    last one with the file's changes.
    """
    now = known[-1]
    if name == LOG:
        return Racer(name, None)
    if name == NOW:
        return Racer(name, now)
    if name in SOURCINGS:
        return Racer(name, replace(now, sourcing=name, rethink_minutes=0))
    version = next((policy for policy in known if str(policy.version) == name), None)
    if version is not None:
        return Racer(name, version)
    if not name.endswith(".json"):
        versions = ", ".join(str(policy.version) for policy in known)
        raise NoSuchPolicy(name=name, versions=versions, ways=", ".join(SOURCINGS))
    return Racer(Path(name).stem, changed(now, _read(name), name))


def _read(name: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(Path(name).read_bytes(), type=dict[str, Any])
    except (OSError, msgspec.MsgspecError) as error:
        raise BadPolicyFile(name=name, why=error) from error


def changed(policy: Policy, changes: dict[str, Any], name: str) -> Policy:
    """The policy with those fields as a file says them. Raises BadPolicyFile."""
    strange = [field for field in changes if field not in Policy.__struct_fields__]
    if strange:
        raise BadPolicyFile(name=name, why=f"no such field: {', '.join(strange)}")
    try:
        return msgspec.convert({**msgspec.to_builtins(policy), **changes}, Policy)
    except msgspec.ValidationError as error:
        raise BadPolicyFile(name=name, why=error) from error
