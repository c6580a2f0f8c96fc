"""What an organization says about itself, whom it invites, and what facilitators say when judging it."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import EmailField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from marketplace import wording
from marketplace.domain.accounts import LONGEST_EMAIL, OrganizationKind, ProducerKind
from marketplace.domain.organizations import (
    LONGEST_NOTE,
    LONGEST_STORY,
    LONGEST_TAX_NUMBER,
    PERU,
    OrganizationTerms,
)
from marketplace.domain.people import LONGEST_NAME, tidy
from marketplace.domain.viewers import Level
from marketplace.forms.accounts import OPEN_KINDS, TOO_LONG, new_password_field, region_choices
from marketplace.forms.base import BaseForm, SeenForm
from marketplace.forms.countries import country_choices
from marketplace.forms.numbers import REQUIRED, CountField, NumberField

SAID_IN_WORDS = ("street", "city", "province", "district", "website", "tax_number")
SAID_AT_LENGTH = ("story_en", "story_es")
COUNTED = ("members", "women_members", "women_on_board")
MEASURED = ("cacao_hectares", "annual_tonnes")


class OrganizationForm(SeenForm):
    """An organization's page."""

    name = StringField(_("Name"), [InputRequired(REQUIRED), Length(max=LONGEST_NAME, message=TOO_LONG)])
    country = SelectField(_("Country"), default=PERU)
    region = SelectField(_("Region in Peru"), [Optional()])
    province = StringField(_("Province"), [Optional(), Length(max=200, message=TOO_LONG)])
    district = StringField(_("District"), [Optional(), Length(max=200, message=TOO_LONG)])
    street = StringField(_("Street, number, postcode"), [Optional(), Length(max=200, message=TOO_LONG)])
    city = StringField(_("City"), [Optional(), Length(max=200, message=TOO_LONG)])
    tax_number = StringField(_("Tax number"), [Optional(), Length(max=LONGEST_TAX_NUMBER, message=TOO_LONG)])
    website = StringField(_("Website"), [Optional(), Length(max=200, message=TOO_LONG)])
    producer_kind = SelectField(_("Type of producer"), [Optional()])
    members = CountField(_("Members"), [Optional()])
    women_members = CountField(_("Women among them"), [Optional()])
    women_on_board = CountField(_("Women on the board"), [Optional()])
    cacao_hectares = NumberField(_("Cacao planted"), [Optional()])
    annual_tonnes = NumberField(_("Cacao in a usual year"), [Optional()])
    story_es = TextAreaField(_("About you, in Spanish"), [Optional(), Length(max=LONGEST_STORY, message=TOO_LONG)])
    story_en = TextAreaField(_("About you, in English"), [Optional(), Length(max=LONGEST_STORY, message=TOO_LONG)])

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the choices in the reader's language."""
        super().__init__(*args, **kwargs)
        self.country.choices = country_choices()
        self.region.choices = region_choices()
        self.producer_kind.choices = [("", "—"), *wording.labels(ProducerKind.__name__).items()]

    @classmethod
    def showing(cls, terms: OrganizationTerms, version: int) -> "OrganizationForm":
        """Open the form with what is stated now."""
        return cls(
            **{name: getattr(terms, name) for name in OrganizationTerms.__dataclass_fields__}, version=str(version)
        )

    def terms(self) -> OrganizationTerms:
        """Return what is stated; a region counts in Peru only."""
        kind = self.producer_kind.data
        typed: dict[str, Any] = {
            **{name: tidy(self[name].data or "") or None for name in SAID_IN_WORDS},
            **{name: (self[name].data or "").strip() or None for name in SAID_AT_LENGTH},
            **{name: self[name].count for name in COUNTED},
            **{name: self[name].data for name in MEASURED},
        }
        return OrganizationTerms(
            name=tidy(self.name.data or ""),
            country=self.country.data or "",
            region=(self.region.data or None) if self.country.data == PERU else None,
            producer_kind=ProducerKind(kind) if kind else None,
            **typed,
        )


class NewOrganizationForm(BaseForm):
    """A further organization of somebody who is registered."""

    kind = RadioField(_("What is it?"), [InputRequired(REQUIRED)])
    name = StringField(_("Name"), [InputRequired(REQUIRED), Length(max=LONGEST_NAME, message=TOO_LONG)])
    country = SelectField(_("Country"), default=PERU)
    region = SelectField(_("Region in Peru"), [Optional()])

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the choices in the reader's language."""
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, wording.label(kind)) for kind in OPEN_KINDS]
        self.country.choices = country_choices()
        self.region.choices = region_choices()

    def terms(self) -> OrganizationTerms:
        """Return what is stated."""
        region = (self.region.data or None) if self.country.data == PERU else None
        return OrganizationTerms(name=tidy(self.name.data or ""), country=self.country.data or "", region=region)

    def chosen_kind(self) -> OrganizationKind:
        """Return what was chosen."""
        return OrganizationKind(self.kind.data)


class JudgementForm(SeenForm):
    """What a facilitator tells an organization."""

    note = TextAreaField(_("Note to the organization"), [Optional(), Length(max=LONGEST_NOTE, message=TOO_LONG)])


class LevelForm(BaseForm):
    """What a person may do in the organization."""

    level = SelectField(_("May"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the levels in the reader's language."""
        super().__init__(*args, **kwargs)
        self.level.choices = list(wording.labels(Level.__name__).items())

    def chosen_level(self) -> Level:
        """Return what was chosen."""
        return Level(self.level.data)


class InvitationForm(LevelForm):
    """Who is invited, and what that person may do."""

    email = EmailField(_("E-mail"), [InputRequired(REQUIRED), Length(max=LONGEST_EMAIL, message=TOO_LONG)])


class JoiningForm(BaseForm):
    """What an invited newcomer says: name and password; the address is the one that was invited."""

    name = StringField(_("Your name"), [InputRequired(REQUIRED), Length(max=LONGEST_NAME, message=TOO_LONG)])
    password = new_password_field(_("Password"))
