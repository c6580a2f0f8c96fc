"""The board of unmet demand: what to ferment next, told without telling of whom."""

from flask import render_template

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.queries.demands.unmet import read_unmet_board
from marketplace.web.demands.rooms import blueprint
from marketplace.web.sessions import current_viewer


@blueprint.get("/board")
def show_board() -> str:
    """Show what makers seek and nobody has promised, by flavour family and month."""
    check_may(current_viewer(), Act.SEE_BOARD)
    today = day_in_lima(clock.now())
    return render_template("demands/board.html", board=read_unmet_board(today), today=today)
