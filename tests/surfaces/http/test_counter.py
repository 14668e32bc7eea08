"""Giving a pickup at the counter, handing a box to a carrier, places and counts, through the door."""

from promesa import partners
from promesa.domain.people.messages.words import TEXT
from promesa.domain.people.templates.words import SPANISH, OrderLinks, RenderedTemplate
from promesa.domain.values.moments import Instant
from promesa.gateways.messaging import wording
from promesa.surfaces import pickup_codes, why
from promesa.surfaces.speech import why as speech
from tests.surfaces.http.city import SETTINGS, Client
from tests.surfaces.http.test_stores import STORE, sold


def ready(client: Client) -> str:
    """A pickup that waits at the counter of a store."""
    store = {**STORE, "pickup": True}
    assert client.post("/v1/locations", {"locations": [store]}).status == 200
    assert client.post("/v1/stock/counts", {"sku": "A", "location": "aroma", "units": 5, "source": "erp"}).status == 201
    body = {"order": "W-1", "customer": "c1", "channel": "web", "rail": "cod", "pickup_location": "aroma"}
    told = client.post("/v1/orders", {**body, "lines": [{"sku": "A", "units": 1}]})
    assert told.status == 201, told.body
    assert client.post("/v1/parcels/W-1-1/ready", {"in_hand": [["A", 1]]}).status == 200
    return "W-1-1"


def test_a_pickup_is_given_for_its_code_and_guesses_are_counted(client: Client) -> None:
    parcel = ready(client)
    code = client.get(f"/v1/parcels/{parcel}/pickup-code").json
    assert (len(code["code"]), pickup_codes.parcel_of(code["text"]), code["tries_left"]) == (6, parcel, 5)
    wrong = f"{(int(code['code']) + 1) % 1_000_000:06d}"
    for left in (4, 3, 2, 1, 0):
        told = client.post(f"/v1/parcels/{parcel}/give", {"code": wrong})
        assert (told.status, told.json["reason"]) == (409, "wrong_code"), told.body
        assert client.get(f"/v1/parcels/{parcel}/pickup-code").json["tries_left"] == left
    told = client.post(f"/v1/parcels/{parcel}/give", {"code": code["code"]})
    assert (told.status, told.json["reason"]) == (409, "code_locked"), told.body
    client.clock.set("2027-07-05T16:20:00Z")
    given = client.post(f"/v1/parcels/{parcel}/give", {"code": code["text"]})
    assert given.json["recorded"][0] == "ParcelDelivered", given.body
    assert client.get(f"/v1/parcels/{parcel}/pickup-code").status == 409
    story = why.why(client.machine, "W-1")
    assert speech.say(story, "es").count("con un código que no es el suyo") == 5


def test_the_code_that_the_message_tells_opens_the_counter(client: Client) -> None:
    parcel = ready(client)
    (wanted,) = (
        message.wanted
        for message in client.machine.world.messages.by_name.values()
        if message.wanted.template == "ready_for_pickup"
    )
    links = partners.order_links(SETTINGS, client.machine)
    said = wording.render(client.machine.world, wanted, Instant(client.clock.now), links, SPANISH, TEXT)
    assert isinstance(said, RenderedTemplate), said
    (code,) = (one.text for one in said.parameters if one.name == "code")
    assert f"muestra este código: {code}" in said.text
    covered = wording.render(client.machine.world, wanted, Instant(client.clock.now), OrderLinks(), SPANISH, TEXT)
    assert isinstance(covered, RenderedTemplate)
    assert not any(letter.isdigit() for letter in covered.text.partition("código: ")[2].partition(",")[0])
    assert client.post(f"/v1/parcels/{parcel}/give", {"code": code}).json["changed"]


def test_without_a_code_an_identification_is_seen(client: Client) -> None:
    parcel = ready(client)
    assert client.post(f"/v1/parcels/{parcel}/give", {}).status == 422
    assert client.post(f"/v1/parcels/{parcel}/give", {"identity": True}).json["changed"]
    assert client.post(f"/v1/parcels/{parcel}/give", {"identity": True}).json["changed"] is False


def test_the_wrong_box_does_not_leave(client: Client) -> None:
    sold(client)
    assert client.post("/v1/parcels/W-1-1/pack").status == 200
    assert client.post("/v1/parcels/W-1-1/book", {"carrier": "c", "tracking": "G-1"}).status == 200
    told = client.post("/v1/parcels/W-1-1/hand-over", {"tracking": "G-2"})
    assert (told.status, told.json["reason"]) == (409, "wrong_label"), told.body
    assert client.post("/v1/parcels/W-1-1/hand-over", {"tracking": "G-1"}).json["changed"]


def test_places_and_counts(client: Client) -> None:
    store = sold(client)
    places = {"rows": [["A", "A-03-2"]], "source": "planogram"}
    assert client.post(f"/v1/locations/{store}/shelf-places", places).json["recorded"] == ["ShelfPlacesSet"]
    assert client.post(f"/v1/locations/{store}/shelf-places", places).json["changed"] is False
    assert client.get(f"/v1/locations/{store}/picks").json["picks"][0]["units"][0]["place"] == "A-03-2"
    (row,) = client.get(f"/v1/locations/{store}/counts").json["counts"]
    assert (row["sku"], row["place"], row["is_asked"]) == ("A", "A-03-2", False)
    assert client.post(f"/v1/locations/{store}/counts", {"most": 1}).json["recorded"] == ["CountAsked"]
    assert [one["is_asked"] for one in client.get(f"/v1/locations/{store}/counts").json["counts"]] == [True]
    count = {"sku": "A", "location": store, "units": 4, "source": "hand", "by_hand": True}
    assert client.post("/v1/stock/counts", count).status == 201
    assert not any(one["is_asked"] for one in client.get(f"/v1/locations/{store}/counts").json["counts"])
    assert client.get("/v1/locations/none/counts").status == 404
