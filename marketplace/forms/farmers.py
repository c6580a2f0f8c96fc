"""What a group says of a farmer, and of the day on which one leaves."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext
from wtforms import BooleanField, DateField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace import wording
from marketplace.domain.people import tidy
from marketplace.domain.plots.farmers import FarmerTerms
from marketplace.domain.plots.register import Sex
from marketplace.domain.privacy.consents import ConsentWay, Purpose, Saying
from marketplace.forms.base import SeenForm
from marketplace.forms.numbers import REQUIRED, CountField
from marketplace.forms.texts import short_text

PLAIN = ("name", "birth_year", "household_size", "community", "district", "is_leader", "joined_on", "code", "phone")


class FarmerForm(SeenForm):
    """One farmer; only the name must be known."""

    name = short_text(_("Name and family names"), InputRequired(REQUIRED))
    national_id = short_text(_("DNI"), longest=20)
    phone = short_text(_("Phone"), longest=30)
    sex = SelectField(_("Sex"), default=Sex.UNSTATED.value)
    birth_year = CountField(_("Year of birth"), [Optional()])
    household_size = CountField(_("People in the household"), [Optional()])
    community = short_text(_("Community"))
    district = short_text(_("District"))
    joined_on = DateField(_("Member since"), [Optional()])
    is_leader = BooleanField(_("Has a post in the board or a committee"))
    code = short_text(_("Code in the register"), longest=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        """Offer the choices in the reader's language."""
        super().__init__(*args, **kwargs)
        self.sex.choices = list(wording.labels("Sex").items())

    @classmethod
    def showing(cls, terms: FarmerTerms, version: int) -> "FarmerForm":
        """Open the form with what is known."""
        known = {name: getattr(terms, name) for name in (*PLAIN, "national_id")}
        return cls(formdata=None, version=str(version), sex=terms.sex.value, **known)

    def terms(self) -> FarmerTerms:
        """Say what is stated."""
        return FarmerTerms(
            name=tidy(self.name.data or ""),
            code=(self.code.data or "").upper().replace(" ", "") or None,
            national_id=_digits(self.national_id.data),
            phone=_digits(self.phone.data),
            sex=Sex(self.sex.data or Sex.UNSTATED),
            birth_year=self.birth_year.count,
            household_size=self.household_size.count,
            community=self.community.data,
            district=self.district.data,
            is_leader=bool(self.is_leader.data),
            joined_on=self.joined_on.data,
        )


class NewFarmerForm(FarmerForm):
    """A farmer who is entered, with what was said of the use of personal data; nothing is ticked beforehand."""

    purposes = SelectMultipleField(
        _("The farmer agrees to"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    way = SelectField(_("How it was said"), default=ConsentWay.PAPER.value)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        """Offer the choices in the reader's language."""
        super().__init__(*args, **kwargs)
        self.purposes.choices = list(wording.labels("Purpose").items())
        self.way.choices = list(wording.labels("ConsentWay").items())

    def sayings(self, today: date) -> list[Saying]:
        """Say to what the farmer agreed; what is not ticked was not asked."""
        way = ConsentWay(self.way.data or ConsentWay.PAPER)
        return [Saying(Purpose(each), is_given=True, way=way, said_on=today) for each in self.purposes.data or []]


class LeavingForm(SeenForm):
    """On which day a farmer left."""

    left_on = DateField(lazy_pgettext("farmer", "Left on"), [InputRequired(REQUIRED)])


def _digits(typed: str | None) -> str | None:
    """Leave out what people write between digits."""
    return "".join(each for each in typed or "" if each not in " .-()") or None
