"""How people, organizations, invitations and signing in are said."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {
    "name.empty": _("Please write a name."),
    "name.too_long": _("At most %(limit)s characters, please."),
    "name.unprintable": _("This contains signs that cannot be seen. Please type it again."),
    "user.email_malformed": _("This is not a complete e-mail address, such as ana@example.org."),
    "user.email_too_long": _("An e-mail address has at most %(limit)s characters."),
    "user.email_taken": _("Somebody is registered with this address. Sign in, or ask for a new password."),
    "user.email_same": _("This is the address that you have already."),
    "user.password_too_short": _("Please choose at least %(limit)s characters; several words are fine."),
    "user.password_too_long": _("Please choose at most %(limit)s characters."),
    "user.password_is_email": _("Your address is what others would try first. Please choose another password."),
    "user.password_too_plain": _("One sign over and over is soon guessed. Please choose another password."),
    "user.password_wrong": _("This is not your present password."),
    "user.language_unknown": _("Mazorca does not speak this language yet."),
    "sign_in.wrong": _("This address and this password do not belong together. Please try again."),
    "sign_in.too_often": _("Too many tries. Please wait %(wait)s, then try again."),
    "link.unknown": _("This link is not complete. Please open it from the mail once more."),
    "link.expired": _("This link has grown old or was used already. Please ask for a new one."),
    "act.organization_switched": _(
        "You act for another of your organizations now. Go back to the first one before you send this form."
    ),
    "organization.unknown": _("There is no such organization, or it is not for you to see."),
    "organization.wrong_role": _("Only facilitators of the alliance do this."),
    "organization.wrong_state": _("The organization does not stand where this step begins. Please look again."),
    "organization.alliances_are_founded": _("An alliance is founded by those who run this market, not registered."),
    "organization.country_unknown": _("Please choose a country."),
    "organization.region_unknown": _("Please choose one of Peru's regions, or none for another country."),
    "organization.region_missing": _("Please choose the region where the group is."),
    "organization.ruc_malformed": _("A RUC has eleven digits."),
    "organization.ruc_wrong": _("This is not a valid RUC. Please compare it with the certificate of SUNAT."),
    "organization.website_malformed": _("Please write the whole address, such as https://example.org."),
    "organization.text_too_long": _("At most %(limit)s characters, please."),
    "organization.count_out_of_range": _("Please write a number from 0 to %(most)s."),
    "organization.figure_out_of_range": _("Please write a number from 0 to %(most)s."),
    "organization.members_missing": _("Please state all members too, so that the women among them can be counted."),
    "organization.more_women_than_members": _("There cannot be more women than members."),
    "organization.identity_fixed": _(
        "The alliance verified this as it stands. Ask a facilitator before it can be changed."
    ),
    "organization.note_needed": _("Please say why; the organization will read it."),
    "organization.last_owner": _("An organization needs an owner. Make somebody else an owner first."),
    "organization.already_member": _("This person belongs to the organization already."),
    "membership.unknown": _("This person does not belong to the organization."),
    "invitation.unknown": _("There is no such invitation."),
    "invitation.already_open": _("This person has been invited already. You can send the invitation again below."),
    "invitation.accepted": _("This invitation was accepted already."),
    "invitation.revoked": _("This invitation was withdrawn. Please ask the person who invited you."),
    "invitation.expired": _("This invitation has run out. Please ask for a new one."),
    "invitation.for_somebody_else": _("This invitation was sent to another address than the one you signed in with."),
    "invitation.sign_in_first": _("You have an account with this address. Please sign in to accept."),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "OrganizationKind": {
        "producer_group": _("Producer group"),
        "maker": _("Chocolate maker"),
        "alliance": _("Alliance"),
    },
    "ProducerKind": {
        "single_farm": _("Single farm"),
        "association": _("Association"),
        "cooperative": _("Cooperative"),
        "women_association": _("Women's association"),
        "group": _("Group of farmers"),
        "washing_station": _("Fermentation centre"),
        "other": _("Other"),
    },
    "VerificationState": {
        "unverified": _("not verified yet"),
        "verified": _("verified"),
        "refused": _("refused"),
        "suspended": _("suspended"),
    },
    "VerificationStep": {
        "verify": _("Verify"),
        "refuse": _("Refuse"),
        "suspend": _("Suspend"),
        "reinstate": _("Reinstate"),
        "ask_again": _("Ask to be looked at again"),
    },
    "InvitationState": {
        "open": _("waiting for an answer"),
        "accepted": _("accepted"),
        "revoked": _("withdrawn"),
        "expired": _("run out"),
    },
}
