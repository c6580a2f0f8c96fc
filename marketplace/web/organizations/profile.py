"""What organizations say about themselves: the list, one's page, changing it, registering a further one."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace import clock
from marketplace.domain.accounts import OrganizationKind, VerificationState
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Refused, Stale
from marketplace.domain.events import SubjectKind
from marketplace.forms.organizations import JudgementForm, NewOrganizationForm, OrganizationForm
from marketplace.queries.accounts.organizations import (
    PER_PAGE,
    OrganizationFilters,
    OrganizationPage,
    count_organizations,
    get_code,
    get_organization,
)
from marketplace.queries.accounts.organizations import list_organizations as list_lines
from marketplace.queries.events import list_history
from marketplace.queries.lots.certificates import list_group_certificates
from marketplace.services import organizations
from marketplace.web.organizations.rooms import ID, Page, blueprint
from marketplace.web.paging import asked_page, pages_of
from marketplace.web.sessions import current_viewer


@blueprint.get("/organizations")
def list_organizations() -> Page:
    """Show who takes part."""
    viewer, filters = current_viewer(), _filters()
    page = asked_page()
    total = count_organizations(viewer, filters)
    return render_template(
        "organizations/list.html",
        lines=list_lines(viewer, filters, page=page),
        filters=filters,
        total=total,
        page=page,
        pages=pages_of(total, PER_PAGE),
    )


@blueprint.get("/organizations/new")
def show_new() -> Page:
    """Ask which further organization it is."""
    check_may(current_viewer(), Act.CREATE_ORGANIZATION)
    return render_template("organizations/new.html", form=NewOrganizationForm())


@blueprint.post("/organizations/new")
def create_organization() -> Page:
    """Register a further organization; the person acts for it from now on."""
    viewer, form = current_viewer(), NewOrganizationForm()
    check_may(viewer, Act.CREATE_ORGANIZATION)
    if form.validate():
        try:
            organizations.create_organization(form.terms(), kind=form.chosen_kind(), by=viewer, now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("The organization is registered, and you act for it now."), "success")
            return redirect("/", 303)
    return render_template("organizations/new.html", form=form), 422


@blueprint.get(f"/organizations/by-number/{ID.format('organization_id')}")
def find_organization(organization_id: int) -> Page:
    """Lead to an organization's page, where only its number is known."""
    code = get_code(current_viewer(), organization_id)
    return redirect(url_for("organizations.show_organization", code=code))


@blueprint.get("/organizations/<code>")
def show_organization(code: str) -> Page:
    """Show one organization, and to those concerned where it stands."""
    page = get_organization(current_viewer(), code)
    return render_template("organizations/show.html", **facts_of(page), form=JudgementForm(version=str(page.version)))


def facts_of(page: OrganizationPage) -> dict[str, object]:
    """Gather what an organization's page shows."""
    viewer, line = current_viewer(), page.line
    is_group = line.kind is OrganizationKind.PRODUCER_GROUP
    return {
        "page": page,
        "certificates": list_group_certificates(line.id, today=day_in_lima(clock.now())) if is_group else [],
        "history": list_history(SubjectKind.ORGANIZATION, line.id, viewer=viewer) if page.is_insider else [],
    }


@blueprint.get("/organizations/<code>/edit")
def edit_organization(code: str) -> Page:
    """Open what is stated now for changing."""
    page = get_organization(current_viewer(), code)
    check_may(current_viewer(), Act.EDIT_ORGANIZATION, page.stake)
    form = OrganizationForm.showing(page.terms, page.version)
    return render_template("organizations/edit.html", form=form, page=page)


@blueprint.post("/organizations/<code>/edit")
def change_organization(code: str) -> Page:
    """Keep what is stated from now on; where somebody was faster, what was typed stays in the form."""
    viewer, form = current_viewer(), OrganizationForm()
    page = get_organization(viewer, code)
    check_may(viewer, Act.EDIT_ORGANIZATION, page.stake)
    if form.validate():
        try:
            organizations.change_organization(page.line.id, form.terms(), seen=form.seen, by=viewer, now=clock.now())
        except Refused as no:
            form.take(no)
        except Stale as stale:
            form.take(stale.reasons)
            form.version.data = str(page.version)
        else:
            flash(_("The page is kept."), "success")
            return redirect(url_for("organizations.show_organization", code=code), 303)
    return render_template("organizations/edit.html", form=form, page=page), 422


def _filters() -> OrganizationFilters:
    kind, state = request.args.get("kind"), request.args.get("state")
    return OrganizationFilters(
        kind=OrganizationKind(kind) if kind in list(OrganizationKind) else None,
        state=VerificationState(state) if state in list(VerificationState) else None,
        words=request.args.get("q", "")[:100],
    )
