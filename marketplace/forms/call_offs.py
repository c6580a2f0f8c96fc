"""What may be said about a quarter of a frame: how many bags, and on which day they ship."""

from flask_babel import lazy_gettext as _
from wtforms import DateField
from wtforms.validators import InputRequired

from marketplace.forms.base import SeenForm
from marketplace.forms.numbers import REQUIRED, CountField


class CallForm(SeenForm):
    """Bags to call."""

    bags = CountField(_("Bags to call"), [InputRequired(REQUIRED)])


class ConfirmForm(SeenForm):
    """The day on which called bags are to ship."""

    shipment_on = DateField(_("They ship on"), [InputRequired(REQUIRED)])


class ArriveForm(SeenForm):
    """The day on which called bags arrived."""

    arrived_on = DateField(_("They arrived on"), [InputRequired(REQUIRED)])


class FinishForm(SeenForm):
    """Closing called bags needs no words."""


class ShipForm(SeenForm):
    """The day on which called bags left."""

    shipped_on = DateField(_("They left on"), [InputRequired(REQUIRED)])
