"""Sentences and labels about the beans themselves: moisture, cut test, defects, grade and cadmium."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {
    "physical.in_future": _("%(value)s lies in the future."),
    "physical.moisture_impossible": _("Moisture lies above 0 and up to %(most)s%%."),
    "physical.bean_count_impossible": _("Between 1 and %(most)s beans weigh 100 g."),
    "physical.no_beans_cut": _("At least one bean must have been cut; 300 are usual."),
    "physical.class_unknown": _("%(name)s is not a class of the analysis."),
    "physical.class_missing": _("This class is missing. Write 0 where no bean fell into it."),
    "physical.percent_out_of_range": _("Write a percentage between 0 and 100."),
    "physical.cut_test_not_whole": _("The classes of the cut test make %(value)s%%. They must make %(whole)s."),
    "physical.moisture_high": _("Moisture %(value)s%% is allowed at origin, but above %(limit)s%% on arrival."),
    "physical.few_beans_cut": _("%(value)s beans were cut; %(usual)s are usual."),
    "physical.white_seeds": _("White-seeded beans never turn violet, so the cut test says less about fermentation."),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "Grade": {
        "1": _("Grade 1"),
        "2": _("Grade 2"),
        "SS": _("Substandard (SS)"),
    },
    "BeanSize": {
        "large": _("Large beans"),
        "medium": _("Medium beans"),
        "small": _("Small beans"),
    },
    "Verdict": {
        "green": _("Within the limit"),
        "amber": _("Close to the limit"),
        "red": _("Above the limit"),
    },
    "cut_class": {
        "well_fermented": _("Well fermented"),
        "partly_fermented": _("Partly fermented"),
        "violet": _("Violet"),
        "slaty": _("Slaty"),
        "mouldy": _("Mouldy"),
        "insect_damaged": _("Insect-damaged"),
        "germinated": _("Germinated"),
        "flat": _("Flat"),
    },
    "defect": {
        "broken": _("Broken beans"),
        "foreign_matter": _("Foreign matter"),
        "sievings": _("Sievings"),
        "flat_by_mass": _("Flat beans"),
        "cocoa_related_matter": _("Cocoa-related matter"),
    },
    "ProductCategory": {
        "milk_under_30": _("Milk chocolate, cocoa solids below 30%"),
        "milk_from_30": _("Milk chocolate, cocoa solids from 30%"),
        "dark_under_50": _("Chocolate, cocoa solids below 50%"),
        "dark_from_50": _("Chocolate, cocoa solids from 50%"),
        "powder": _("Cocoa powder"),
    },
}
