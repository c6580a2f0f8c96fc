"""A maker's verdict on a sample: scores on the panel's scale, kept apart from the panel's, and words to the group."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from marketplace.domain.errors import Reason, reason
from marketplace.domain.evaluations import TastedProduct, score_faults
from marketplace.domain.flavours import AXES, OFF_TOTAL, FlavourProfile
from marketplace.domain.samples.requests import LONGEST_WORDS

SCORED: tuple[str, ...] = (*AXES, OFF_TOTAL)
"""What a maker may score: the thirteen axes and the off-flavours."""

SHORTEST_WORDS = 10
WORTH_SAYING = Decimal("0.5")


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleVerdict:
    """Yes or no, when and as what it was tasted, the scores given (not all need be), and words to the group."""

    is_approved: bool
    tasted_on: date
    product: TastedProduct
    scores: FlavourProfile
    global_quality: Decimal | None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Deviation:
    """One attribute as the maker tasted it beside the panel's mean or the contract's reference.

    `allowed` is how far it may lie off under the contract, None where no contract says so.
    """

    name: str
    tasted: Decimal
    reference: Decimal
    allowed: Decimal | None = None

    @property
    def difference(self) -> Decimal:
        """How much more (or less) the maker tasted."""
        return self.tasted - self.reference

    @property
    def is_outside(self) -> bool:
        """Whether it lies further off than the contract allows."""
        return self.allowed is not None and abs(self.difference) > self.allowed


def verdict_faults(verdict: SampleVerdict, *, received_on: date | None, today: date) -> list[Reason]:
    """List what is wrong with a verdict; a no needs words, for the group must learn what to do better."""
    return [*_score_faults(verdict), *_word_faults(verdict), *_day_faults(verdict.tasted_on, received_on, today)]


def deviations(
    scores: FlavourProfile, reference: FlavourProfile, *, allowed: Mapping[str, Decimal] | None = None
) -> list[Deviation]:
    """Lay a verdict over a reference, furthest off first; attributes that only one side scored are left out."""
    limits = allowed or {}
    both = [
        Deviation(name, tasted, known, limits.get(name))
        for name in SCORED
        if (tasted := scores.get(name)) is not None and (known := reference.get(name)) is not None
    ]
    return sorted(both, key=lambda each: -abs(each.difference))


def telling(found: list[Deviation], most: int = 3) -> list[Deviation]:
    """Pick the few deviations worth saying in words: outside of what is allowed, or half a point and more."""
    return [each for each in found if each.is_outside or abs(each.difference) >= WORTH_SAYING][:most]


def _score_faults(verdict: SampleVerdict) -> Iterator[Reason]:
    for name, value in verdict.scores.items():
        if name not in SCORED:
            yield reason("evaluation.attribute_unknown", name, attribute=name)
        else:
            yield from score_faults(name, value)
    if verdict.global_quality is None:
        yield reason("sample.quality_missing", "global_quality")
    yield from score_faults("global_quality", verdict.global_quality)


def _word_faults(verdict: SampleVerdict) -> Iterator[Reason]:
    length = len((verdict.words or "").strip())
    if length > LONGEST_WORDS:
        yield reason("sample.words_too_long", "words", limit=LONGEST_WORDS)
    elif not verdict.is_approved and length < SHORTEST_WORDS:
        yield reason("sample.verdict_unexplained", "words", limit=SHORTEST_WORDS)


def _day_faults(tasted_on: date, received_on: date | None, today: date) -> Iterator[Reason]:
    if tasted_on > today:
        yield reason("sample.tasted_in_future", "tasted_on", value=tasted_on, today=today)
    elif received_on is not None and tasted_on < received_on:
        yield reason("sample.tasted_before_received", "tasted_on", value=tasted_on, received_on=received_on)
