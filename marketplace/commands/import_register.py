"""`flask plots import FILE --group CODE`: take a file of farmers and plots into a group's register."""

from collections.abc import Sequence
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import force_locale, gettext

from marketplace import clock
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import MarketError
from marketplace.domain.plots.imports import Preview, fault_of, preview_of, wrong_lines
from marketplace.domain.plots.repairs import RepairKind
from marketplace.forms.registers.reading import read_register
from marketplace.queries.farmers.imports import get_keeper, intend
from marketplace.services.plots.importing import import_register
from marketplace.wording import label, say
from marketplace.wordings import LOCALES

MOST_SAID = 200
NOTHING = "Nothing was written."


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--group", required=True, help="Code of the producer group.")
@click.option(
    "--take",
    type=click.Choice(["all", "right", "none"]),
    default="all",
    show_default=True,
    help="All lines or nothing; the right ones where others are wrong; or none: only say what would happen.",
)
@click.option(
    "--mend", multiple=True, type=click.Choice([each.value for each in RepairKind]), help="Mend so; repeatable."
)
@click.option("--locale", default="en", show_default=True, type=click.Choice(LOCALES), help="Language of the messages.")
@with_appcontext
def import_file(file: Path, *, group: str, take: str, mend: Sequence[str], locale: str) -> None:
    """Take the farmers and plots of FILE into the register of a group, in the name of its first owner."""
    with current_app.test_request_context(), force_locale(locale):
        try:
            by = get_keeper(group)
            found = read_register(file.name, file.read_bytes(), repairs=mend)
            intended = intend(found.lines, by.acting_for, today=day_in_lima(clock.now()))
            preview = preview_of(found.lines, intended, faults=found.faults, notes=found.notes)
            _tell(preview)
            if take == "none" or not preview.right or (preview.wrong and take == "all"):
                raise click.ClickException(NOTHING)
            wrong = wrong_lines(found.lines, intended)
            import_register([line for line in found.lines if line.number not in wrong], by=by, now=clock.now())
        except MarketError as no:
            raise click.ClickException("\n".join([*map(say, no.reasons), NOTHING])) from no
        click.echo(_counts(preview))


def _tell(preview: Preview) -> None:
    for told in preview.faults[:MOST_SAID]:
        row, what = fault_of(told)
        column = label(what.field, "register_column") if what.field else "-"
        click.echo(f"{row or '-'}\t{column}\t{what.code}\t{say(what)}", err=True)
    more = len(preview.faults) - MOST_SAID
    if more > 0:
        click.echo(gettext("and %(count)s more", count=more), err=True)
    click.echo(
        gettext(
            "%(lines)s lines read, %(wrong)s wrong, %(mended)s mended.",
            lines=preview.lines,
            wrong=preview.wrong,
            mended=preview.mended,
        )
    )


def _counts(preview: Preview) -> str:
    return str(
        gettext(
            "Farmers: %(farmers_added)s new, %(farmers_changed)s changed; "
            "plots: %(plots_added)s new, %(plots_changed)s changed.",
            **preview.counts,
        )
    )
