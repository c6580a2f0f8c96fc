"""Mail by SMTP: a letter is not there before its last word, and arrives as it was written."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from marketplace.gateways import mail
from tests.jobs.post_office import PostOffice, a_falling_server, a_forged_office, a_post_office

SENDER = "Mazorca <avisos@mazorca.example>"
LETTER = mail.Letter("Ana Ñahui", "ana@example.org", "Le toca: firmar", "Buen día\n.\n..dos puntos\n", key="notice-7")


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with a_post_office() as office:
        yield office


def hand_over(office: PostOffice, letter: mail.Letter = LETTER, *, to_the_end: bool = True) -> None:
    with mail.handing_over(letter, smtp_url=office.url, sender=SENDER) as handover:
        if to_the_end:
            handover.finish()


LESS = f"<https://mazorca.example/notices/less/{'eyJ1c2VyIjoxMjM0NX0.' * 6}>"


def test_a_letter_arrives_as_it_was_written(office: PostOffice) -> None:
    letter = replace(LETTER, headers=(("List-Unsubscribe", LESS),))
    hand_over(office, letter)
    [arrived] = office.letters
    assert arrived.get_content().replace("\r\n", "\n") == LETTER.body
    assert (arrived["Subject"], arrived["Message-ID"]) == (LETTER.subject, "<notice-7@mazorca.example>")
    assert arrived["List-Unsubscribe"] == LESS
    assert f"List-Unsubscribe: {LESS}\r\n".encode() in office.contents[0]
    assert arrived["Date"]


def test_before_the_last_word_nothing_arrives(office: PostOffice) -> None:
    hand_over(office, to_the_end=False)
    hand_over(office, replace(LETTER, key="notice-8"))
    assert list(office.arrived) == ["<notice-8@mazorca.example>"]


def test_an_address_with_letters_of_any_script_is_written_to(office: PostOffice) -> None:
    hand_over(office, replace(LETTER, to_email="ñahui@example.org"))
    assert "ñahui@example.org" in str(office.letters[0]["To"])


def test_a_domain_with_letters_of_any_script_needs_no_special_server(office: PostOffice) -> None:
    hand_over(office, replace(LETTER, to_email="ana@cacaoñahui.example"))
    assert office.letters[0]["To"].addresses[0].addr_spec == "ana@xn--cacaoahui-p6a.example"


@pytest.mark.parametrize("scheme", ["smtps", "smtp+tls"])
def test_a_server_that_cannot_prove_its_name_is_told_nothing(scheme: str, tmp_path: Path) -> None:
    with a_forged_office(tmp_path, scheme) as office, pytest.raises(ssl.SSLError):
        mail.send(LETTER, smtp_url=office.url, sender=SENDER)
    assert office.letters == []


def test_line_breaks_in_a_name_or_subject_make_no_headers(office: PostOffice) -> None:
    hand_over(office, replace(LETTER, subject="Hola\nBcc: x@example.org", to_name="Ana\r\nBcc: y@example.org"))
    assert office.letters[0]["Bcc"] is None


@pytest.mark.parametrize(
    ("answer", "error"), [("451 later", mail.MailDelayedError), ("554 never", mail.MailRefusedError)]
)
@pytest.mark.parametrize("when", ["to_recipients", "answers"])
def test_a_no_is_for_now_or_for_good(office: PostOffice, when: str, answer: str, error: type[Exception]) -> None:
    setattr(office, when, [answer])
    with pytest.raises(error, match=answer):
        hand_over(office)


def test_without_a_server_nothing_is_sent() -> None:
    with pytest.raises(mail.MailNotConfiguredError):
        mail.send(LETTER, smtp_url="", sender=SENDER)


def test_a_server_that_is_away_is_tried_again_later() -> None:
    with pytest.raises(OSError, match="refused"):
        mail.send(LETTER, smtp_url="smtp://127.0.0.1:1", sender=SENDER)


def test_a_server_that_falls_silent_after_the_last_word_leaves_it_open() -> None:
    with a_falling_server() as url, pytest.raises(mail.MailUnsureError):
        mail.send(LETTER, smtp_url=url, sender=SENDER)
