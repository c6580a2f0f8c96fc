"""Every reason code has a sentence, and every word of the domain that pages name has a label."""

import ast
import re
from pathlib import Path

from marketplace.commands.translations import stored
from marketplace.domain import eligibility
from marketplace.domain.contracts import flags as contract_flags
from marketplace.wordings import SENTENCES

ROOT = Path(__file__).parents[2] / "marketplace"
CODE = re.compile(r"[a-z_]+\.[a-z0-9_]+")
SAYERS = {"reason", "Reason", "Refused", "NotAllowed", "NotFound", "Stale"}
FIGURE = r"(?:%\(\w+\)s|\d)"
WIDE_OR_SPELT = re.compile(rf"{FIGURE}\s+(?:%(?!\(|\w)|percent\b)")
CLOSE_OR_SPELT = re.compile(rf"{FIGURE}[^\S\N{{NARROW NO-BREAK SPACE}}]*(?:%(?!\(|\w)|por ciento\b)")
ELSEWHERE = {"submission.repeated"}


def codes_in(path: Path) -> set[str]:
    """Find the codes that are given to whoever says no."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYERS and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and CODE.fullmatch(first.value):
                found.add(first.value)
    return found


def test_every_reason_can_be_said() -> None:
    codes = set().union(*(codes_in(path) for path in ROOT.rglob("*.py")))
    codes |= set(contract_flags.CODES) | set(eligibility.CODES)
    assert codes - set(SENTENCES) == set()


def test_percentages_are_written_in_one_manner() -> None:
    """English sets the sign close to the figure, Spanish after a narrow space; no figure is followed by the word."""
    faults = []
    for message in stored():
        english, spanish = message.id, message.string
        if isinstance(english, str) and isinstance(spanish, str):
            faults += [english] if WIDE_OR_SPELT.search(english) else []
            faults += [spanish] if CLOSE_OR_SPELT.search(spanish) else []
    assert faults == []
