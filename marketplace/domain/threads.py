"""What is said about a thing by those concerned: how long, how often, and with how much attached."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import timedelta

from marketplace.domain.errors import Reason, reason
from marketplace.domain.events import SubjectKind
from marketplace.domain.files import MEGABYTE, MOST_MEGABYTES_AT_ONCE

SUBJECTS = (SubjectKind.CONTRACT, SubjectKind.BID, SubjectKind.SAMPLE)
"""What is talked about; whoever may see it may read its thread."""
LONGEST_BODY = 4000
MOST_FILES = 10
MOST_IN_WINDOW = 30
WINDOW = timedelta(hours=1)
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
EMPTY_LINES = re.compile(r"\n{4,}")


def tidy_body(text: str) -> str:
    """Bring what somebody wrote to its composed form, without signs that cannot be seen or turn the text round."""
    plain = UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return EMPTY_LINES.sub("\n\n\n", unicodedata.normalize("NFC", plain)).strip()


def message_faults(body: str, sizes: Sequence[int]) -> list[Reason]:
    """List what keeps a message from being sent; `sizes` are those of its files, in bytes."""
    found = []
    if not body and not sizes:
        found.append(reason("message.empty", "body"))
    if len(body) > LONGEST_BODY:
        found.append(reason("message.too_long", "body", limit=LONGEST_BODY))
    if len(sizes) > MOST_FILES:
        found.append(reason("message.too_many_files", "files", limit=MOST_FILES))
    if sum(sizes) > MOST_MEGABYTES_AT_ONCE * MEGABYTE:
        found.append(reason("message.too_heavy", "files", limit=MOST_MEGABYTES_AT_ONCE))
    return found


def pace_faults(sent: int) -> list[Reason]:
    """List what keeps somebody who sent so many messages in the last hour from sending another."""
    return [reason("message.too_often", limit=MOST_IN_WINDOW)] if sent >= MOST_IN_WINDOW else []
