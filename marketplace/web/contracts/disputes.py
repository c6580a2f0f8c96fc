"""The clause on law and disputes, in full: who decides, where, under which rules, and what each side gives up."""

from collections.abc import Iterator

from flask_babel import LazyString, lazy_gettext
from flask_babel import gettext as _

from marketplace.domain.contracts.clauses import Forum
from marketplace.domain.contracts.signing import needs_consent
from marketplace.domain.contracts.terms import ContractTerms

FULL: dict[Forum, LazyString] = {
    Forum.UNDECIDED: lazy_gettext("The parties have not yet chosen who decides their disputes."),
    Forum.LIMA_CHAMBER: lazy_gettext(
        "Every dispute that arises out of this contract or is connected with it, also about its existence, validity,"
        " performance or end, is finally decided by arbitration of law, administered by the Arbitration Centre of the"
        " Lima Chamber of Commerce under its rules."
    ),
    Forum.ICC: lazy_gettext(
        "Every dispute that arises out of this contract or is connected with it is finally settled under the Rules of"
        " Arbitration of the International Chamber of Commerce by one or more arbitrators appointed under those rules."
    ),
    Forum.FCC: lazy_gettext(
        "Every dispute that arises out of this contract is referred to arbitration, and on appeal to a board of appeal,"
        " under the Arbitration and Appeal Rules of the Federation of Cocoa Commerce in force when the dispute arises."
    ),
    Forum.CMAA: lazy_gettext(
        "Every dispute that arises out of this contract is decided by arbitration under the rules of the Cocoa"
        " Merchants' Association of America, of which both parties state that they are members."
    ),
    Forum.COURTS_OF_PRODUCER: lazy_gettext(
        "Every dispute that arises out of this contract is decided by the courts at the seller's seat."
    ),
    Forum.COURTS_OF_MAKER: lazy_gettext(
        "Every dispute that arises out of this contract is decided by the courts at the buyer's seat."
    ),
}
"""Each forum's clause as it is signed, shown in full to both sides (domain.md 4.4: never by mere reference)."""

AWARD = lazy_gettext(
    "The award is final and binds both sides: by consenting they give up taking the dispute to state courts."
)
FINAL: dict[Forum, LazyString] = {
    Forum.FCC: lazy_gettext(
        "Either side may appeal in time; the award, or on appeal that of the board of appeal, is final and binds both"
        " sides: by consenting they give up taking the dispute to state courts."
    ),
}
"""What is final, where that is not the first award."""
NOTHING_ELSE = lazy_gettext(
    "No standard contract of the trade, such as those of the Federation of Cocoa Commerce (FCC) or the Cocoa Merchants'"
    " Association of America (CMAA), is part of this contract: what both sides agreed stands here in full."
)


def dispute_sentences(terms: ContractTerms) -> Iterator[str]:
    """Say who decides disputes, in full."""
    yield str(FULL[terms.forum])
    if terms.forum_place:
        yield _("Place: %(place)s.", place=terms.forum_place)
    if terms.law:
        yield _("Law: %(law)s.", law=terms.law)
    if needs_consent(terms):
        yield _(
            "As far as these rules allow, the proceedings are held in Spanish and in English; each side bears its own"
            " costs until the award."
        )
        yield str(FINAL.get(terms.forum, AWARD))
    if terms.forum is not Forum.UNDECIDED:
        yield _("Before that, both sides try for 15 days to settle it with the facilitator as mediator.")
        yield str(NOTHING_ELSE)
