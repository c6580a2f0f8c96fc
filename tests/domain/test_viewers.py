"""Who acts is somebody, in the name of some organization, or does not act at all."""

import pytest

from marketplace.domain.errors import NotAllowed
from marketplace.domain.ids import OrganizationId, UserId
from marketplace.domain.viewers import ANYONE, Role, Viewer


def test_a_viewer_acts_as_a_person_for_an_organization() -> None:
    viewer = Viewer(UserId(7), OrganizationId(3), Role.MAKER)
    assert (viewer.person, viewer.acting_for) == (7, 3)


@pytest.mark.parametrize("name", ["person", "acting_for"])
def test_nobody_acts_for_nobody(name: str) -> None:
    with pytest.raises(NotAllowed, match=r"act\.sign_in_first"):
        getattr(ANYONE, name)
