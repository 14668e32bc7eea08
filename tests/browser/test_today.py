"""Today in a real browser: a promise at risk is seen and repaired, an act approved and undone, the tour by keys."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import PHONE, Axe

NewContext = Callable[..., BrowserContext]
SEND, UNDO, APPROVE = "Mandar así", "Deshacer", "Aprobar"


def opened(page: Page, number: int = 0) -> str:
    """The order of a risk on Today; its page is open."""
    page.goto("/?tour=0")
    address = page.get_by_role("link", name="Ver opciones").nth(number).get_attribute("href")
    assert address is not None
    page.goto(address)
    return address.rpartition("/")[2]


def halt(page: Page) -> None:
    page.get_by_text("Detener el pedido").first.click()
    page.get_by_role("textbox", name="Qué se revisa").fill("dirección rara")
    page.locator("details[open]").get_by_role("button", name="Detener el pedido").click()


def ask_of_agent(page: Page) -> Locator:
    """What the watchman asks for: it looks every half minute."""
    asks = page.locator("#agents [data-act]", has=page.get_by_role("button", name=APPROVE))
    expect(asks.first).to_be_visible(timeout=45_000)
    return asks.first


def test_a_promise_at_risk_is_seen_and_repaired(browser_page: Page, axe: Axe) -> None:
    browser_page.goto("/?tour=0")
    expect(browser_page.locator("#risks")).to_contain_text("En riesgo ahora")
    expect(browser_page.locator("#risks dd").first).not_to_have_text("0")
    order = opened(browser_page)
    expect(browser_page.locator("#options")).to_contain_text("Se cumple")
    axe(browser_page)
    browser_page.get_by_role("button", name=SEND).first.click()
    expect(browser_page.get_by_text("Esta promesa ya no está en riesgo")).to_be_visible()
    expect(browser_page.locator("#toasts")).to_contain_text("sale por el nuevo plan")
    browser_page.goto("/risks")
    expect(browser_page.locator(f'a[href="/risks/{order}"]')).to_have_count(0)


def test_without_script_an_order_is_halted_and_let_go(new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False, viewport=PHONE).new_page()
    order = opened(page, 1)
    halt(page)
    expect(page.get_by_text("El pedido espera; alguien debe liberarlo.")).to_be_visible()
    assert page.url.endswith(f"/risks/{order}")
    page.get_by_role("button", name="Liberar").click()
    expect(page.get_by_text("El pedido sigue.")).to_be_visible()


def test_an_act_of_an_agent_is_approved_and_undone(browser_page: Page) -> None:
    browser_page.goto("/?tour=0")
    asks = ask_of_agent(browser_page)
    name = asks.get_attribute("data-act")
    mine = browser_page.locator(f'[data-act="{name}"]')
    asks.get_by_role("button", name=APPROVE).click()
    expect(mine).to_contain_text("Lo hará")
    mine.get_by_role("button", name=UNDO).click()
    expect(mine).to_contain_text("Deshecho")
    expect(mine.get_by_role("button", name=UNDO)).to_have_count(0)


def test_all_agents_are_stopped_and_let_go_on_and_others_see_it_live(new_context: NewContext) -> None:
    looks, acts = new_context().new_page(), new_context().new_page()
    looks.goto("/?tour=0")
    acts.goto("/?tour=0")
    acts.get_by_text("Detener agentes").click()
    acts.get_by_role("button", name="Sí, detener a todos").click()
    stopped = "Los agentes están detenidos: solo miran."
    expect(acts.get_by_text(stopped)).to_be_visible()
    expect(looks.get_by_text(stopped)).to_be_visible(timeout=20_000)
    acts.get_by_role("button", name="Dejarlos seguir").click()
    expect(acts.get_by_text(stopped)).to_have_count(0)
    expect(looks.get_by_text(stopped)).to_have_count(0, timeout=20_000)


def test_a_newcomer_is_taken_on_a_tour_of_five_steps_by_keys(browser_page: Page, axe: Axe) -> None:
    browser_page.goto("/")
    for number in range(1, 6):
        card = browser_page.get_by_role("complementary", name="Recorrido")
        expect(card).to_contain_text(f"Paso {number} de 5")
        onward = card.get_by_role("link", name="Siguiente")
        if number < 5:
            onward.focus()
            browser_page.keyboard.press("Enter")
            browser_page.wait_for_url(f"**tour={number + 1}")
    axe(browser_page)
    browser_page.get_by_role("link", name="Terminar el recorrido").click()
    expect(browser_page.get_by_role("complementary", name="Recorrido")).to_have_count(0)
    browser_page.goto("/")
    expect(browser_page.get_by_role("complementary", name="Recorrido")).to_have_count(0)


def test_on_a_phone_the_first_figure_and_the_first_trouble_are_at_hand(phone_sized: Page) -> None:
    phone_sized.goto("/?tour=0")
    box = phone_sized.locator("#risks dd").first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < PHONE["height"], "seen without scrolling"
    wide = phone_sized.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"]
