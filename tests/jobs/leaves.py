"""Reads both forms of a letter as a person does, to compare what they say."""

import re
from email.message import EmailMessage
from html import unescape

LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
UNNAMED = re.compile(r"Open in Mazorca|Abrir en Mazorca|http.*")
BUTTON = re.compile(r'<a href="([^"]*)" class="button">')


def html_of(letter: EmailMessage) -> str:
    """Give the HTML of a letter."""
    leaf = letter.get_body(("html",))
    assert leaf is not None
    content: str = leaf.get_content()
    return content


def plain_words(letter: EmailMessage) -> str:
    """Give the words of the plain form, without the sign before the signature."""
    lines = (line for line in letter.get_content().splitlines() if line != "-- ")
    return " ".join(" ".join(lines).split())


def html_words(letter: EmailMessage) -> str:
    """Give the words of the HTML, with the address in the place of each link, after the name of one that has a name."""
    body = LINK.sub(_told, html_of(letter).partition("<body>")[2])
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def _told(link: re.Match[str]) -> str:
    address, name = link.groups()
    return f" {address} " if UNNAMED.fullmatch(name) else f" {name}: {address} "


def buttons(letter: EmailMessage) -> list[str]:
    """List where the buttons lead."""
    return [unescape(each) for each in BUTTON.findall(html_of(letter))]
