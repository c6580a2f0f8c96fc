"""From the plot to the passport, in Spanish on a phone: farmer, walk, delivery, lot; and what the maker gets of it."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from marketplace import clock
from marketplace.domain.evidence.screening import Dataset, Risk, Screened
from marketplace.domain.flavours import AXES
from marketplace.models.base import db
from marketplace.models.rows.market.lots import Lot
from marketplace.seed.people import address_of
from marketplace.services.evidence.screenings import take_screenings
from tests.browser.chromium import served
from tests.browser.people import DESK, PHONE, Person
from tests.browser.walking import SQUARE, begin_walk, walk
from tests.browser.working import drain
from tests.market import World
from tests.passports import let_sign

pytestmark = pytest.mark.browser

LOT = "ORIGEN-26-01"
FARMER = "Tomasa Canario Pinchi"
CUT = {"well_fermented": "85", "partly_fermented": "9", "violet": "4", "slaty": "1", "mouldy": "1"}
NO_CUT = ("insect_damaged", "germinated", "flat")


def ago(days: int) -> str:
    return (clock.now().date() - timedelta(days=days)).isoformat()


def register_farmer(group: Person) -> None:
    """Enter a farmer who agrees to everything that is asked."""
    group.go("/farmers/")
    group.go("/farmers/new")
    group.fill(name=FARMER, sex="woman", birth_year="1984", national_id="45678912", district="Huicungo")
    for box in group.page.locator("main [name='purposes']").all():
        box.check()
    group.send()


def walk_plot(group: Person) -> str:
    """Walk the farmer's plot from the farmer's page; return its code."""
    page = group.page
    page.context.grant_permissions(["geolocation"], origin=group.address)
    group.follow(page.locator("main a[href$='/plots/new']").first)
    begin_walk(page, SQUARE[0])
    walk(page, SQUARE)
    page.locator("#plot-close").click()
    group.fill(declared_area="2", tenure="possession", planted_year="2014")
    group.send()
    code: str = page.locator("main .eyebrow").first.inner_text().split("·")[-1].strip()
    return code


def take_delivery(group: Person) -> None:
    """Write the receipt of wet cacao from the only plot, from the farmer's page."""
    group.follow(group.page.locator(".breadcrumbs a", has_text=FARMER))
    group.follow(group.page.locator("main a[href*='/deliveries/new']").first)
    group.page.locator("main details.more summary").click()
    group.fill(delivered_on=ago(30), form="wet", weight="300", price="3.40")
    group.page.locator("main [name='is_paid']").check()
    group.send()


def ferment(group: Person) -> None:
    """Ferment and dry what was delivered, and weigh it."""
    group.go("/batches/new")
    group.fill(began_on=ago(29), fermentation_method="wooden_box", fermentation_days="5", drying_method="raised_beds")
    group.fill(drying_days="6")
    group.send()
    group.page.locator("main li", has_text=FARMER).locator("[name='take']").check()
    group.send("main form[action$='/fill'] button[type='submit']")
    group.fill(dry_weight="110", ended_on=ago(18))
    group.send("main form[action$='/close'] button[type='submit']")


def build_lot(group: Person) -> None:
    """Begin a lot from the batch, say what it is, and put the batch into it."""
    group.go("/batches/build")
    boxes = group.page.locator("main [name='take']")
    for box in boxes.all():
        box.uncheck()
    boxes.last.check()
    group.fill(bag_weight="50")
    group.send()
    group.fill(code=LOT, crop_year=str(clock.now().year), harvest_start=ago(120), harvest_end=ago(20))
    group.fill(region="SAM", province="Mariscal Cáceres", district="Huicungo")
    group.fill(varieties_name="native", varieties_share="100")
    group.send()
    group.fill(fermentation_method="wooden_box", fermentation_days="5", drying_method="raised_beds", drying_days="6")
    group.send()
    group.fill(bags="2", bag_weight="50", minimum_bags="1", available_from=ago(1), visibility="public")
    group.send()
    group.fill(price_kind="fixed", price_amount="6200", farm_gate_pen_kg="13.2")
    group.send()
    group.go(f"/lots/{LOT}/origin")
    group.send("main form[action$='/fill'] button[type='submit']")


