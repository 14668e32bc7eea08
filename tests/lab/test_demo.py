"""The simulated past: the same to the last byte from the same seed, and true to every invariant whatever the seed."""

import os
import subprocess
import sys
from pathlib import Path

from promesa import app
from promesa.engine.sqlite import SqliteLog
from promesa.lab import auditor
from tests.house import tree
from tests.lab import past

PRINT_HASH = "from tests.lab import past; print(past.play(5, days=4)[1].log_hash)"


def test_a_past_is_whole_and_every_invariant_holds(seed: int) -> None:
    machine, report = past.play(seed)
    audit = auditor.audit(machine)
    assert audit.counts == {}, audit.violations[:5]
    assert report.oversold == 0
    assert report.orders > 200
    assert report.facts == machine.seen == audit.facts
    ended = report.promises_kept + report.promises_broken + report.promises_withdrawn
    assert report.promises_made == ended + report.promises_open
    assert report.log_hash == auditor.log_hash(machine.log)
    assert machine.desk.refused_steps == 0


def test_same_seed_same_log_and_another_seed_another_log() -> None:
    hashes = [past.play(seed, days=3)[1].log_hash for seed in (1, 1, 2)]
    assert hashes[0] == hashes[1] != hashes[2]


def test_the_order_of_sets_in_a_process_does_not_matter() -> None:
    found = {_hash_in_a_process(hash_seed) for hash_seed in ("0", "4242")}
    assert found == {past.play(5, days=4)[1].log_hash}


def _hash_in_a_process(hash_seed: str) -> str:
    path = os.pathsep.join((str(tree.ROOT / "src"), str(tree.ROOT)))
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, "-c", PRINT_HASH], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_a_past_written_to_a_file_is_the_same_and_is_found_again(tmp_path: Path) -> None:
    log = SqliteLog.open(tmp_path / "demo.db")
    machine, report = past.play(2, days=3, log=log)
    assert machine.log is log
    assert report.log_hash == auditor.log_hash(log) == past.play(2, days=3)[1].log_hash
    found = app.build(log)
    assert found.seen == machine.seen
    assert auditor.audit(found).clean
    log.close()


def test_what_goes_wrong_in_life_goes_wrong_here() -> None:
    machine, report = past.play(15)
    other, _ = past.play(16)
    kinds = {entry.kind for one in (machine, other) for entry in one.log.read()}
    wanted = {
        "PromiseBroken", "PromiseMoved", "PaymentLapsed", "PaymentDeclined", "HandOverMissed", "EffectFailed",
        "EffectDead", "EffectRevived", "StockCounted", "ShortageEased", "EtaMoved", "SupplyMoved", "RefundPaid",
        "CheckoutOpened", "WordNotUnderstood", "PickAsked", "PickAccepted", "PickRejected", "PickLapsed",
    }  # fmt: skip
    assert wanted <= kinds, wanted - kinds
    assert report.promises_kept / (report.promises_kept + report.promises_broken) > 0.8


def test_no_person_is_in_the_log() -> None:
    said = b"".join(entry.body for entry in past.entries())
    for personal in (b"@example.com", b"+52", b"Calle", b'"5255'):
        assert personal not in said
