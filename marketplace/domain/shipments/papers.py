"""The papers that travel with cacao: what a destination and a contract ask for, of whom, until when, and their life."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from marketplace.domain.contracts.clauses import Document, Side
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.milestones import DOCUMENTS_TIME, end_of_day
from marketplace.domain.countries import needs_due_diligence
from marketplace.domain.errors import Reason, reason
from marketplace.domain.freight import HOME
from marketplace.domain.machines import Machine
from marketplace.domain.shipments.containers import BY_SEA, Carriage
from marketplace.domain.shipments.days import Days
from marketplace.domain.viewers import Role


class PaperKind(StrEnum):
    """A paper of a checklist: what contracts name, how the carrier receipts, and what importers file."""

    INVOICE = "invoice"
    PACKING_LIST = "packing_list"
    WEIGHT_NOTE = "weight_note"
    BILL_OF_LADING = "bill_of_lading"
    AIR_WAYBILL = "air_waybill"
    COURIER_RECEIPT = "courier_receipt"
    ROAD_NOTE = "road_note"
    CERTIFICATE_OF_ORIGIN = "certificate_of_origin"
    PHYTOSANITARY = "phytosanitary"
    ORGANIC_INSPECTION = "organic_inspection"
    LABORATORY_REPORTS = "laboratory_reports"
    EUDR_PACK = "eudr_pack"
    EUDR_STATEMENT = "eudr_statement"
    SECURITY_FILING = "security_filing"
    FDA_PRIOR_NOTICE = "fda_prior_notice"


class PaperDue(StrEnum):
    """Until when a paper has to be there."""

    LOADING = "loading"
    DEPARTURE = "departure"
    DOCUMENTS = "documents"
    ARRIVAL = "arrival"


class PaperState(StrEnum):
    """Where a paper stands."""

    MISSING = "missing"
    UPLOADED = "uploaded"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    NOT_NEEDED = "not_needed"


class PaperStep(StrEnum):
    """One move in a paper's life."""

    UPLOAD = "upload"
    ACCEPT = "accept"
    REFUSE = "refuse"
    WAIVE = "waive"
    WANT = "want"


S, T = PaperState, PaperStep
PARTIES = frozenset({Role.PRODUCER, Role.MAKER})
FACILITATOR = frozenset({Role.FACILITATOR})

PAPER_MACHINE = Machine(
    noun="cargo",
    part="one of its papers",
    next={
        (S.MISSING, T.UPLOAD): S.UPLOADED,
        (S.MISSING, T.WAIVE): S.NOT_NEEDED,
        (S.UPLOADED, T.UPLOAD): S.UPLOADED,
        (S.UPLOADED, T.ACCEPT): S.ACCEPTED,
        (S.UPLOADED, T.REFUSE): S.REFUSED,
        (S.REFUSED, T.UPLOAD): S.UPLOADED,
        (S.REFUSED, T.WAIVE): S.NOT_NEEDED,
        (S.NOT_NEEDED, T.WANT): S.MISSING,
    },
    who={
        T.UPLOAD: PARTIES | FACILITATOR,
        T.ACCEPT: PARTIES,
        T.REFUSE: PARTIES,
        T.WAIVE: frozenset({Role.MAKER}) | FACILITATOR,
        T.WANT: frozenset({Role.MAKER}) | FACILITATOR,
    },
)
WANTING: frozenset[PaperState] = frozenset({S.MISSING, S.REFUSED})
"""The states in which somebody still has to bring the paper."""


@dataclass(frozen=True, slots=True)
class PaperRule:
    """One line of a checklist: which paper, which side brings it, until when."""

    kind: PaperKind
    side: Side
    due: PaperDue


@dataclass(frozen=True, slots=True)
class Route:
    """What decides which papers are needed."""

    documents: tuple[Document, ...]
    destination: str
    carriage: Carriage
    needs_eudr: bool
    is_organic: bool


