"""What the page for drawing says while one walks: its script speaks the reader's language without asking again."""

from flask_babel import gettext as _


def map_words() -> dict[str, str]:
    """Return the sentences of the map; what stands in braces is filled in by the script."""
    return {
        "corner": _("Corner {number}"),
        "crosses": _("the border crosses itself here"),
        "crossing": _("The border crosses itself: after corner {one} and after corner {other}. Move or delete one."),
        "needsOutline": _("A plot of more than 4 ha needs its border; one point is not enough."),
        "twoCorners": _("Two corners are no plot yet: add a third, or leave only one point."),
        "meanwhile": _("as recorded now"),
        "picked": _("Corner {number} is chosen: drag it, move it with the arrow keys, or delete it."),
        "added": _("Corner {number} is set."),
        "removed": _("Corner {number} is deleted."),
        "undone": _("Taken back."),
        "noGround": _("The map does not know where you are. Choose “Corner where I stand” first, or type a corner."),
        "noSatellites": _("This phone tells no position. Draw the corners or type them."),
        "waiting": _("Looking for satellites. Hold the phone under open sky."),
        "weak": _(
            "The signal is weak: ±{metres} m. Such points are left out; wait a moment, or go where the sky is open."
        ),
        "walking": _("{metres} m walked. Keep to the border, the phone in your hand."),
        "nearStart": _("You are {metres} m from where you began."),
        "gap": _("There was no signal for a while; the line between is straight. Go back if the border bends there."),
        "lost": _("No signal just now. What you walked is kept."),
        "denied": _(
            "The browser may not know where you are. Allow it in the settings of this page, or draw the corners."
        ),
        "paused": _("Paused after {metres} m. Go on from the place where you stopped."),
        "walkKept": _("Your walk is kept. Go back to where it ends and go on."),
        "tooShort": _("That is too short for a border. Go on walking, or record one point."),
        "closed": _("The border is closed: {count} corners out of {points} points. Look at it, then record it."),
        "cleared": _("Everything is cleared. “Take back” brings it again."),
        "dropped": _("The walk is thrown away."),
        "kept": _("What you drew here before is still there."),
        "stale": _("The plot was changed since you began to draw. Both outlines are shown when you record yours."),
        "full": _("This browser keeps nothing for later. Do not close the page before the plot is recorded."),
        "stillWalking": _("First finish the walk: “I am back at the start”."),
        "waits": _("Kept on this phone. It is sent by itself when there is signal and one of these pages is open."),
        "waitsForSignIn": _("Kept on this phone. Sign in again, and it is sent by itself."),
    }


def queue_words() -> dict[str, str]:
    """Return the sentences of the list of plots that wait to be sent."""
    return {
        "ownOne": _("1 plot waits to be sent"),
        "ownMany": _("{count} plots wait to be sent"),
        "othersOne": _("1 plot of somebody else waits on this phone; it goes when that person signs in."),
        "othersMany": _("{count} plots of somebody else wait on this phone; they go when that person signs in."),
        "waiting": _("waits for signal"),
        "signed_out": _("waits until you sign in for this organization"),
        "refused": _("could not be recorded as it is"),
        "mend": _("Look at it"),
        "signIn": _("Sign in"),
        "sent": _("{name}: recorded."),
        "open": _("Open it"),
    }