def measure(group: Person) -> None:
    """Record what a panel and a laboratory found, and ask for the lot to be shown."""
    group.go(f"/lots/{LOT}/results/panel")
    group.fill(evaluated_on=ago(10), panel_size="7", global_quality="9.1", off_total="0", caramel_panela="4")
    group.fill(**{name: "0" for name in AXES if name.endswith("_total")})
    group.fill(cacao="5", bitterness="3", astringency="2.5", roast_degree="4.5")
    group.send()
    group.go(f"/lots/{LOT}/results/physical")
    group.fill(analysed_on=ago(10), moisture="6.8", **CUT, **dict.fromkeys(NO_CUT, "0"))
    group.send()
    group.go(f"/lots/{LOT}/results/laboratory")
    group.fill(analyte="cadmium", value="0.31", sampled_on=ago(10))
    group.send()
    group.go(f"/lots/{LOT}/review")
    group.send("main form[action$='/submit'] button")


def sell(world: World) -> int:
    """Let the satellites find the plot clean, and the two sign a contract that a facilitator approves."""
    group, maker = world.cast.groups[2], world.cast.makers[1]
    lot_id = world.market.do(lambda: db.session.scalar(db.select(Lot.id).where(Lot.code == LOT)))
    told = {"bags": 2, "lot_id": lot_id, "facilitator": world.cast.facilitator, "sample_basis": "none"}
    return world.market.an_approved_contract(group, maker, **told)


def screen(world: World, plot: str) -> None:
    """Bring the satellites' answer: nothing was cleared there."""
    found, now = [Screened(2, plot, Risk.LOW)], clock.now()
    world.market.do(take_screenings, found, Dataset(now.date()), by=world.cast.groups[2], now=now)


def keep(maker: Person, link: str, folder: Path, *, name: str) -> Path:
    """Keep a file that a page offers."""
    with maker.page.expect_download() as kept:
        maker.page.locator(link).first.click()
    kept.value.save_as(folder / name)
    return folder / name


def verify_offline(browser: Browser, folder: Path) -> str:
    """Check the kept passport with the kept verifier, without any network; return the verdict."""
    context = browser.new_context(viewport=PHONE, locale="es-PE", offline=True)
    page = context.new_page()
    page.goto(f"file://{folder}/verify.html")
    page.set_input_files("#passport", folder / "passport.json")
    page.locator("#verdict:visible").wait_for()
    verdict: str = page.locator("#verdict").get_attribute("class") or ""
    return verdict


def read_pack(path: Path) -> str:
    """Return all that stands in the pack's readable files."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as pack:
        assert pack.testzip() is None
        names = [each for each in pack.namelist() if each.endswith((".json", ".geojson", ".csv"))]
        return "\n".join(pack.read(each).decode() for each in names)


def test_from_a_walked_plot_to_the_makers_papers(browser: Browser, world: World, tmp_path: Path) -> None:
    world.market.app.config["WTF_CSRF_ENABLED"] = True
    let_sign(world.market.app)
    with served(world.market.app) as address:
        group = Person(browser, address, email=address_of("YANA"), language="es", window=PHONE)
        register_farmer(group)
        plot = walk_plot(group)
        take_delivery(group)
        ferment(group)
        build_lot(group)
        measure(group)
        facilitator = Person(browser, address, email=address_of("alianza"), language="es", window=DESK)
        facilitator.go(f"/reviews/lots/{LOT}")
        facilitator.send("main button[formaction$='/publish']")
        drain(world)
        screen(world, plot)
        contract = sell(world)
        drain(world)
        group.go(f"/contracts/{contract}/pack")
        group.send()
        maker = Person(browser, address, email=address_of("Atelier1"), language="es", window=PHONE)
        maker.go(f"/l/{LOT}")
        told = maker.page.locator("main").inner_text()
        keep(maker, "main a[href$='.json'][download]", tmp_path, name="passport.json")
        keep(maker, "main a[href$='verify.html']", tmp_path, name="verify.html")
        maker.go(f"/contracts/{contract}/pack")
        pack = read_pack(keep(maker, "#packs a", tmp_path, name="pack.zip"))
    assert "Huicungo" in told
    assert plot not in told
    assert plot in pack
    assert FARMER in pack
    assert verify_offline(browser, tmp_path) == "yes"
