"""The register as a list, as paper, and how far all groups are with it."""

from flask import render_template, request

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.ids import OrganizationId
from marketplace.domain.viewers import Role, Viewer
from marketplace.forms.texts import SHORT, tidy
from marketplace.queries.farmers import lists as queries
from marketplace.queries.farmers.lists import FarmerFilter
from marketplace.web.farmers.rooms import blueprint
from marketplace.web.paging import asked_page, pages_of
from marketplace.web.sessions import current_viewer


@blueprint.get("/")
def list_all() -> str:
    """Show the farmers of the viewer's group; to a facilitator those of one group, or how far each group is."""
    viewer = current_viewer()
    check_may(viewer, Act.SEE_REGISTER)
    code = request.args.get("group")
    if viewer.role is Role.FACILITATOR and not code:
        return render_template("farmers/groups.html", groups=queries.list_progress(viewer))
    progress = queries.get_progress(viewer, code if viewer.role is Role.FACILITATOR else None)
    return render_template(
        "farmers/list.html",
        progress=progress,
        group=code if viewer.role is Role.FACILITATOR else None,
        **_asked_lines(viewer, progress.id),
    )


@blueprint.get("/print")
def print_all() -> str:
    """Show the whole register on paper."""
    viewer = current_viewer()
    check_may(viewer, Act.SEE_REGISTER)
    code = request.args.get("group") if viewer.role is Role.FACILITATOR else None
    progress = queries.get_progress(viewer, code)
    lines = queries.list_all_farmers(viewer, progress.id)
    return render_template("farmers/print.html", progress=progress, lines=lines, now=clock.now())


def _asked_lines(viewer: Viewer, group: OrganizationId) -> dict[str, object]:
    words = (tidy(request.args.get("q")) or "")[:SHORT]
    kept, page = _asked_filter(), asked_page()
    total = queries.count_farmers(viewer, group, words=words, kept=kept)
    return {
        "lines": queries.list_farmers(viewer, group, words=words, kept=kept, page=page),
        "words": words,
        "kept": kept,
        "total": total,
        "page": page,
        "pages": pages_of(total, queries.PER_PAGE),
    }


def _asked_filter() -> FarmerFilter:
    asked = request.args.get("show", "")
    return FarmerFilter(asked) if asked in set(FarmerFilter) else FarmerFilter.ALL
