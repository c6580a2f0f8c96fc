"""The whole story in a real browser: from posting a lot to the approved contract, in Spanish and in English."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser

from marketplace import clock
from marketplace.domain.flavours import AXES
from marketplace.seed.people import PASSWORD, address_of
from tests.browser.chromium import barriers, served, sideways_scroll
from tests.browser.people import DESK, PHONE, Person
from tests.browser.working import drain
from tests.market import World

pytestmark = pytest.mark.browser

CODE = "CUENTO-26-01"
CUT = {"well_fermented": "85", "partly_fermented": "9", "violet": "4", "slaty": "1", "mouldy": "1"}
NO_CUT = ("insect_damaged", "germinated", "flat")


def ago(days: int) -> str:
    return (clock.now().date() - timedelta(days=days)).isoformat()


def post_lot(producer: Person) -> None:
    producer.go("/lots/new")
    producer.fill(code=CODE, crop_year=str(clock.now().year), harvest_start=ago(120), harvest_end=ago(60))
    producer.fill(region="SAM", province="Mariscal Cáceres", district="Huicungo")
    producer.fill(varieties_name="native", varieties_share="100")
    producer.send()
    producer.fill(fermentation_method="wooden_box", fermentation_days="5", drying_method="raised_beds", drying_days="7")
    producer.send()
    producer.fill(bags="40", bag_weight="50", minimum_bags="10", available_from=ago(1))
    producer.fill(notes_es="Floral, con final de panela. 🌱", visibility="public")
    producer.send()
    producer.fill(price_kind="fixed", price_amount="6200", farm_gate_pen_kg="13.2")
    producer.send()


def measure_lot(producer: Person) -> None:
    producer.go(f"/lots/{CODE}/results/panel")
    producer.fill(evaluated_on=ago(20), panel_size="7", global_quality="9.1", off_total="0", caramel_panela="4")
    producer.fill(**{name: "0" for name in AXES if name.endswith("_total")})
    producer.fill(cacao="5", bitterness="3", astringency="2.5", roast_degree="4.5")
    producer.send()
    producer.go(f"/lots/{CODE}/results/physical")
    producer.fill(analysed_on=ago(20), moisture="6.8", **CUT, **dict.fromkeys(NO_CUT, "0"))
    producer.send()
    producer.go(f"/lots/{CODE}/results/laboratory")
    producer.fill(analyte="cadmium", value="0.31", sampled_on=ago(20))
    producer.send()
    producer.go(f"/lots/{CODE}/review")
    producer.send("main form[action$='/submit'] button")


def state_demand(maker: Person) -> None:
    maker.go("/demands/new")
    maker.send("main form:not(:has([name='like'])) button")
    maker.fill(title="A bar with a story", cacao="5", cacao_weight="1", caramel_panela="4", caramel_panela_weight="3")
    maker.send()
    maker.fill(global_quality_min="9")
    maker.send()
    maker.fill(volume_min="500", volume_max="1000", unit="kg", max_lots="1", destination="FR")
    maker.fill(ceiling_amount="7200", ceiling_place="Lyon")
    maker.send()
    maker.fill(delivery_start=(date.fromisoformat(ago(-60))).isoformat(), delivery_end=ago(-150))
    maker.send()
    maker.send("main form[action$='/open'] button")


def publish_lot(facilitator: Person) -> None:
    facilitator.go("/reviews/")
    facilitator.go(f"/reviews/lots/{CODE}")
    facilitator.send("main button[formaction$='/publish']")


def run_round(facilitator: Person, world: World) -> None:
    facilitator.go("/rounds/new")
    facilitator.fill(title="The story's round")
    facilitator.send()
    facilitator.send("main form[action$='/start'] button")
    drain(world)
    facilitator.page.reload()
    facilitator.look()
    assert CODE in facilitator.page.locator("main").inner_text()
    facilitator.send("main form[action$='/publish'] button")


def accept(side: Person) -> None:
    side.go("/allocations/")
    side.follow(side.page.locator("main a", has_text=CODE).first)
    side.send("main form[action$='/accept'] button")


def open_contract(person: Person, room: str = "/contracts/") -> str:
    """Open the story's contract from a list; return the address of its page."""
    person.go(room)
    person.follow(person.page.locator("main tr", has_text=CODE).locator("th a").first)
    return person.page.url.removeprefix(person.address)