TRANSPORT: dict[Carriage, PaperKind] = {
    Carriage.AIR: PaperKind.AIR_WAYBILL,
    Carriage.COURIER: PaperKind.COURIER_RECEIPT,
    Carriage.ROAD: PaperKind.ROAD_NOTE,
} | dict.fromkeys(BY_SEA, PaperKind.BILL_OF_LADING)
"""How a carrier says that it has the goods."""
ABROAD_ONLY = frozenset({PaperKind.CERTIFICATE_OF_ORIGIN, PaperKind.PHYTOSANITARY})
DUE: dict[PaperKind, PaperDue] = {
    PaperKind.PHYTOSANITARY: PaperDue.DEPARTURE,
    PaperKind.ORGANIC_INSPECTION: PaperDue.DEPARTURE,
    PaperKind.EUDR_PACK: PaperDue.DEPARTURE,
    PaperKind.LABORATORY_REPORTS: PaperDue.DEPARTURE,
}
"""What authorities or the maker need before the cacao leaves; everything else follows with the documents."""
ANSWER_WITHIN = timedelta(days=5)
"""The usual time to pay against scanned documents (domain.md 4.5), within which the maker has read them."""
BEFORE_LADING = timedelta(days=1)
"""The US security filing is due 24 hours before the container is laden aboard (19 CFR 149.2)."""
BEFORE_LANDING = timedelta(days=1)
"""FDA prior notice is due 8 hours before arrival by water and 4 by air (21 CFR 1.279): a day before is safe."""
LONGEST_NUMBER, SHORTEST_NOTE, LONGEST_NOTE = 60, 10, 1_000


def checklist(route: Route) -> list[PaperRule]:
    """List the papers that a contract's bags need on their way, in the order in which they are usually made."""
    return list(dict.fromkeys(_rules(route)))


def _rules(route: Route) -> Iterator[PaperRule]:
    at_home = route.destination.partition("-")[0] == HOME
    for document in route.documents:
        kind = PaperKind(document.value)
        if document is Document.BILL_OF_LADING:
            kind = TRANSPORT[route.carriage]
        if not (at_home and kind in ABROAD_ONLY):
            yield _of_group(kind)
    yield _of_group(TRANSPORT[route.carriage])
    if not at_home:
        yield from _of_destination(route)


def _of_destination(route: Route) -> Iterator[PaperRule]:
    """Name what the law of the destination asks for, whatever the contract says (domain.md 5)."""
    if needs_due_diligence(route.destination):
        yield _of_group(PaperKind.PHYTOSANITARY)
        if route.is_organic:
            yield _of_group(PaperKind.ORGANIC_INSPECTION)
    if route.needs_eudr:
        yield _of_group(PaperKind.EUDR_PACK)
        yield PaperRule(PaperKind.EUDR_STATEMENT, Side.MAKER, PaperDue.ARRIVAL)
    if route.destination.partition("-")[0] == "US":
        if route.carriage in BY_SEA:
            yield PaperRule(PaperKind.SECURITY_FILING, Side.MAKER, PaperDue.LOADING)
        yield PaperRule(PaperKind.FDA_PRIOR_NOTICE, Side.MAKER, PaperDue.ARRIVAL)


def _of_group(kind: PaperKind) -> PaperRule:
    return PaperRule(kind, Side.PRODUCER, DUE.get(kind, PaperDue.DOCUMENTS))


def due_on(due: PaperDue, days: Days) -> date:
    """Give the last day on which a paper may come."""
    return {
        PaperDue.LOADING: days.depart_on - BEFORE_LADING,
        PaperDue.DEPARTURE: days.depart_on,
        PaperDue.DOCUMENTS: days.depart_on + DOCUMENTS_TIME,
        PaperDue.ARRIVAL: days.arrive_on - BEFORE_LANDING,
    }[due]


def answer_by(uploaded_at: datetime) -> datetime:
    """Say until when the other side reads an uploaded paper: the end of the day, in Lima."""
    return end_of_day(day_in_lima(uploaded_at + ANSWER_WITHIN))


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What is said of a paper: its own number, and the day it was issued."""

    number: str | None = None
    issued_on: date | None = None


def upload_faults(facts: PaperFacts, *, has_file: bool, today: date) -> list[Reason]:
    """List what is wrong with an uploaded paper: neither file nor number, a number too long, a day to come."""
    found = []
    if not (has_file or facts.number):
        found.append(reason("paper.empty", "number"))
    if len(facts.number or "") > LONGEST_NUMBER:
        found.append(reason("paper.number_too_long", "number", limit=LONGEST_NUMBER))
    if facts.issued_on is not None and facts.issued_on > today:
        found.append(reason("paper.day_to_come", "issued_on"))
    return found


def note_faults(step: PaperStep, note: str | None) -> list[Reason]:
    """List what is wrong with the reason of a no: who refuses a paper, or says that none is needed, says why."""
    if step not in (PaperStep.REFUSE, PaperStep.WAIVE):
        return []
    if not SHORTEST_NOTE <= len((note or "").strip()) <= LONGEST_NOTE:
        return [reason("paper.note_missing", "note", least=SHORTEST_NOTE, most=LONGEST_NOTE)]
    return []


def wanting(papers: Iterable[tuple[PaperRule, PaperState]], side: Side) -> list[PaperKind]:
    """List the papers that a side still has to bring."""
    return [rule.kind for rule, state in papers if rule.side is side and state in WANTING]
