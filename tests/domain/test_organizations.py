"""What an organization states about itself can be true, and what was verified stays."""

from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.accounts import OrganizationKind, ProducerKind, VerificationState, VerificationStep
from marketplace.domain.organizations import (
    OrganizationTerms,
    identity_faults,
    judgement_faults,
    organization_faults,
)

GROUP, MAKER = OrganizationKind.PRODUCER_GROUP, OrganizationKind.MAKER
RUC = "20131312955"


def an_organization(**changes: Any) -> OrganizationTerms:
    facts: dict[str, Any] = {
        "name": "Cooperativa Yanayacu",
        "country": "PE",
        "region": "SAM",
        "tax_number": RUC,
        "website": "https://yanayacu.example/es",
        "producer_kind": ProducerKind.COOPERATIVE,
        "members": 96,
        "women_members": 31,
        "cacao_hectares": Decimal(173),
    }
    return OrganizationTerms(**(facts | changes))


def faults(kind: OrganizationKind = GROUP, **changes: Any) -> list[tuple[str, str | None]]:
    return [(each.code, each.field) for each in organization_faults(an_organization(**changes), kind)]


FOREIGN: dict[str, Any] = {"country": "FR", "region": None, "tax_number": "FR 123"}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        FOREIGN,
        {"women_members": None, "members": None},
        {"women_members": 96},
        {"members": 0, "women_members": 0},
        {"website": None, "tax_number": None},
        {"story_es": "x" * 4000},
    ],
)
def test_what_can_be_true_has_no_fault(changes: dict[str, Any]) -> None:
    assert faults(**changes) == []


def test_a_maker_in_peru_needs_no_region() -> None:
    assert faults(MAKER, region=None) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"name": " "}, ("name.empty", "name")),
        ({**FOREIGN, "country": "fr"}, ("organization.country_unknown", "country")),
        ({**FOREIGN, "country": "FRA"}, ("organization.country_unknown", "country")),
        ({"region": "XXX"}, ("organization.region_unknown", "region")),
        ({**FOREIGN, "region": "SAM"}, ("organization.region_unknown", "region")),
        ({"region": None}, ("organization.region_missing", "region")),
        ({"tax_number": "123"}, ("organization.ruc_malformed", "tax_number")),
        ({**FOREIGN, "tax_number": "1" * 31}, ("name.too_long", "tax_number")),
        ({"city": "x" * 201}, ("name.too_long", "city")),
        ({"website": "javascript:alert(1)"}, ("organization.website_malformed", "website")),
        ({"website": "https://me:you@example.pe"}, ("organization.website_malformed", "website")),
        ({"website": "https://localhost"}, ("organization.website_malformed", "website")),
        ({"website": "https://[oops"}, ("organization.website_malformed", "website")),
        ({"story_en": "x" * 4001}, ("organization.text_too_long", "story_en")),
        ({"women_on_board": -1}, ("organization.count_out_of_range", "women_on_board")),
        ({"members": 1_000_001}, ("organization.count_out_of_range", "members")),
        ({"cacao_hectares": Decimal(-1)}, ("organization.figure_out_of_range", "cacao_hectares")),
        ({"members": None}, ("organization.members_missing", "members")),
        ({"women_members": 97}, ("organization.more_women_than_members", "women_members")),
    ],
)
def test_each_fault_is_told_at_its_field(changes: dict[str, Any], fault: tuple[str, str]) -> None:
    assert faults(**changes) == [fault]


@pytest.mark.parametrize(
    ("state", "before", "after", "codes"),
    [
        (VerificationState.VERIFIED, {}, {"name": "Another"}, ["organization.identity_fixed"]),
        (VerificationState.VERIFIED, {}, {"city": "Huicungo"}, []),
        (VerificationState.VERIFIED, {"tax_number": None}, {}, []),
        (VerificationState.UNVERIFIED, {}, {"name": "Another"}, []),
    ],
)
def test_what_facilitators_verified_stays(
    state: VerificationState, before: dict[str, Any], after: dict[str, Any], codes: list[str]
) -> None:
    found = identity_faults(an_organization(**before), an_organization(**after), state=state)
    assert [each.code for each in found] == codes


@pytest.mark.parametrize(
    ("step", "note", "codes"),
    [
        (VerificationStep.VERIFY, None, []),
        (VerificationStep.VERIFY, "x" * 2000, []),
        (VerificationStep.VERIFY, "x" * 2001, ["organization.text_too_long"]),
        (VerificationStep.REFUSE, " ", ["organization.note_needed"]),
        (VerificationStep.SUSPEND, None, ["organization.note_needed"]),
        (VerificationStep.SUSPEND, "The certificate was forged.", []),
    ],
)
def test_whoever_is_refused_is_told_why(step: VerificationStep, note: str | None, codes: list[str]) -> None:
    assert [each.code for each in judgement_faults(step, note)] == codes
