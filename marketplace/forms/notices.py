"""What people say about how they wish to be told."""

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from marketplace import wording
from marketplace.domain.notices.preferences import HOURS, Preferences, Way
from marketplace.domain.notices.zones import KNOWN_ZONES
from marketplace.forms.base import BaseForm
from marketplace.forms.numbers import REQUIRED

CLOCK = {str(hour): f"{hour:02}:00" for hour in range(HOURS)}


def city(zone: str) -> str:
    """Name a time zone by its city."""
    return zone.rpartition("/")[2].replace("_", " ")


ZONES = {zone: city(zone) for zone in sorted(KNOWN_ZONES, key=city)}


class WishesForm(BaseForm):
    """How mail of each kind comes, and at which hours of whose clock."""

    turn = RadioField(validators=[InputRequired(REQUIRED)])
    news = RadioField(validators=[InputRequired(REQUIRED)])
    messages = RadioField(validators=[InputRequired(REQUIRED)])
    zone = SelectField(_("Time zone"), choices=ZONES)
    quiet_from = SelectField(_("Quiet from"), choices=CLOCK, coerce=int)
    quiet_to = SelectField(_("Quiet until"), choices=CLOCK, coerce=int)
    digest_hour = SelectField(_("The letter of the day comes at"), choices=CLOCK, coerce=int)

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Name the kinds and the ways in the reader's language."""
        super().__init__(*args, **kwargs)
        names = wording.labels("Category")
        for field in (self.turn, self.news, self.messages):
            field.label.text = names[field.short_name]
            field.choices = dict(wording.labels("Way"))

    @classmethod
    def of(cls, preferences: Preferences) -> "WishesForm":
        """Fill the form with what holds now."""
        return cls(formdata=None, obj=preferences)

    def preferences(self) -> Preferences:
        """Return what was said."""
        return Preferences(
            turn=Way(self.turn.data),
            news=Way(self.news.data),
            messages=Way(self.messages.data),
            zone=self.zone.data,
            quiet_from=self.quiet_from.data,
            quiet_to=self.quiet_to.data,
            digest_hour=self.digest_hour.data,
        )
