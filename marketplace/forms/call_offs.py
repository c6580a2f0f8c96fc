"""What may be said about a quarter of a frame: how many bags, and on which day they ship."""

from flask_babel import lazy_gettext as _
from wtforms import DateField
from wtforms.validators import Optional

from marketplace.forms.base import SeenForm
from marketplace.forms.numbers import CountField


class CallOffForm(SeenForm):
    """Bags to call, the day on which they are to ship, or the day on which they left."""

    bags = CountField(_("Bags to call"), [Optional()])
    shipment_on = DateField(_("They ship on"), [Optional()])
    shipped_on = DateField(_("They left on"), [Optional()])
