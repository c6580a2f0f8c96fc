"""What is sold, said clause by clause: the parties, the goods, their quality, and how they travel."""

from collections.abc import Iterator

from flask_babel import gettext as _

from marketplace import wording
from marketplace.domain.contracts.clauses import Party, SampleBasis
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.forms.destinations import destination_name
from marketplace.web import formats


def parties(terms: ContractTerms) -> Iterator[str]:
    """Name both sides and who witnesses."""
    yield _("Seller: %(name)s, %(country)s.", name=terms.producer.name, country=_country(terms.producer))
    yield from _known(terms.producer)
    yield _("Buyer: %(name)s, %(country)s.", name=terms.maker.name, country=_country(terms.maker))
    yield from _known(terms.maker)
    yield _("%(name)s facilitates and witnesses; it is not a party.", name=terms.facilitator)


def goods(terms: ContractTerms) -> Iterator[str]:
    """Say what is sold."""
    yield _(
        "Fermented and dried cocoa beans, HS %(code)s, lot %(lot)s, crop of %(year)s, harvested %(days)s in %(region)s,"
        " Peru.",
        code=terms.hs_code,
        lot=terms.lot_code,
        year=terms.crop_year,
        days=formats.days(terms.harvest_start, terms.harvest_end),
        region=wording.label(terms.region, "region"),
    )
    shares = (
        f"{wording.label(name, 'variety')} {formats.percent(share, 0)}" for name, share in terms.varieties.items()
    )
    yield _("Varieties: %(names)s.", names=", ".join(shares))
    if terms.certificates:
        yield _("Certified: %(names)s.", names=", ".join(wording.label(each) for each in sorted(terms.certificates)))


def volume(terms: ContractTerms) -> Iterator[str]:
    """Say how much, and within which tolerance."""
    yield _(
        "%(bags)s of %(weight)s each, %(volume)s net, with a tolerance of %(tolerance)s either way; settled on final"
        " weight.",
        bags=formats.bags(terms.bags),
        weight=formats.mass(terms.bag_weight),
        volume=formats.mass(terms.volume),
        tolerance=formats.percent(terms.tolerance),
    )


def quality(terms: ContractTerms) -> Iterator[str]:
    """Say which quality is owed."""
    yield _(
        "%(grade)s by ISO 2451; moisture at most %(moisture)s.",
        grade=wording.label(terms.grade),
        moisture=formats.percent(terms.moisture_max, 1),
    )
    if terms.fermentation_min is not None:
        yield _("Well and partly fermented at least %(share)s.", share=formats.percent(terms.fermentation_min))
    if terms.bean_count_max is not None:
        yield _("At most %(count)s beans in 100 g.", count=formats.number(terms.bean_count_max))
    if terms.cadmium_max is not None:
        yield _("Cadmium in the beans at most %(limit)s mg/kg.", limit=formats.number(terms.cadmium_max))
    if terms.off_max is not None:
        yield _("Off-flavours at most %(limit)s of 10.", limit=formats.number(terms.off_max))
    yield _("Flavour as in the reference profile of the panel, each attribute within its allowed deviation:")


def sample(terms: ContractTerms) -> Iterator[str]:
    """Say what the pre-shipment sample decides."""
    if terms.sample_basis is SampleBasis.NONE:
        yield _("No pre-shipment sample is agreed.")
        return
    yield _(
        "%(basis)s. The buyer answers within %(days)s days of receiving the pre-shipment sample; if it is rejected,"
        " %(remedy)s.",
        basis=wording.label(terms.sample_basis),
        days=terms.sample_days,
        remedy=wording.label(terms.sample_remedy),
    )


def packing(terms: ContractTerms) -> Iterator[str]:
    """Say what the beans travel in."""
    yield f"{wording.label(terms.packing)}."
    yield _("Marks: %(marks)s.", marks=terms.marks or terms.lot_code)


def shipment(terms: ContractTerms) -> Iterator[str]:
    """Say when, from where and how it is shipped."""
    yield _(
        "%(days)s, %(incoterm)s %(place)s (Incoterms 2020), to %(destination)s.",
        days=formats.days(terms.shipment_start, terms.shipment_end),
        incoterm=terms.price.incoterm.value,
        place=terms.price.place,
        destination=destination_name(terms.destination),
    )
    if terms.may_consolidate:
        yield _("The seller may ship it in a shared container.")
    else:
        yield _("It is not to be shipped in a shared container.")


def _country(party: Party) -> str:
    return ", ".join(each for each in (party.street, party.city, destination_name(party.country)) if each)


def _known(party: Party) -> Iterator[str]:
    if party.tax_number and party.country == "PE":
        yield f"RUC {party.tax_number}."
    elif party.tax_number:
        yield _("Tax number %(number)s.", number=party.tax_number)
    if party.signatory:
        yield _("Agreed for it by %(name)s.", name=party.signatory)
