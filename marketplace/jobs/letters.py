"""How letters are written: in the reader's language, with the words of the pages."""

import re
from dataclasses import replace

import flask_babel
from flask import current_app, g

from marketplace.config import Config
from marketplace.domain.notices.letters import Errand
from marketplace.gateways import mail
from marketplace.gateways.links import FEWER_MAILS, sign_link
from marketplace.jobs.leaves import html_of
from marketplace.queries.letters import Addressee, AddressLetter, ErrandLetter, InvitationLetter, ResetLetter
from marketplace.queries.notices.letters import NoticeLetter

EMPTY_LINES = re.compile(r"\n{3,}")
ERRANDS: dict[type[ErrandLetter] | Errand, tuple[str, str]] = {
    InvitationLetter: ("mail/invitation.txt", "/invitations/"),
    ResetLetter: ("mail/reset.txt", "/password/"),
    Errand.CONFIRM_ADDRESS: ("mail/confirm_address.txt", "/address/"),
    Errand.ADDRESS_ASKED: ("mail/old_address.txt", "/address/undo/"),
    Errand.ADDRESS_CHANGED: ("mail/old_address.txt", "/address/undo/"),
}
"""What each letter about an account says, and where its link leads."""


def written_errand(facts: ErrandLetter, *, key: str, config: Config) -> mail.Letter:
    """Write a letter about an account; its link is for its reader alone."""
    name, place = ERRANDS[facts.errand] if isinstance(facts, AddressLetter) else ERRANDS[type(facts)]
    with flask_babel.force_locale(facts.to.locale):
        template = current_app.jinja_env.get_template(name)
        link = f"{config.public_url}{place}{facts.token}"
        text = template.render(letter=facts, to=facts.to, market=config.public_url, link=link)
        return _letter(text, facts.to, key=key, market=config.public_url)


def written(facts: NoticeLetter, *, key: str, config: Config) -> mail.Letter:
    """Write a letter: subject, empty line, body; with a way to get less of its kind."""
    g.zone = facts.zone
    flask_babel.refresh()
    category = facts.category.value if facts.category else ""
    less = f"{config.public_url}/notices/less/{sign_link(FEWER_MAILS, {'user': facts.user_id, 'category': category})}"
    name = "mail/digest.txt" if facts.day else "mail/notice.txt"
    with flask_babel.force_locale(facts.to.locale):
        template = current_app.jinja_env.get_template(name)
        text = template.render(letter=facts, to=facts.to, market=config.public_url, less=less)
        letter = _letter(text, facts.to, key=key, market=config.public_url)
    headers = (("List-Unsubscribe", f"<{less}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return replace(letter, headers=headers)


def _letter(text: str, to: Addressee, *, key: str, market: str) -> mail.Letter:
    """Take what a template wrote apart: the subject, an empty line, the body."""
    subject, _empty, rest = text.lstrip().partition("\n")
    body = EMPTY_LINES.sub("\n\n", rest).strip() + "\n"
    return mail.Letter(
        to_name=to.name,
        to_email=to.email,
        subject=subject,
        body=body,
        key=key,
        html=html_of(body, market=market),
    )
