"""The page of one sample, with a form for each step that the viewer may take now."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Refused
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import SampleId
from marketplace.domain.samples.life import SampleState, SampleStep
from marketplace.domain.samples.standing import allowed_price
from marketplace.domain.samples.verdicts import telling
from marketplace.forms.base import SeenForm
from marketplace.forms.samples import (
    AllowanceForm,
    DispatchForm,
    FeeCameForm,
    FeeForm,
    NoteForm,
    ReceiptForm,
    VerdictForm,
)
from marketplace.queries.contracts.amendments import find_pending_change
from marketplace.queries.events import list_history
from marketplace.queries.samples.pages import SamplePage, get_sample
from marketplace.services.samples import answers, requests, verdicts
from marketplace.web.samples.rooms import blueprint
from marketplace.web.sessions import current_viewer

Answer = Response | str | tuple[str, int]
JUDGE, NOTE_FEE = "judge", "note_fee"
FORMS: Mapping[str, type[SeenForm]] = {
    "send": DispatchForm,
    "quote": FeeForm,
    "decline": NoteForm,
    NOTE_FEE: FeeCameForm,
    "cancel": NoteForm,
    "agree_fee": SeenForm,
    "receive": ReceiptForm,
    "lose": NoteForm,
    JUDGE: VerdictForm,
    "ask_allowance": AllowanceForm,
    "grant": SeenForm,
    "deny": NoteForm,
    "replace": NoteForm,
    "call_off": NoteForm,
}
"""Step → what is said with it; approving and rejecting are one form."""
BARE = frozenset(name for name, form in FORMS.items() if form is SeenForm)
"""Steps of one press: what is wrong with them is said at the head of the page."""

USE_CASES: Mapping[str, Callable[..., object]] = {
    "send": answers.send_sample,
    "quote": answers.quote_fee,
    "decline": answers.decline_sample,
    NOTE_FEE: answers.note_fee,
    "cancel": requests.cancel_sample,
    "agree_fee": requests.agree_fee,
    "receive": verdicts.receive_sample,
    "lose": answers.lose_sample,
    JUDGE: verdicts.judge_sample,
    "ask_allowance": verdicts.ask_allowance,
    "grant": verdicts.grant_allowance,
    "deny": verdicts.deny_allowance,
    "replace": verdicts.replace_sample,
    "call_off": verdicts.call_off,
}

DONE: Mapping[str, object] = {
    "send": lazy_gettext("Recorded. The maker sees that it is on its way."),
    "quote": lazy_gettext("Sent to the maker, who now has to agree."),
    NOTE_FEE: lazy_gettext("Recorded. It comes off the price when the maker buys this lot."),
    "decline": lazy_gettext("Declined. The maker reads why."),
    "cancel": lazy_gettext("Recorded. The group need not send it."),
    "agree_fee": lazy_gettext("Agreed. The group can send it now."),
    "receive": lazy_gettext("Recorded. Now taste it and say what you found."),
    "lose": lazy_gettext("Recorded. The group may send it again."),
    JUDGE: lazy_gettext("Thank you. The group reads it first thing."),
    "ask_allowance": lazy_gettext("Sent to the group, which now has to answer."),
    "grant": lazy_gettext("Granted. The cacao may be shipped; the new price follows as an amendment."),
    "deny": lazy_gettext("Recorded. The maker chooses anew."),
    "replace": lazy_gettext("Recorded. The group now owes a sample of other bags."),
    "call_off": lazy_gettext("The contract is called off. Its bags are free again."),
}


@blueprint.app_template_filter()
def lower_first(words: str) -> str:
    """Write a label inside a sentence: with a small letter in front."""
    return words[:1].lower() + words[1:]


@blueprint.get("/samples/<int:sample_id>")
def show(sample_id: int) -> str:
    """Show one sample."""
    return _draw(get_sample(current_viewer(), sample_id, now=clock.now()), {})


@blueprint.post(f"/samples/<int:sample_id>/<any({', '.join(FORMS)}):step>")
def take_step(sample_id: int, step: str) -> Answer:
    """Take one step with a sample."""
    viewer, now = current_viewer(), clock.now()
    page, form = get_sample(viewer, sample_id, now=now), FORMS[step]()
    if form.validate():
        try:
            USE_CASES[step](SampleId(sample_id), *_said(form, page), seen=form.seen, by=viewer, now=now)
        except Refused as no:
            form.take(no)
        else:
            flash(str(DONE[step]), "success")
            return redirect(url_for("samples.show", sample_id=sample_id), 303)
    return _draw(page, {step: form}), 422


def _said(form: SeenForm, page: SamplePage) -> list[object]:
    """Turn what was typed into what the use case takes."""
    if isinstance(form, DispatchForm):
        return [form.dispatch(page.fee)]
    if isinstance(form, FeeForm):
        return [form.money]
    if isinstance(form, NoteForm):
        return [form.note.data]
    if isinstance(form, ReceiptForm | FeeCameForm):
        return [form.day]
    if isinstance(form, VerdictForm):
        return [form.terms()]
    return [form.allowance.data or Decimal(0)] if isinstance(form, AllowanceForm) else []


def _draw(page: SamplePage, sent: dict[str, SeenForm]) -> str:
    viewer, now = current_viewer(), clock.now()
    names = dict.fromkeys([*(_form_of(step) for step in page.steps), *([NOTE_FEE] if page.may_note_fee else [])])
    forms = {name: sent.get(name) or _blank(name, page, today=day_in_lima(now)) for name in names}
    for name, form in forms.items():
        _tell_apart(form, name)
    return render_template(
        "samples/show.html",
        page=page,
        sample=page.line,
        forms=forms,
        stray=next((form for name, form in sent.items() if name not in forms or name in BARE), None),
        telling=telling(list(page.verdict.deviations)) if page.verdict else [],
        new_price=allowed_price(page.price, page.allowance.amount) if page.price and page.allowance else None,
        pending_change=_pending_change(page),
        history=list_history(SubjectKind.SAMPLE, page.line.id, viewer=viewer),
        now=now,
    )


def _pending_change(page: SamplePage) -> int | None:
    """Find the change of the contract beside which an agreed allowance cannot be written into it now."""
    line = page.line
    is_asked = line.state is SampleState.ALLOWED and line.contract_id is not None
    return find_pending_change(line.contract_id or 0, current_viewer()) if is_asked else None


def _form_of(step: SampleStep) -> str:
    return JUDGE if step in (SampleStep.APPROVE, SampleStep.REJECT) else step.value


def _blank(name: str, page: SamplePage, *, today: date) -> SeenForm:
    """Open a form with what can be known beforehand."""
    known: dict[str, dict[str, Any]] = {
        "send": {"grams": page.line.grams, "sent_on": today, "fee": page.fee.amount or None},
        "quote": {"currency": page.fee.currency.value},
        "receive": {"received_on": today},
        NOTE_FEE: {"paid_on": today},
        JUDGE: {"tasted_on": today},
    }
    return FORMS[name](formdata=None, version=str(page.version), **known.get(name, {}))


def _tell_apart(form: SeenForm, name: str) -> None:
    """Give the fields of several forms on one page ids of their own."""
    for field in form:
        field.id = f"{name}-{field.name}"
