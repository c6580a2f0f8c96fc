"""The pattern book: every part of the pages with believable content, for those who build them."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace import wording
from marketplace.domain.ids import OrganizationId, UserId
from marketplace.domain.mass import Mass
from marketplace.domain.money import Currency, Incoterm, UnitPrice
from marketplace.domain.viewers import Level, Role, Viewer
from marketplace.forms.base import BaseForm
from marketplace.forms.numbers import Between, CountField, NumberField
from marketplace.queries.accounts.faces import NOBODY, Face
from marketplace.web.charts import AXES, Sighting

blueprint = Blueprint("styleguide", __name__)

PRICE = UnitPrice(Decimal(4780), Currency.USD, Incoterm.FOB, "Callao, PE (PECLL)")
VOLUME = Mass(Decimal(12500))
REQUIRED = "Please fill this in."


def _profile(*values: str) -> dict[str, Decimal]:
    return dict(zip((*AXES, "off_total"), map(Decimal, values), strict=False))


PROFILE = _profile("5.2", "2.6", "3.1", "2.9", "4.6", "3.4", "1.6", "0.8", "2.1", "1.1", "0.7", "1.8", "1.2", "0.4")
ANOTHER = _profile("4.4", "3.2", "2.4", "2.2", "4.5", "4.6", "1.3", "0.4", "2.7", "0.9", "0.5", "1.3", "0.9", "0.0")
THIRD = _profile("5.9", "2.0", "3.8", "3.4", "4.8", "1.2", "2.1", "1.0", "0.3", "1.6", "1.2", "2.3", "2.2", "0.0")
TARGET = _profile("4.7", "3.1", "2.6", "2.4", "4.5", "4.2", "1.4", "0.6", "1.8", "0.9", "0.6", "1.3", "1.0")
SPREAD = _profile("0.4", "0.5", "0.5", "0.4", "0.3", "0.6", "0.4", "0.3", "0.5", "0.4", "0.3", "0.4", "0.4")
CUT_TEST = {
    "well_fermented": Decimal(79),
    "partly_fermented": Decimal(9),
    "violet": Decimal("7.5"),
    "slaty": Decimal(1),
    "mouldy": Decimal(1),
    "insect_damaged": Decimal("0.5"),
    "germinated": Decimal("0.5"),
    "flat": Decimal("1.5"),
}
CUT_WORDS = {
    "well_fermented": "Well fermented",
    "partly_fermented": "Partly",
    "violet": "Violet",
    "slaty": "Slaty",
    "mouldy": "Mouldy",
    "insect_damaged": "Insect damaged",
    "germinated": "Germinated",
    "flat": "Flat",
}
SIGHTINGS = [
    Sighting(0.2, None, 412_000),
    Sighting(0.6, 291_000, 398_500),
    Sighting(1.1, 344_200, 381_000),
    Sighting(1.9, 362_700, 372_400),
    Sighting(3.1, 368_100, 369_900),
    Sighting(3.6, 369_350, 369_350),
]
HISTORY = [
    {
        "at": datetime(2026, 11, 20, 14, 5, tzinfo=UTC),
        "what": "Sample sent to Lyon, 500 g",
        "who": "Rosa Tello, Sacha Huallaga",
    },
    {
        "at": datetime(2026, 11, 18, 21, 40, tzinfo=UTC),
        "what": "Contract sent back",
        "who": "Inés Salas, facilitator",
        "note": "Please say which arbitration centre you agree on; clause 15 is empty.",
    },
    {"at": datetime(2026, 11, 16, 12, 0, tzinfo=UTC), "what": "Contract drafted from round 12"},
]
STACK = [
    ("Farmers, dry beans", Decimal(3257), True),
    ("Collection and post-harvest", Decimal(420), False),
    ("Certificates and laboratory", Decimal(110), False),
    ("Inland freight and export", Decimal(190), False),
    ("Reserve of the cooperative", Decimal(803), False),
]


class LotSketch(BaseForm):
    """Every kind of field."""

    name = StringField("Name of the lot", [InputRequired(REQUIRED)])
    bag_count = CountField("Bags", [InputRequired(REQUIRED), Between(1, 5000)])
    price = NumberField("Asking price", [InputRequired(REQUIRED)])
    basis = SelectField(
        "Basis", choices=[SelectChoice("FOB", "FOB (free on board)"), SelectChoice("FCA", "FCA (free carrier)")]
    )
    available = DateField("Available from", [InputRequired(REQUIRED)])
    drying = RadioField(
        "Drying",
        choices=[
            SelectChoice("sun", "Sun, raised beds"),
            SelectChoice("tunnel", "Solar tunnel"),
            SelectChoice("mechanical", "Mechanical dryer"),
        ],
        validators=[InputRequired("Please choose how it was dried.")],
    )
    certificates = SelectMultipleField(
        "Certificates",
        choices=[
            SelectChoice("eu", "EU organic"),
            SelectChoice("nop", "USDA NOP"),
            SelectChoice("fair", "Fairtrade"),
            SelectChoice("rain", "Rainforest Alliance"),
        ],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    story = TextAreaField("What a maker should know", [Optional()])
    analysis = FileField("Laboratory report", [Optional()])
    may_split = BooleanField("Several makers may share this lot")


@blueprint.get("/styleguide")
def show_styleguide() -> str:
    """Show every part in every state; `?as=producer` (maker, facilitator, anonymous) changes the head."""
    return render_template("styleguide/show.html", **_sample(), **_head(request.args.get("as", "")))


def _sample() -> dict[str, Any]:
    return {
        "fresh": LotSketch(formdata=None, prefix="fresh-"),
        "wrong": _wrong_form(),
        "words": {**wording.labels("flavour"), "off_total": "Off-flavours"},
        "profiles": {"lot": PROFILE, "other": ANOTHER, "third": THIRD, "target": TARGET, "spread": SPREAD},
        "cut_test": CUT_TEST,
        "cut_words": CUT_WORDS,
        "cut_rows": [(CUT_WORDS[key], share) for key, share in CUT_TEST.items()],
        "sightings": SIGHTINGS,
        "entries": HISTORY,
        "stack": STACK,
        "fob": PRICE,
        "volume": VOLUME,
        "until": datetime(2026, 12, 4, 23, 0, tzinfo=UTC),
        "today": datetime(2026, 11, 23, 15, 0, tzinfo=UTC),
    }


def _wrong_form() -> LotSketch:
    typed = MultiDict({"wrong-name": "", "wrong-bag_count": "1.500", "wrong-price": "4780", "wrong-basis": "FOB"})
    form = LotSketch(formdata=typed, prefix="wrong-", meta={"csrf": False})
    form.validate()
    form.faults.append("The harvest ends before it starts: 20 Jul to 12 Apr 2026.")
    return form


def _head(role: str) -> dict[str, Any]:
    if role not in {"producer", "maker", "facilitator", "anonymous"}:
        return {}
    rooms = ["Lots", "My lots", "What makers seek", "Proposals", "Contracts"]
    nav = [(name, f"#{name.lower().replace(' ', '-')}", name == "Lots") for name in rooms]
    if role == "anonymous":
        return {"nav": nav[:1], "viewer": NOBODY}
    viewer = Viewer(UserId(1), OrganizationId(1), Role(role), Level.OWNER, is_verified=True)
    organizations = ("Cooperativa Agraria Sacha Huallaga", "Asociación Yanapay", "Alianza Cacao Perú")
    face = Face(
        viewer=viewer,
        name="Rosa Tello",
        organization_name=organizations[0],
        memberships=tuple((OrganizationId(i), name) for i, name in enumerate(organizations, 1)),
    )
    return {"nav": nav, "viewer": face}
