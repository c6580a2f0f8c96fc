"""Where a group is paid: its accounts, stating one anew, and a facilitator's word on it."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace import clock
from marketplace.domain.acts import Act, check_may, may
from marketplace.domain.errors import Refused
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import BankAccountId
from marketplace.forms.payouts import AccountForm, NoteForm
from marketplace.queries.accounts.organizations import OrganizationPage, get_organization
from marketplace.queries.events import list_history
from marketplace.queries.payouts.accounts import AccountLine, code_of_own, get_account, list_accounts
from marketplace.services.payouts import accounts as services
from marketplace.web.payouts.rooms import Answer, blueprint
from marketplace.web.sessions import current_viewer


@blueprint.get("/organizations/own/bank")
def show_own_bank() -> Answer:
    """Lead to where one's own group is paid."""
    return redirect(url_for("payouts.show_bank", code=code_of_own(current_viewer())), 303)


@blueprint.get("/organizations/<code>/bank")
def show_bank(code: str) -> Answer:
    """Show where a group is paid, to its people and to facilitators."""
    page = _group(code)
    return _bank(page, AccountForm(holder=page.line.name))


@blueprint.post("/organizations/<code>/bank")
def state_bank(code: str) -> Answer:
    """Take a bank account that an owner states."""
    page, form, viewer = _group(code), AccountForm(), current_viewer()
    check_may(viewer, Act.STATE_BANK_ACCOUNT, page.stake)
    if form.validate():
        password = form.password.data or ""
        try:
            services.state_account(page.line.id, form.terms(), password=password, by=viewer, now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("Stated. Nothing is paid to it before a facilitator has called you back."), "success")
            return redirect(url_for("payouts.show_bank", code=code), 303)
    return _bank(page, form), 422


@blueprint.get("/payouts/accounts/<int:account_id>")
def show_account(account_id: int) -> Answer:
    """Show one account and what happened to it."""
    return _account(get_account(account_id, current_viewer()))


@blueprint.post("/payouts/accounts/<int:account_id>/<any(confirm, refuse):step>")
def judge_account(account_id: int, step: str) -> Answer:
    """Take a facilitator's word on an account."""
    line, form, viewer = get_account(account_id, current_viewer()), NoteForm(), current_viewer()
    check_may(viewer, Act.CONFIRM_BANK_ACCOUNT, line.stake)
    act = services.confirm_account if step == "confirm" else services.refuse_account
    try:
        act(BankAccountId(account_id), form.note.data or "", seen=form.seen, by=viewer, now=clock.now())
    except Refused as no:
        form.take(no)
        return _account(line, form, step), 422
    flash(_("Recorded. The whole group is told."), "success")
    return redirect(url_for("payouts.show_account", account_id=account_id), 303)


def _group(code: str) -> OrganizationPage:
    page = get_organization(current_viewer(), code)
    check_may(current_viewer(), Act.SEE_BANK_ACCOUNT, page.stake)
    return page


def _bank(page: OrganizationPage, form: AccountForm) -> str:
    accounts = list_accounts(page.line.id, current_viewer())
    standing = [each for each in accounts if each.is_standing]
    return render_template(
        "payouts/bank.html",
        page=page,
        standing=standing,
        earlier=[each for each in accounts if not each.is_standing],
        form=form,
        may_state=may(current_viewer(), Act.STATE_BANK_ACCOUNT, page.stake),
    )


def _account(line: AccountLine, form: NoteForm | None = None, refused: str = "") -> str:
    viewer = current_viewer()
    return render_template(
        "payouts/account.html",
        line=line,
        form=form or NoteForm(formdata=None, version=str(line.version)),
        refused=refused,
        may_judge=line.state == "stated" and may(viewer, Act.CONFIRM_BANK_ACCOUNT, line.stake),
        is_own_word=line.stated_by_id == viewer.user_id,
        history=list_history(SubjectKind.BANK_ACCOUNT, line.id, viewer=viewer),
    )
