"""How a letter about notices is written: in the reader's language and time zone, with the words of the pages."""

import re

import flask_babel
from flask import current_app, g

from marketplace.config import Config
from marketplace.gateways import mail
from marketplace.gateways.links import FEWER_MAILS, sign_link
from marketplace.queries.notices.letters import NoticeLetter

EMPTY_LINES = re.compile(r"\n{3,}")


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
    subject, _empty, body = text.lstrip().partition("\n")
    return mail.Letter(
        to_name=facts.to.name,
        to_email=facts.to.email,
        subject=subject,
        body=EMPTY_LINES.sub("\n\n", body).strip() + "\n",
        key=key,
        headers=(("List-Unsubscribe", f"<{less}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")),
    )
