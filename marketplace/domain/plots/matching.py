"""Matches the lines of a file with a register: who and what is new, what changes, and which lines cannot be right.

Farmers are known by code, else by DNI, else by a name that only one of them has; plots by code, else by their outline,
else by name, else as the one plot of the farmer that nobody has drawn. So the same file twice changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from marketplace.domain.errors import Reason, reason
from marketplace.domain.plots.farmers import FarmerTerms, farmer_faults
from marketplace.domain.plots.land import PlotTerms, plot_faults
from marketplace.domain.plots.lines import KnownPlot, KnownRegister, RegisterLine, merged, name_key

Key = int
"""The id of what is in the register, or a number below zero for what a file adds."""
FIRST_NEW_PLOT = -1_000_000_000


@dataclass(slots=True)
class Intended:
    """What taking in a file would do: terms by key, and what is wrong by line (facts `row`)."""

    farmers: dict[Key, FarmerTerms] = field(default_factory=dict)
    plots: dict[Key, KnownPlot] = field(default_factory=dict)
    redrawn: set[Key] = field(default_factory=set)
    row_of: dict[Key, int] = field(default_factory=dict)
    faults: list[Reason] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """Count what would be new and what would change."""
        return {
            "farmers_added": sum(key < 0 for key in self.farmers),
            "farmers_changed": sum(key > 0 for key in self.farmers),
            "plots_added": sum(key < 0 for key in self.plots),
            "plots_changed": sum(key > 0 for key in self.plots),
        }

    @property
    def is_nothing(self) -> bool:
        """Whether the register would stay as it is."""
        return not self.farmers and not self.plots


def match_lines(lines: Iterable[RegisterLine], known: KnownRegister, *, today: date) -> Intended:
    """Say what the lines would do to the register; a line that cannot be right does nothing and is told."""
    matcher = _Matcher(known, today)
    for line in lines:
        matcher.take(line)
    return matcher.intended


class _RefusedLineError(Exception):
    def __init__(self, *faults: Reason) -> None:
        super().__init__()
        self.faults = faults


class _Matcher:
    def __init__(self, known: KnownRegister, today: date) -> None:
        self.today = today
        self.intended = Intended()
        self.known_farmers, self.known_plots = dict(known.farmers), dict(known.plots)
        self.by_code: dict[str, Key] = {}
        self.by_id: dict[str, Key] = {}
        self.by_name: dict[str, set[Key]] = {}
        self.plot_codes: dict[str, Key] = {}
        self.plots_of: dict[Key, list[Key]] = {}
        for key, terms in known.farmers.items():
            self._index(key, terms)
        for key, plot in known.plots.items():
            self._index_plot(key, plot)

    def take(self, line: RegisterLine) -> None:
        """Intend what the line says, all of it or nothing."""
        line = self._read_label(line)
        try:
            owner, terms = self._farmer(line)
            plot = self._plot(line.plot, owner) if line.plot is not None else None
        except _RefusedLineError as refused:
            for each in refused.faults:
                self.intended.faults.append(replace(each, facts={**each.facts, "row": line.number}))
            return
        if terms is not None:
            self._keep(owner, terms, line)
        if plot is not None:
            self._keep_plot(*plot, line=line)

    def _read_label(self, line: RegisterLine) -> RegisterLine:
        """Take a label for what it is: the name of the plot of somebody named, a code of the register, or a farmer."""
        label, plot = line.label, line.plot or PlotTerms()
        if not label:
            return line
        if line.farmer is not None:
            return line if plot.name else replace(line, plot=replace(plot, name=label))
        code = label.upper().replace(" ", "")
        if plot.code or code in self.plot_codes:
            return replace(line, plot=replace(plot, code=plot.code or code))
        farmer = FarmerTerms(name="", code=code) if code in self.by_code else FarmerTerms(name=label)
        return replace(line, farmer=farmer)

    def _farmer(self, line: RegisterLine) -> tuple[Key, FarmerTerms | None]:
        """Say whom the line is about, and what is to be written of that farmer, if anything."""
        stated = line.farmer
        if stated is None:
            return self._owner_of(line.plot), None
        key = self._find(stated)
        if key is None:
            if not stated.name:
                raise _RefusedLineError(reason("register.farmer_not_found", "farmer"))
            self._check(farmer_faults(stated, self.today))
            return -1 - len(self.known_farmers), stated
        old = self.known_farmers[key]
        new = merged(old, stated)
        if name_key(new.name) == name_key(old.name):
            new = replace(new, name=old.name)
        if new == old:
            return key, None
        self._check(farmer_faults(new, self.today))
        return key, new

    def _owner_of(self, plot: PlotTerms | None) -> Key:
        known = self.plot_codes.get(plot.code) if plot is not None and plot.code else None
        if known is None:
            raise _RefusedLineError(reason("register.farmer_missing", "farmer"))
        return self.known_plots[known].farmer_id

    def _find(self, stated: FarmerTerms) -> Key | None:
        by_id = self.by_id.get(stated.national_id) if stated.national_id else None
        if stated.code:
            by_code = self.by_code.get(stated.code)
            if by_id is not None and by_id != by_code:
                raise _RefusedLineError(reason("farmer.national_id_taken", "national_id"))
            return by_code
        if by_id is not None:
            return by_id
        named = self.by_name.get(name_key(stated.name), set()) if stated.name else set()
        fitting = {key for key in named if self._may_be(key, stated)}
        if len(fitting) > 1:
            raise _RefusedLineError(reason("register.name_of_several", "name"))
        return next(iter(fitting), None)

    def _may_be(self, key: Key, stated: FarmerTerms) -> bool:
        """Two with one name and different DNI are two people."""
        known = self.known_farmers[key].national_id
        return known is None or stated.national_id is None or known == stated.national_id

    def _keep(self, key: Key, terms: FarmerTerms, line: RegisterLine) -> None:
        self.known_farmers[key] = self.intended.farmers[key] = terms
        self.intended.row_of.setdefault(key, line.number)
        self._index(key, terms)

    def _plot(self, stated: PlotTerms, owner: Key) -> tuple[Key, KnownPlot] | None:
        """Say which plot is meant, and what is to be written of it; None where nothing is."""
        key = self._find_plot(stated, owner)
        if key is None:
            self._check(plot_faults(stated, self.today))
            return FIRST_NEW_PLOT - len(self.known_plots), KnownPlot(owner, stated)
        old = self.known_plots[key].terms
        new = merged(old, stated)
        if new.shape == old.shape:  # how an outline became known goes with the outline
            new = replace(new, source=old.source, mapped_on=old.mapped_on, accuracy_metres=old.accuracy_metres)
        if new == old:
            return None
        self._check(plot_faults(new, self.today))
        return key, KnownPlot(owner, new)

    def _find_plot(self, stated: PlotTerms, owner: Key) -> Key | None:
        if stated.code:
            found = self.plot_codes.get(stated.code)
            if found is not None and self.known_plots[found].farmer_id != owner:
                raise _RefusedLineError(reason("register.plot_of_another", "plot_code"))
            return found
        own = {key: self.known_plots[key].terms for key in self.plots_of.get(owner, ())}
        if stated.shape is not None:
            same = next((key for key, terms in own.items() if terms.shape == stated.shape), None)
            if same is not None:
                return same
        if stated.name:
            return next((key for key, terms in own.items() if _same_name(terms.name, stated.name)), None)
        undrawn = [key for key, terms in own.items() if terms.shape is None]
        if stated.shape is not None:
            return undrawn[0] if len(undrawn) == 1 else None
        return next((key for key, terms in own.items() if terms.declared_area == stated.declared_area), None)

    def _keep_plot(self, key: Key, plot: KnownPlot, *, line: RegisterLine) -> None:
        old = self.known_plots.get(key)
        if old is not None and old.terms.shape != plot.terms.shape:
            self.intended.redrawn.add(key)
        self.known_plots[key] = self.intended.plots[key] = plot
        self.intended.row_of.setdefault(key, line.number)
        if old is None:
            self._index_plot(key, plot)

    def _index(self, key: Key, terms: FarmerTerms) -> None:
        self.by_name.setdefault(name_key(terms.name), set()).add(key)
        if terms.code:
            self.by_code[terms.code] = key
        if terms.national_id:
            self.by_id[terms.national_id] = key

    def _index_plot(self, key: Key, plot: KnownPlot) -> None:
        self.plots_of.setdefault(plot.farmer_id, []).append(key)
        if plot.terms.code:
            self.plot_codes[plot.terms.code] = key

    def _check(self, faults: list[Reason]) -> None:
        if faults:
            raise _RefusedLineError(*faults)


def _same_name(one: str | None, other: str) -> bool:
    return one is not None and name_key(one) == name_key(other)
