"""An enemy who reads the document and sends whatever it allows, and much that it does not."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec import structs

from promesa import serving
from promesa.domain.ledger.stock.words import CountStock
from promesa.domain.network.catalog import ListProduct
from promesa.domain.values.ids import LocationId, Sku
from promesa.domain.values.money import Centavos
from tests.surfaces.http.city import SETTINGS, city, order_of

# What no rule can accept is told with a 422 too: a body may fit the document and name a SKU that nobody knows.
CONFIG = """
seed = 20270705
[checks]
positive_data_acceptance.enabled = false
"""


class Besieged(NamedTuple):
    url: str
    key: str


@pytest.fixture
def besieged() -> Iterator[Besieged]:
    """A served retailer where the names of the document's examples exist, so that some requests get far."""
    with city() as client:
        client.machine.submit(ListProduct(Sku("SKU-1"), price=Centavos(10_000), grams=500), "test")
        for location in ("cedis", "centro"):
            client.machine.submit(CountStock(Sku("SKU-1"), LocationId(location), 1_000_000, "test"), "test")
        client.order("W-1001", lines=[{"sku": "SKU-1", "units": 2}])
        client.order("W-1002", rail="card", lines=[{"sku": "SKU-1", "units": 2}])
        client.post("/v1/checkouts", {**order_of("W-1003"), "cart": "cart-77"})
        key = client.give_key("enemy")
        with serving.running(structs.replace(SETTINGS, open=False, port=0), machine=client.machine) as url:
            yield Besieged(url, key)


def besiege(besieged: Besieged, folder: Path, examples: int) -> None:
    """Examples, boundaries, chance and chains of requests: no 5xx, nothing that the document does not name."""
    config = folder / "schemathesis.toml"
    config.write_text(CONFIG)
    command = [Path(sys.executable).with_name("schemathesis"), "--config-file", config, "run"]
    command += [f"{besieged.url}/openapi.json", "--header", f"Authorization: Bearer {besieged.key}", "--no-color"]
    command += ["--max-examples", str(examples), "--generation-deterministic"]
    told = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout[-8_000:] + told.stderr[-2_000:]


def test_every_answer_is_documented(besieged: Besieged, tmp_path: Path) -> None:
    besiege(besieged, tmp_path, 5)


@pytest.mark.slow
@pytest.mark.timeout(3_600)
def test_every_answer_is_documented_at_length(besieged: Besieged, tmp_path: Path) -> None:
    besiege(besieged, tmp_path, 500)
