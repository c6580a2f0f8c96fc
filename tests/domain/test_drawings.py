"""The drawings are as fresh as the tables."""

from pathlib import Path

import pytest

from marketplace.domain.drawings import MACHINES, drawing, machines_page
from marketplace.domain.rounds import ROUND_MACHINE, RoundState

PAGE = Path(__file__).parents[2] / "docs" / "machines.md"


def test_the_page_of_drawings_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == machines_page(), "draw it anew: the command stands on the page itself"


def test_a_drawing_begins_ends_and_names_every_step() -> None:
    lines = drawing(ROUND_MACHINE, RoundState).splitlines()
    assert lines[1].strip() == "[*] --> open"
    assert "    running --> planned: plan (system)" in lines
    assert lines[-2:] == ["    closed --> [*]", "    discarded --> [*]"]


@pytest.mark.parametrize(("machine", "states"), MACHINES, ids=lambda each: getattr(each, "noun", ""))
def test_every_machine_is_drawn_whole(machine: object, states: object) -> None:
    assert all(drawing(each, names) in machines_page() for each, names in MACHINES if each is machine)
