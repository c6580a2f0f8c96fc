"""Files of a register later: read and judged line by line, then taken in, each by a worker."""

import logging
from collections.abc import Sequence
from dataclasses import asdict

from procrastinate import Blueprint

from marketplace import clock
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import MarketError
from marketplace.domain.plots.imports import ImportState, preview_of, wrong_lines
from marketplace.domain.plots.lines import RegisterLine
from marketplace.domain.plots.matching import Intended
from marketplace.forms.registers.reading import Brought as Read
from marketplace.forms.registers.reading import read_register
from marketplace.queries.farmers.imports import Brought, find_brought, intend
from marketplace.services.plots.files import end_import, forget_old_files, note_progress, store_preview
from marketplace.services.plots.importing import import_register

log = logging.getLogger(__name__)
tasks = Blueprint()


@tasks.task(name="read", retry=3)
def read(import_id: int) -> None:
    """Read a file that somebody brought, and write down what it would do; safe to be run twice."""
    brought = find_brought(import_id)
    if brought is None or brought.state is not ImportState.WAITING:
        return
    found, intended = _read(import_id, brought)
    preview = preview_of(found.lines, intended, faults=found.faults, notes=found.notes)
    store_preview(import_id, preview, now=clock.now())


@tasks.task(name="write", retry=3)
def write(import_id: int) -> None:
    """Take in what was ordered; run twice it changes nothing, since what is there already is left alone."""
    brought = find_brought(import_id)
    if brought is None or brought.state is not ImportState.ORDERED:
        return
    found, intended = _read(import_id, brought)
    lines: Sequence[RegisterLine] = found.lines
    if brought.takes_only_right:
        wrong = wrong_lines(lines, intended)
        lines = [line for line in lines if line.number not in wrong]
    try:
        taken = import_register(lines, by=brought.by, now=clock.now())
    except MarketError as no:
        log.info("import %s was refused: %s", import_id, no)
        end_import(import_id, None, now=clock.now())
    else:
        end_import(import_id, asdict(taken), now=clock.now())


@tasks.periodic(cron="41 4 * * *")
@tasks.task(name="forget", queueing_lock="registers:forget")
def forget(timestamp: int) -> None:
    """Forget files that nobody took in."""
    del timestamp
    forget_old_files(clock.now())


def _read(import_id: int, brought: Brought) -> tuple[Read, Intended]:
    def watch(done: int, total: int) -> None:
        note_progress(import_id, done, total=total)

    found = read_register(brought.name, brought.content, repairs=brought.repairs, watch=watch)
    return found, intend(found.lines, brought.by.acting_for, today=day_in_lima(clock.now()))
