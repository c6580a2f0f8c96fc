"""`flask plots check FILE`: what the EU information system would say to a file; `flask plots screen FILE`: results."""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Protocol

import click
from flask.cli import with_appcontext
from flask_babel import force_locale, gettext, ngettext

from marketplace import clock
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import MarketError, Reason
from marketplace.domain.evidence.screening import Dataset
from marketplace.domain.plots.checks import Fault, FaultCode, fault, fault_to_json, has_errors
from marketplace.domain.plots.shapes import degrees_text
from marketplace.forms.screening_sheets import read_results
from marketplace.geodata.judging import judge_file
from marketplace.queries.accounts.faces import get_viewer_by_email
from marketplace.queries.evidence.screenings import preview_results
from marketplace.services.evidence.screenings import take_screenings
from marketplace.wording import label, say
from marketplace.wordings import LOCALES


@click.group("plots")
def plots() -> None:
    """Plots of farmers, and files of them."""


@plots.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON, for programs.")
@click.option("--locale", type=click.Choice(LOCALES), default="en", show_default=True, help="In which language.")
@with_appcontext
def check(file: Path, *, as_json: bool, locale: str) -> None:
    """Judge FILE as the EU information system would: exit code 0 if it is taken (warnings or not), else 1."""
    faults = _judge(file)
    with force_locale(locale):
        click.echo(_as_json(file, faults) if as_json else "\n".join([*map(_line, faults), _summary(file, faults)]))
    raise SystemExit(int(has_errors(faults)))


def _judge(file: Path) -> list[Fault]:
    try:
        return judge_file(file.read_bytes())
    except OSError:
        return [fault(FaultCode.FILE_UNREADABLE)]


def _line(what: Fault) -> str:
    """Say a fault on one line: its code, whether it only is a warning, the feature, the vertex and the sentence."""
    words = [what.text]
    if not what.is_error:
        words.append(f"({label(what.severity)})")
    if what.feature is not None:
        words.append(gettext("feature %(number)s", number=what.feature))
    if what.position is not None:
        words.append(gettext("vertex (%(place)s)", place=what.position))
    return "  ".join([*words, say(what.reason)])


def _summary(file: Path, faults: list[Fault]) -> str:
    errors = sum(each.is_error for each in faults)
    doubts = len(faults) - errors
    if not errors and not doubts:
        return str(gettext("%(file)s: the EU system would take this file.", file=file.name))
    found = ngettext("%(num)s fault", "%(num)s faults", errors) if errors else ""
    looked = ngettext("%(num)s warning", "%(num)s warnings", doubts) if doubts else ""
    counted = ", ".join(filter(None, (found, looked)))
    refused = gettext("%(file)s: the EU system would refuse this file (%(counted)s).", file=file.name, counted=counted)
    taken = gettext("%(file)s: the EU system would take this file (%(counted)s).", file=file.name, counted=counted)
    return str(refused if errors else taken)


def _as_json(file: Path, faults: list[Fault]) -> str:
    listed = [
        fault_to_json(each) | {"code": each.text, "position": _degrees(each), "sentence": say(each.reason)}
        for each in faults
    ]
    said = {"file": file.name, "is_taken": not has_errors(faults), "faults": listed}
    return json.dumps(said, ensure_ascii=False, indent=2)


def _degrees(what: Fault) -> list[str] | None:
    """Return longitude and latitude of a fault as text with six decimals, so that no program rounds them."""
    at = what.position
    return None if at is None else [degrees_text(at.lon), degrees_text(at.lat)]


@plots.command("screen")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", "email", required=True, help="E-mail of the person in whose name the results are taken.")
@click.option("--dataset-on", type=click.DateTime(["%Y-%m-%d"]), help="Day of the data; today unless told.")
@click.option("--look", is_flag=True, help="Only say what the file comes to, and write nothing.")
@with_appcontext
def screen(file: Path, *, email: str, dataset_on: datetime | None, look: bool) -> None:
    """Take in the results of a screening, Whisp's CSV or GeoJSON: all of FILE that is of known plots, or nothing."""
    by, now = get_viewer_by_email(email), clock.now()
    dataset = Dataset(dataset_on.date() if dataset_on else day_in_lima(now))
    with force_locale(LOCALES[-1]):
        try:
            read = read_results(file.read_bytes())
            _tell_rows(read.faults)
            if read.faults:
                raise SystemExit(1)
            found = preview_results(by, read.results, dataset=dataset, today=day_in_lima(now))
            fresh = len(found.fresh) if look else take_screenings(read.results, dataset, by=by, now=now).fresh
        except MarketError as no:
            raise click.ClickException("\n".join(map(say, no.reasons))) from no
        _tell_rows(found.skipped)
        click.echo(ngettext("%(num)s result is news.", "%(num)s results are news.", fresh))


class _Told(Protocol):
    @property
    def row(self) -> int: ...
    @property
    def reason(self) -> Reason: ...


def _tell_rows(told: Iterable[_Told]) -> None:
    for each in told:
        click.echo(gettext("Row %(row)s: %(sentence)s", row=each.row, sentence=say(each.reason)))
