"""The mass balance of a group: what cannot be, and what deserves a look."""

from flask import render_template, request

from marketplace.domain.acts import Act, check_may
from marketplace.domain.viewers import Role
from marketplace.queries.deliveries.balance import get_balance, list_groups
from marketplace.web.deliveries.rooms import blueprint, today
from marketplace.web.sessions import current_viewer


@blueprint.get("/balance")
def show_balance() -> str:
    """Show the alarms of a season; facilitators choose the group."""
    viewer = current_viewer()
    check_may(viewer, Act.SEE_DELIVERIES)
    group, is_judge = request.args.get("group", type=int), viewer.role is Role.FACILITATOR
    groups = list_groups(viewer) if is_judge else []
    if is_judge and group is None:
        return render_template("deliveries/balances.html", groups=groups)
    balance = get_balance(viewer, group, season=request.args.get("season"), today=today())
    return render_template("deliveries/balance.html", balance=balance, is_judge=is_judge)