def settle_disputes(producer: Person, maker: Person) -> None:
    """Let the group name who decides disputes, and the maker confirm it."""
    producer.go(f"{open_contract(producer)}/amend")
    producer.fill(forum="lima_chamber", forum_place="Lima", law="Perú")
    producer.send()
    open_contract(maker)
    maker.send("main form[action$='/confirm'] button")


def sign(side: Person, name: str) -> None:
    """Read the whole contract and sign it, as on the phone."""
    open_contract(side)
    side.follow(side.page.locator("main a[href$='/sign']").first)
    side.fill(typed_name=name, consents="y", password=PASSWORD)
    side.send()


def send_back(facilitator: Person) -> None:
    """Ask both sides for a change."""
    open_contract(facilitator, "/reviews/")
    facilitator.fill(note="Please allow thirty days for claims.")
    facilitator.send("main button[formaction$='/send_back']")


def lengthen_claims(producer: Person, maker: Person) -> None:
    """Do what the facilitator asked for."""
    maker.go(f"{open_contract(maker)}/amend")
    maker.fill(claim_days="30")
    maker.send()
    open_contract(producer)
    producer.send("main form[action$='/confirm'] button")


def approve(facilitator: Person) -> None:
    open_contract(facilitator, "/reviews/")
    facilitator.send("main button[formaction$='/approve']")


def read_contract(maker: Person) -> tuple[str, str, bytes]:
    """Return how the contract's page says its state, the whole printed paper, and the PDF."""
    address = open_contract(maker)
    state = maker.page.locator("main .state").first.inner_text()
    pdf = maker.page.request.get(f"{maker.address}{address}/contract.pdf").body()
    maker.go(f"{address}/print")
    return state, maker.page.locator("main").inner_text(), pdf


def check_as_a_stranger(browser: Browser, address: str, pdf: bytes) -> str:
    """Bring the paper to the market without signing in; return what is said of it."""
    page = browser.new_context(viewport=PHONE, locale="en-GB").new_page()
    page.goto(f"{address}/verify/")
    page.set_input_files("main [name='paper']", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": pdf})
    with page.expect_navigation():
        page.locator("main button.main").click()
    assert barriers(page) == []
    assert sideways_scroll(page) == 0
    return page.locator("main").inner_text()


@pytest.mark.parametrize(("language", "approved"), [("es", "Aprobado"), ("en", "Approved")])
def test_from_the_posted_lot_to_the_approved_contract(
    world: World, browser: Browser, *, language: str, approved: str
) -> None:
    genuine = "The file is genuine"
    world.market.app.config["WTF_CSRF_ENABLED"] = True
    with served(world.market.app) as address:
        producer = Person(browser, address, email=address_of("YANA"), language=language, window=PHONE)
        maker = Person(browser, address, email=address_of("Atelier1"), language=language, window=DESK)
        facilitator = Person(browser, address, email=address_of("alianza"), language=language, window=DESK)
        post_lot(producer)
        measure_lot(producer)
        publish_lot(facilitator)
        state_demand(maker)
        run_round(facilitator, world)
        accept(producer)
        accept(maker)
        settle_disputes(producer, maker)
        sign(producer, "Marlith Tapullima")
        sign(maker, "Mette Dahl")
        send_back(facilitator)
        lengthen_claims(producer, maker)
        sign(maker, "mette dahl")
        sign(producer, "Marlith  Tapullima")
        approve(facilitator)
        state, paper, pdf = read_contract(maker)
        said = check_as_a_stranger(browser, address, pdf)
        changed = check_as_a_stranger(browser, address, pdf.replace(b"%mazorca-seal ", b"%mazorca-sell ", 1))
    assert approved in state
    assert CODE in paper
    assert CODE not in said
    assert genuine in said
    assert genuine not in changed
