"""What people say at the door and about themselves: registering, signing in, passwords, name and language."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, EmailField, HiddenField, PasswordField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from marketplace import wording
from marketplace.domain.accounts import LONGEST_EMAIL, LONGEST_PASSWORD, OrganizationKind
from marketplace.domain.organizations import PERU, OrganizationTerms
from marketplace.domain.origins import REGIONS
from marketplace.domain.people import LOCALES, LONGEST_NAME, PersonTerms, tidy
from marketplace.forms.base import BaseForm
from marketplace.forms.countries import country_choices
from marketplace.forms.numbers import REQUIRED

TOO_LONG = _("At most %(max)d characters, please.")
LANGUAGE_NAMES = {"es_PE": "Español", "en": "English"}
OPEN_KINDS = (OrganizationKind.PRODUCER_GROUP, OrganizationKind.MAKER)
"""Kinds that anybody may register; alliances are founded by whoever runs the market."""


def language_field() -> SelectField:
    """Make a choice of language, each in its own words."""
    return SelectField(_("Language"), choices={locale: LANGUAGE_NAMES[locale] for locale in LOCALES})


def new_password_field(label: str) -> PasswordField:
    """Make a field for a new password; its rules are the domain's."""
    return PasswordField(label, [InputRequired(REQUIRED)])


class SignInForm(BaseForm):
    """An address and a password."""

    email = EmailField(_("E-mail"), [InputRequired(REQUIRED), Length(max=LONGEST_EMAIL, message=TOO_LONG)])
    password = PasswordField(_("Password"), [InputRequired(REQUIRED), Length(max=LONGEST_PASSWORD, message=TOO_LONG)])
    stay = BooleanField(_("Stay signed in on this device"))
    next = HiddenField()


class RegistrationForm(BaseForm):
    """A person and a first organization."""

    kind = RadioField(_("What are you?"), [InputRequired(REQUIRED)])
    organization_name = StringField(
        _("Name of the organization"), [InputRequired(REQUIRED), Length(max=LONGEST_NAME, message=TOO_LONG)]
    )
    country = SelectField(_("Country"), default=PERU)
    region = SelectField(_("Region in Peru"), [Optional()])
    name = StringField(_("Your name"), [InputRequired(REQUIRED), Length(max=LONGEST_NAME, message=TOO_LONG)])
    email = EmailField(_("E-mail"), [InputRequired(REQUIRED), Length(max=LONGEST_EMAIL, message=TOO_LONG)])
    password = new_password_field(_("Password"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the choices in the reader's language."""
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, wording.label(kind)) for kind in OPEN_KINDS]
        self.country.choices = country_choices()
        self.region.choices = region_choices()

    def person(self, locale: str) -> PersonTerms:
        """Return who registers, reading in `locale`."""
        return PersonTerms(
            name=self.name.data or "",
            email=self.email.data or "",
            password=self.password.data or "",
            locale=locale,
        )

    def organization(self) -> OrganizationTerms:
        """Return what is said of the organization; a region counts in Peru only."""
        is_peru = self.country.data == PERU
        return OrganizationTerms(
            name=tidy(self.organization_name.data or ""),
            country=self.country.data or "",
            region=(self.region.data or None) if is_peru else None,
        )


class PersonForm(BaseForm):
    """The viewer's own name and language."""

    name = StringField(_("Your name"), [InputRequired(REQUIRED), Length(max=LONGEST_NAME, message=TOO_LONG)])
    locale = language_field()


class PasswordForm(BaseForm):
    """The present password and a new one."""

    current = PasswordField(_("Present password"), [InputRequired(REQUIRED)])
    password = new_password_field(_("New password"))


class AddressForm(BaseForm):
    """Another address to sign in with, and the present password."""

    email = EmailField(_("New e-mail address"), [InputRequired(REQUIRED), Length(max=LONGEST_EMAIL, message=TOO_LONG)])
    password = PasswordField(_("Present password"), [InputRequired(REQUIRED)], id="address-password")


class ForgottenForm(BaseForm):
    """The address to which a link for a new password goes."""

    email = EmailField(_("E-mail"), [InputRequired(REQUIRED), Length(max=LONGEST_EMAIL, message=TOO_LONG)])


class NewPasswordForm(BaseForm):
    """A new password, by a mailed link."""

    password = new_password_field(_("New password"))


def region_choices() -> list[tuple[str, str]]:
    """List Peru's regions, with a way to choose none."""
    return [("", "—"), *REGIONS.items()]
