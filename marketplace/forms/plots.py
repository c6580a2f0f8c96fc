"""What a group says of a plot, its outline left aside."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectField
from wtforms.validators import Optional

from marketplace import wording
from marketplace.domain.plots.land import PlotTerms
from marketplace.domain.plots.register import Tenure
from marketplace.forms.base import SeenForm
from marketplace.forms.numbers import CountField, NumberField
from marketplace.forms.texts import short_text

PLACES = 4
PLAIN = ("code", "name", "declared_area", "cacao_area", "planted_year")
YES_NO = {True: "yes", False: "no", None: ""}


class PlotForm(SeenForm):
    """One plot; nothing must be known but that there is one."""

    name = short_text(_("How the plot is called"))
    declared_area = NumberField(_("Area, as far as known"), [Optional()], places=PLACES)
    cacao_area = NumberField(_("Of it planted with cacao"), [Optional()], places=PLACES)
    planted_year = CountField(_("Year of planting"), [Optional()])
    tenure = SelectField(_("Right to the land"), default=Tenure.UNSTATED.value)
    is_agroforestry = SelectField(_("Cacao under shade trees"))
    code = short_text(_("Code of the plot"), longest=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        """Offer the choices in the reader's language."""
        super().__init__(*args, **kwargs)
        self.tenure.choices = list(wording.labels("Tenure").items())
        self.is_agroforestry.choices = [("", "—"), ("yes", _("Yes")), ("no", _("No"))]

    @classmethod
    def showing(cls, terms: PlotTerms, version: int) -> "PlotForm":
        """Open the form with what is known."""
        known = {name: getattr(terms, name) for name in PLAIN}
        chosen = {"tenure": terms.tenure.value, "is_agroforestry": YES_NO[terms.is_agroforestry]}
        return cls(formdata=None, version=str(version), **known, **chosen)

    def terms(self) -> PlotTerms:
        """Say what is stated."""
        return PlotTerms(
            code=(self.code.data or "").upper().replace(" ", "") or None,
            name=self.name.data,
            declared_area=self.declared_area.data,
            cacao_area=self.cacao_area.data,
            planted_year=self.planted_year.count,
            tenure=Tenure(self.tenure.data or Tenure.UNSTATED),
            is_agroforestry={"yes": True, "no": False}.get(self.is_agroforestry.data or ""),
        )
