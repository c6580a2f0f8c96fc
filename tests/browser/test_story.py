"""The whole story in a real browser: from posting a lot to the approved contract, in Spanish and in English."""

from collections.abc import Iterator
from datetime import date, timedelta
from threading import Thread

import pytest
from playwright.sync_api import Browser

from marketplace import clock
from marketplace.domain.flavours import AXES
from marketplace.jobs.worker import run_worker
from marketplace.seed.people import address_of
from tests.browser.chromium import a_chromium, served
from tests.browser.people import DESK, PHONE, Person
from tests.market import World

pytestmark = pytest.mark.browser

CODE = "CUENTO-26-01"
CUT = {"well_fermented": "85", "partly_fermented": "9", "violet": "4", "slaty": "1", "mouldy": "1"}
NO_CUT = ("insect_damaged", "germinated", "flat")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_chromium() as chromium:
        yield chromium


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
    producer.fill(bags="40", bag_weight="50", minimum_bags="10", available_from=ago(1), eudr_status="ready")
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


def drain(world: World) -> None:
    """Let a worker do what waits, in a thread of its own as in a process of its own."""
    work = Thread(target=run_worker, args=(world.market.app,), kwargs={"wait": False})
    work.start()
    work.join()


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


def approve(facilitator: Person) -> None:
    facilitator.go("/reviews/")
    facilitator.follow(facilitator.page.locator("main table a").first)
    facilitator.send("main button[formaction$='/approve']")


def read_contract(maker: Person) -> tuple[str, str]:
    """Return how the contract's page says its state, and the whole printed paper."""
    maker.go("/contracts/")
    maker.follow(maker.page.locator("main table a").first)
    state = maker.page.locator("main .state").first.inner_text()
    maker.go(f"{maker.page.url.removeprefix(maker.address)}/print")
    return state, maker.page.locator("main").inner_text()


@pytest.mark.parametrize(("language", "approved"), [("es", "Aprobado"), ("en", "Approved")])
def test_from_the_posted_lot_to_the_approved_contract(
    world: World, browser: Browser, *, language: str, approved: str
) -> None:
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
        approve(facilitator)
        state, paper = read_contract(maker)
    assert approved in state
    assert CODE in paper
