"""Shares of a whole as people type them: which variety, and how many percent of the lot."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from wtforms import Field
from wtforms.validators import StopValidation

from marketplace.forms.numbers import AmbiguousNumberError, read_number

ROWS = 4


class SharesField(Field):
    """Rows of a name and a percentage, sent as `<name>_name` and `<name>_share`; `data` is name → percent."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        """Start with empty rows."""
        super().__init__(label, validators, **kwargs)
        self.data: dict[str, Decimal] = {}
        self.rows: list[tuple[str, str]] = []
        self.choices: list[tuple[str, str]] = []

    def process(self, formdata: Any, data: Mapping[str, Decimal] | None = None, extra_filters: Any = None) -> None:  # noqa: ANN401 - WTForms' own
        """Read the rows; keep them as typed where a share cannot be read."""
        del extra_filters
        self.process_errors = []
        given = data if isinstance(data, Mapping) else {}
        self.rows = [(name, format(share.normalize(), "f")) for name, share in given.items()]
        self.data = dict(given)
        if formdata is not None and f"{self.name}_name" in formdata:
            names, shares = formdata.getlist(f"{self.name}_name"), formdata.getlist(f"{self.name}_share")
            self.rows = [row for row in zip(names, shares, strict=False) if row[0] or row[1].strip()]
            self.data = self._read()
        self.raw_data = [name for name, _share in self.rows]

    def _read(self) -> dict[str, Decimal]:
        found: dict[str, Decimal] = {}
        for name, typed in self.rows:
            if name in found:
                self.process_errors = [*self.process_errors, _("Name each variety once.")]
            try:
                found[name] = read_number(typed)
            except AmbiguousNumberError as error:
                readings = _(" or ").join(error.readings)
                sentence = _("%(typed)s can be read in two ways. Write %(readings)s.", typed=typed, readings=readings)
                self.process_errors = [*self.process_errors, sentence]
            except ValueError:
                self.process_errors = [*self.process_errors, _("Write each share as a number of percent.")]
        return found

    @property
    def shown_rows(self) -> list[tuple[str, str]]:
        """What was typed, with empty rows to go on."""
        return [*self.rows, *[("", "")] * max(1, ROWS - len(self.rows))]


def at_least_one(_form: object, field: SharesField) -> None:
    """Ask for one row or more."""
    if not field.rows:
        raise StopValidation(_("Please name at least one variety with its share."))
