"""What stands in the cells of a line, read as what is stated of a farmer and of a plot; what cannot be read is told."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from marketplace.documents.workbooks import Cell
from marketplace.domain.errors import Reason, reason
from marketplace.domain.people import tidy
from marketplace.domain.plots.farmers import FarmerTerms
from marketplace.domain.plots.land import PLACES, PlotTerms
from marketplace.domain.plots.lines import name_key
from marketplace.domain.plots.register import Sex, Tenure
from marketplace.forms.sheets import read_yes_no

Cells = Mapping[str, Cell]
NUMBER = re.compile(r"-?\d{1,12}([.,]\d{1,20})?", re.ASCII)
DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)", re.ASCII)
EXCEL_ZERO, EXCEL_DAYS = date(1899, 12, 30), range(3_000, 80_000)
DNI_DIGITS, LEAST_DNI = 8, 6
LEADS = frozenset({"presidente", "presidenta", "vicepresidente", "vicepresidenta", "tesorero", "tesorera", "vocal"})
SEXES = {
    **dict.fromkeys(("mujer", "f", "femenino", "femenina", "female", "woman", "fem"), Sex.WOMAN),
    **dict.fromkeys(("hombre", "h", "masculino", "male", "man", "varon", "masc"), Sex.MAN),
}
TENURES = {
    Tenure.TITLE: "title titulo titulado propio con_titulo titulo_de_propiedad",
    Tenure.POSSESSION: "possession posesion constancia constancia_de_posesion posesionario posesionaria",
    Tenure.COMMUNAL: "communal comunal comunidad",
    Tenure.RENTED: "rented alquilado alquiler arrendado",
}
RIGHTS = {word.replace("_", " "): tenure for tenure, words in TENURES.items() for word in words.split()}
PERSON = ("code", "name", "given_names", "family_names", "national_id")
LAND = ("plot_code", "plot_name", "declared_area", "cacao_area", "planted_year", "tenure", "is_agroforestry")


class CellReader:
    """Reads one line; what cannot be read is kept in `faults`, what was mended on the way in `notes`."""

    def __init__(self, cells: Cells) -> None:
        """Begin with the cells by column; empty ones are left out."""
        self.cells = {column: cell for column, cell in cells.items() if cell.text}
        self.faults: list[Reason] = []
        self.notes: list[Reason] = []

    def farmer(self) -> FarmerTerms | None:
        """Return what is stated of the farmer; None where nobody is named."""
        if not any(column in self.cells for column in PERSON):
            return None
        return FarmerTerms(
            name=self._name(),
            code=self.code("code"),
            national_id=self._national_id(),
            phone="".join(each for each in self.text("phone") or "" if each in "+0123456789") or None,
            sex=self._word("sex", SEXES, "register.sex_unknown") or Sex.UNSTATED,
            birth_year=self._year("birth_year"),
            household_size=self._whole("household_size"),
            community=self.text("community"),
            district=self.text("district"),
            is_leader=self._is_leader(),
            joined_on=self._day("joined_on"),
        )

    def plot(self) -> PlotTerms | None:
        """Return what is stated of the land; None where nothing is."""
        if not any(column in self.cells for column in LAND):
            return None
        return PlotTerms(
            code=self.code("plot_code"),
            name=self.text("plot_name"),
            declared_area=self._area("declared_area"),
            cacao_area=self._area("cacao_area"),
            planted_year=self._year("planted_year"),
            tenure=self._word("tenure", RIGHTS, "register.tenure_unknown") or Tenure.UNSTATED,
            is_agroforestry=self._yes_no("is_agroforestry"),
        )

    def text(self, column: str) -> str | None:
        """Return what stands in a column, tidied."""
        cell = self.cells.get(column)
        return tidy(cell.text) or None if cell else None

    def code(self, column: str) -> str | None:
        """Return a code as the register writes codes."""
        text = self.text(column)
        return text.upper().replace(" ", "") if text else None

    def coordinate(self, column: str) -> Decimal | None:
        """Return a coordinate in degrees; a comma in it is a decimal point, for a degree has no thousands."""
        return self._number(column, "register.not_a_coordinate")

    def _name(self) -> str:
        whole = self.text("name")
        parts = [self.text("given_names"), self.text("family_names")]
        return whole or " ".join(each for each in parts if each)

    def _national_id(self) -> str | None:
        cell = self.cells.get("national_id")
        digits = "".join(each for each in cell.text if each not in " .-") if cell else ""
        if cell and cell.is_number and LEAST_DNI <= len(digits) < DNI_DIGITS and digits.isascii() and digits.isdigit():
            self.notes.append(reason("register.dni_padded", "national_id"))
            return digits.zfill(DNI_DIGITS)
        return digits or None

    def _number(self, column: str, code: str) -> Decimal | None:
        text = (self.text(column) or "").replace(" ", "").removesuffix("ha")
        if not text:
            return None
        if NUMBER.fullmatch(text):
            return Decimal(text.replace(",", "."))
        try:
            number = Decimal(text) if "e" in text.lower() and len(text) < 30 else None  # noqa: PLR2004 - 8.45E-2
        except ArithmeticError:
            number = None
        if number is None or not number.is_finite():
            self.faults.append(reason(code, column))
            return None
        return number

    def _area(self, column: str) -> Decimal | None:
        number = self._number(column, "register.not_an_area")
        return None if number is None else round(number, PLACES)

    def _whole(self, column: str) -> int | None:
        number = self._number(column, "register.not_a_count")
        if number is not None and number != int(number):
            self.faults.append(reason("register.not_a_count", column))
            return None
        return None if number is None else int(number)

    def _year(self, column: str) -> int | None:
        """Read a year out of a year or a whole date."""
        text = self.text(column)
        if text is None:
            return None
        cell = self.cells[column]
        if cell.is_number and (day := _excel_day(text)):
            return day.year
        found = YEAR.findall(text)
        if len(found) != 1:
            self.faults.append(reason("register.not_a_year", column))
            return None
        return int(found[0])

    def _day(self, column: str) -> date | None:
        text = self.text(column)
        if text is None:
            return None
        if self.cells[column].is_number and (day := _excel_day(text)):
            return day
        try:
            found = DAY_FIRST.fullmatch(text)
            return date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(text[:10])
        except ValueError:
            self.faults.append(reason("register.not_a_day", column))
            return None

    def _word(self, column: str, words: Mapping[str, Any], code: str) -> Any:  # noqa: ANN401 - a word of either kind
        text = self.text(column)
        if text is None:
            return None
        found = words.get(name_key(text))
        if found is None:
            self.faults.append(reason(code, column))
        return found

    def _yes_no(self, column: str) -> bool | None:
        text = self.text(column)
        if text is None:
            return None
        said = read_yes_no(text)
        if said is None:
            self.faults.append(reason("register.yes_or_no", column))
        return said

    def _is_leader(self) -> bool:
        text = self.text("is_leader")
        if text is None or name_key(text) in {"-", "socio", "socia", "ninguno", "ninguna"}:
            return False
        if name_key(text).partition(" ")[0] in LEADS:
            return True
        return self._yes_no("is_leader") or False


def _excel_day(text: str) -> date | None:
    whole = text.partition(".")[0]
    is_day = whole.isascii() and whole.isdigit() and len(whole) < 9 and int(whole) in EXCEL_DAYS  # noqa: PLR2004
    return EXCEL_ZERO + timedelta(days=int(whole)) if is_day else None
