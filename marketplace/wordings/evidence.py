"""How is said what a lot lacks for customs, what satellites say of plots, and what a pack and its statements are."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {
    "evidence.untraced": _("Kilograms that no delivery explains: %(kilograms)s."),
    "evidence.plot_unknown": _("Kilograms that were delivered from no known plot: %(kilograms)s."),
    "evidence.high_risk": _(
        "Plots where forest was cut after 2020, with cacao in the lot: %(count)s. It must leave the lot."
    ),
    "evidence.more_info_needed": _("Plots of which satellites cannot tell: %(count)s. Photos or papers are needed."),
    "evidence.no_outline": _("Plots that are not drawn yet: %(count)s."),
    "evidence.faulty_outline": _("Plots whose outline customs would refuse: %(count)s."),
    "evidence.not_screened": _("Plots that were not screened as they are drawn now: %(count)s."),
    "evidence.no_consent": _("Farmers who must be asked whether customs may get their name and plots: %(count)s."),
    "evidence.outside_harvest": _(
        "Deliveries from %(first)s to %(last)s do not fit the harvest that is stated of the lot."
    ),
    "evidence.tenure_unstated": _("Plots of which nobody stated the right to the land: %(count)s."),
    "screening.code_missing": _("The code of the plot is missing."),
    "screening.risk_missing": _("The result is missing: a column risk_pcrop, or Whisp's four indicators."),
    "screening.risk_unknown": _("“%(value)s” is no result: low, high or more_info_needed."),
    "screening.other_country": _("This plot lies in another country: %(value)s."),
    "screening.day_unread": _("Write the day as 2026-11-28."),
    "screening.outline_changed": _("Plot %(plot)s was drawn anew since: screen it again."),
    "screening.older_than_outline": _(
        "The data of %(day)s are older than the outline of plot %(plot)s, which is of %(mapped)s."
    ),
    "screening.other_place": _("What was screened lies elsewhere than plot %(plot)s."),
    "screening.plot_unknown": _("There is no plot %(plot)s in use."),
    "screening.plot_ambiguous": _("Several groups have a plot %(plot)s: let the group bring its results itself."),
    "screening.no_outline": _("Plot %(plot)s is not drawn yet."),
    "screening.day_to_come": _("This day is still to come."),
    "screening.day_before_cut_off": _("Data of before %(cut_off)s cannot show what was cut since."),
    "screening.nothing_read": _("This file holds no results: bring Whisp's CSV or GeoJSON."),
    "screening.file_too_large": _("This file is too large: at most %(limit)s MB."),
    "screening.too_many": _("A file has at most %(limit)s results."),
    "screening.file_missing": _("Choose the file with the results."),
    "screening.no_such_part": _("There is no such file."),
    "review.unknown": _("There is no such verdict."),
    "screening.rows_faulty": _("Nothing was taken: mend the rows below, and bring the file again."),
    "review.high_never_clears": _("Forest was cut on this plot after 2020: its cacao must be kept apart."),
    "review.nothing_open": _("There is nothing open about this plot."),
    "review.no_proof": _("Clear a plot only upon a photo, a paper or a visit."),
    "review.reason_length": _("Say why in %(least)s to %(most)s letters."),
    "proof.day_to_come": _("This day is still to come."),
    "proof.file_missing": _("Choose the photo or the paper."),
    "proof.note_missing": _("Say what was seen on the visit."),
    "proof.note_too_long": _("At most %(limit)s letters."),
    "segregation.not_needed": _("Only cacao of high risk that is not apart yet is kept apart."),
    "segregation.not_apart": _("The cacao of this plot is not kept apart."),
    "segregation.still_high": _("The newest screening still speaks of high risk."),
    "statement.reference_form": _(
        "A reference number has %(length)s signs, such as 26BE7XTVCZAQ2S: year, country, then letters and digits."
    ),
    "statement.verification_form": _("A verification number has 5 to 35 capitals and digits, such as SFFCB4Y3."),
    "statement.simplified_refused": _(
        "Numbers with an S are of simplified declarations. Those are only for small growers of low-risk countries; "
        "%(country)s counts as %(risk)s."
    ),
    "statement.day_to_come": _("This day is still to come."),
    "statement.number_taken": _("This reference number is recorded already."),
    "statement.not_in_force": _("Statements are recorded once the contract is approved."),
    "statement.unknown": _("There is no such statement."),
    "pack.not_in_force": _("The pack is made once a facilitator approved the contract."),
    "pack.not_cocoa": _("The contract's tariff code %(code_given)s is none of cocoa."),
    "pack.nothing_fed": _("Nothing is known of what fed this lot."),
    "pack.unknown": _("There is no such pack."),
    "pack.file_too_large": _("One plot alone is larger than customs take."),
    "contract.high_risk_not_segregated": _("Plots of high risk whose cacao is still in the lot: %(value)s."),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "Risk": {
        "low": _("low risk"),
        "more_info_needed": _("more information needed"),
        "high": _("high risk"),
    },
    "ScreeningSource": {
        "whisp": _("Whisp"),
        "other": _("another screening"),
    },
    "Verdict": {
        "cleared": _("Cleared"),
        "refused": _("More proof needed"),
    },
    "ProofKind": {
        "photo": _("Photo"),
        "document": _("Paper"),
        "visit": _("Visit"),
    },
    "StatementState": {
        "submitted": _("submitted"),
        "available": _("available"),
        "rejected": _("rejected"),
        "withdrawn": _("withdrawn"),
        "archived": _("archived"),
    },
    "OperatorSize": {
        "large": _("large and medium operators"),
        "small": _("micro and small operators"),
    },
    "CountryRisk": {
        "low": _("low risk"),
        "standard": _("standard risk"),
        "high": _("high risk"),
    },
}
