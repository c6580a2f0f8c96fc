"""A field with one of many choices."""

from wtforms import SelectField
from wtforms.validators import ValidationError


class ChoiceField(SelectField):
    """A choice among hundreds of `(value, name)` pairs, looked up instead of drawn one by one to be compared."""

    def pre_validate(self, form: object) -> None:
        """Refuse what is no choice."""
        del form
        if self.data not in {pair[0] for pair in self.choices or ()} and not self.process_errors:
            raise ValidationError(self.gettext("Not a valid choice."))
