"""The list of shipments, which contracts could share a container, and what is late."""

from flask import render_template, request

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.events import SubjectKind
from marketplace.queries.late import ON_THE_WAY, count_late, list_late
from marketplace.queries.shipments.candidates import list_shared
from marketplace.queries.shipments.reading import PER_PAGE, count_shipments, list_shipments
from marketplace.web.sessions import current_viewer
from marketplace.web.shipments.rooms import blueprint
from marketplace.web.subjects import page_of


@blueprint.get("/")
def list_all() -> str:
    """Show the viewer's shipments: under way, or over."""
    viewer = current_viewer()
    check_may(viewer, Act.SEE_SHIPMENTS)
    is_over, page = request.args.get("over") == "1", max(1, request.args.get("page", 1, type=int))
    total = count_shipments(viewer, is_over=is_over)
    return render_template(
        "shipments/list.html",
        lines=list_shipments(viewer, is_over=is_over, page=page),
        is_over=is_over,
        page=page,
        pages=-(-total // PER_PAGE),
        today=day_in_lima(clock.now()),
    )


@blueprint.get("/containers")
def plan_containers() -> str:
    """Show which contracts could share a container, how full it would be, and what that saves."""
    viewer = current_viewer()
    check_may(viewer, Act.PLAN_SHIPMENT)
    shared, alone = list_shared(viewer, today=day_in_lima(clock.now()))
    return render_template("shipments/containers.html", shared=shared, alone=alone)


@blueprint.get("/late")
def list_what_is_late() -> str:
    """Show facilitators what is late with money and goods, by days."""
    viewer, now = current_viewer(), clock.now()
    check_may(viewer, Act.SEE_QUEUE)
    chosen = request.args.get("kind", "")
    kind = SubjectKind(chosen) if chosen in {each.value for each in ON_THE_WAY} else None
    return render_template(
        "shipments/late.html",
        lines=list_late(viewer, now=now, kind=kind),
        counts=count_late(now=now),
        kind=kind,
        page_of=page_of,
    )
