"""Who gets through which door: one line for each route, for their own things and for those of others.

Roles: `anonymous`; `guest` (signed in, in no organization); `producer` and `maker` (owners, party to the own things);
`reader` (looks on in the producer's group); `unverified` (owner of a group not yet verified); `rival` (another maker);
`facilitator`. A role that is not named must be turned away: led to the sign-in, or told 403 or 404.
"""

from dataclasses import dataclass

EVERYBODY = frozenset({"anonymous", "guest", "producer", "reader", "unverified", "maker", "rival", "facilitator"})
SIGNED_IN = EVERYBODY - {"anonymous"}
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Door:
    """Who gets through to their own thing, and to somebody else's; `thing` is what the address names."""

    own: frozenset[str]
    foreign: frozenset[str] = NOBODY
    thing: str | None = None


def door(own: str | frozenset[str], foreign: str | frozenset[str] = "", *, thing: str | None = None) -> Door:
    """Write one line of the table."""
    return Door(_roles(own), _roles(foreign), thing)


def _roles(words: str | frozenset[str]) -> frozenset[str]:
    return words if isinstance(words, frozenset) else frozenset(words.split())


PARTIES = "producer maker reader facilitator"

DOORS: dict[str, Door] = {
    # Open to all
    "pages.show_home": door(EVERYBODY),
    "health.show_health": door(EVERYBODY),
    "languages.choose_language": door(EVERYBODY),
    "webhooks.hear": door(""),  # only the payment provider, by its signature
    "static": door(EVERYBODY),
    "styleguide.show_styleguide": door(EVERYBODY),
    "lots.list_lots": door(EVERYBODY),
    "flavours.show_map": door(EVERYBODY),
    "accounts.sign_in": door(EVERYBODY),
    "accounts.enter": door(EVERYBODY),
    "accounts.show_registration": door(EVERYBODY),
    "accounts.register": door(EVERYBODY),
    "accounts.show_forgotten": door(EVERYBODY),
    "accounts.ask_for_reset": door(EVERYBODY),
    "accounts.show_sent": door(EVERYBODY),
    "accounts.show_reset": door(EVERYBODY),
    "accounts.reset_password": door(EVERYBODY),
    "accounts.show_address": door(EVERYBODY),
    "accounts.confirm_address": door(EVERYBODY),
    "accounts.show_undoing": door(EVERYBODY),
    "accounts.undo_address": door(EVERYBODY),
    "privacy.show_policy": door(EVERYBODY),
    # One's own account
    "privacy.save_account": door(SIGNED_IN),
    "privacy.show_closing": door(SIGNED_IN),
    "privacy.close_account": door(SIGNED_IN),
    # Plots on the ground: walked or drawn
    "farmers.list_all": door("producer reader unverified facilitator"),
    "farmers.print_all": door("producer reader unverified"),
    "farmers.start": door("producer unverified"),
    "farmers.register": door("producer unverified"),
    "farmers.show": door("producer reader facilitator", "facilitator", thing="farmer"),
    "farmers.edit": door("producer", thing="farmer"),
    "farmers.change": door("producer", thing="farmer"),
    "farmers.let_go": door("producer", thing="farmer"),
    "farmers.take_back": door("producer", thing="farmer"),
    "register_imports.start": door("producer unverified"),
    "register_imports.bring": door("producer unverified"),
    "register_imports.show": door(""),  # of a file that nobody brought
    "register_imports.save_faults": door(""),  # as above
    "register_imports.mend": door(""),  # as above
    "register_imports.take": door(""),  # as above
    "register_imports.drop": door(""),  # as above
    "evidence.list_screenings": door("producer reader unverified facilitator"),
    "evidence.bring_screenings": door("producer unverified facilitator"),
    "evidence.export_plots": door(""),  # there is no file of so high a number
    "evidence.prove": door("producer", thing="plot"),
    "evidence.show_review": door("facilitator", "facilitator", thing="plot"),
    "evidence.review": door("", thing="plot"),  # there is no such verdict
    "evidence.segregate": door("producer facilitator", "facilitator", thing="plot"),
    "evidence.readmit": door("producer facilitator", "facilitator", thing="plot"),
    "evidence.show_pack": door(PARTIES, "facilitator", thing="contract"),
    "evidence.make_pack": door("producer maker facilitator", "facilitator", thing="contract"),
    "evidence.record": door("maker", thing="contract"),
    "evidence.change": door("maker", thing="statement"),
    "evidence.find_pack": door(PARTIES, "facilitator", thing="pack"),
    "evidence.find_statement": door(PARTIES, "facilitator", thing="statement"),
    "plots.show": door("producer reader facilitator", "facilitator", thing="plot"),
    "plots.start": door("producer", thing="farmer"),
    "plots.enter": door("producer", thing="farmer"),
    "plots.edit": door("producer", thing="plot"),
    "plots.change": door("producer", thing="plot"),
    "plots.retire": door("producer", thing="plot"),
    "drawing.start": door("producer", thing="farmer"),
    "drawing.record": door("producer", thing="farmer"),
    "drawing.edit": door("producer", thing="plot"),
    "drawing.redraw": door("producer", thing="plot"),
    "drawing.show_sender": door(EVERYBODY),  # says who asks, and nothing else
    "drawing.show_worker": door(EVERYBODY),
    # What is kept of farmers
    "privacy.show_farmer": door("producer", thing="farmer"),
    "privacy.save_farmer": door("producer", thing="farmer"),
    "privacy.record_consent": door("producer", thing="farmer"),
    "privacy.erase_farmer": door("producer", thing="farmer"),
    "accounts.sign_out": door(EVERYBODY),
    "accounts.show_account": door(SIGNED_IN),
    "accounts.change_password": door(SIGNED_IN),
    "accounts.ask_for_address": door(SIGNED_IN),
    "accounts.withdraw_address": door(SIGNED_IN),
    "accounts.change_person": door(SIGNED_IN),
    "accounts.end_sessions": door(SIGNED_IN),
    "accounts.list_events": door(SIGNED_IN),
    # The inbox, and how one is told
    "notices.show_inbox": door(SIGNED_IN),
    "notices.mark_seen": door(SIGNED_IN),
    "notices.open_notice": door(""),  # of a notice that does not exist
    "notices.show_wishes": door(SIGNED_IN),
    "notices.keep_wishes": door(SIGNED_IN),
    "notices.ask_for_less": door(""),  # by a link that was never sent
    "notices.write_less": door(""),  # as above
    # Lots
    "lots.list_own_lots": door("producer reader unverified"),
    "lots.start": door("producer unverified"),
    "lots.begin": door("producer unverified"),
    "lots.show_lot": door("producer reader facilitator", "facilitator", thing="lot"),
    "lots.print_lot": door("producer reader facilitator", "facilitator", thing="lot"),
    "lots.copy": door("producer", thing="lot"),
    "lots.edit": door("producer", thing="lot"),
    "lots.change": door("producer", thing="lot"),
    "lots.edit_photos": door("producer", thing="lot"),
    "lots.add_photo": door("producer", thing="lot"),
    "lots.change_photo": door("", thing="lot"),  # of a photo that does not exist
    "lots.show_results": door("producer", thing="lot"),
    "lots.ask_result": door("producer", thing="lot"),
    "lots.record_result": door("producer", thing="lot"),
    "lots.review": door("producer", thing="lot"),
    "lots.submit": door("producer", thing="lot"),
    "lots.take_step": door("producer", thing="lot"),
    "lots.go_on": door("producer", thing="started_lot"),
    "lots.resume": door("producer", thing="started_lot"),
    "lots.save": door("producer", thing="started_lot"),
    "lots.discard": door("producer", thing="started_lot"),
    "lots.show_photo": door(""),  # of a photo that does not exist
    # Passports: of a lot that has none, its own page is shown to whom it may be shown
    "passports.show_passport": door("producer reader facilitator", "facilitator", thing="lot"),
    "passports.show_former": door("", thing="lot"),  # of a passport that was never issued
    "passports.get_newest_file": door("", thing="lot"),  # as above
    "passports.get_file": door("", thing="lot"),  # as above
    "passports.print_labels": door("", thing="lot"),  # as above
    "passports.print_card": door("", thing="lot"),  # as above
    "passports.list_keys": door(EVERYBODY),
    "passports.get_verifier": door(EVERYBODY),
    # Certificates
    "certificates.list_certificates": door("producer reader unverified"),
    "certificates.start": door("producer unverified"),
    "certificates.record": door("producer unverified"),
    "certificates.edit": door("producer", thing="certificate"),
    "certificates.correct": door("producer", thing="certificate"),
    "certificates.show_withdrawal": door("producer facilitator", "facilitator", thing="certificate"),
    "certificates.withdraw": door("producer facilitator", "facilitator", thing="certificate"),
    # Deliveries and batches
    "deliveries.list_all": door("producer reader unverified facilitator"),
    "deliveries.export": door("producer reader unverified facilitator"),
    "deliveries.list_unpaid": door("producer reader unverified facilitator"),
    "deliveries.show_balance": door("producer reader unverified facilitator"),
    "deliveries.start": door("producer unverified"),
    "deliveries.take": door("producer unverified"),
    "deliveries.find": door("producer unverified"),
    "deliveries.open_import": door("producer unverified"),
    "deliveries.bring_in": door("producer unverified"),
    "deliveries.open_payment": door(""),  # of a farmer who is owed nothing
    "deliveries.pay": door(""),  # as above
    "deliveries.show": door("producer reader facilitator", "facilitator", thing="delivery"),
    "deliveries.print_receipt": door("producer reader facilitator", "facilitator", thing="delivery"),
    "deliveries.open_correction": door("producer", thing="delivery"),
    "deliveries.correct": door("producer", thing="delivery"),
    "deliveries.void": door("producer", thing="delivery"),
    "batches.list_all": door("producer reader unverified facilitator"),
    "batches.start": door("producer unverified"),
    "batches.begin": door("producer unverified"),
    "batches.build": door("producer unverified"),
    "batches.begin_lot": door("producer unverified"),
    "batches.show": door("producer reader facilitator", "facilitator", thing="batch"),
    "batches.edit": door("producer", thing="batch"),
    "batches.change": door("producer", thing="batch"),
    "batches.flow": door("producer", thing="batch"),
    "batches.close": door("producer", thing="batch"),
    "batches.reopen": door("producer", thing="batch"),
    "batches.show_origin": door("producer reader facilitator", "facilitator", thing="lot"),
    "batches.flow_lot": door("producer", thing="lot"),
    # Demands
    "demands.list_demands": door("producer reader unverified maker rival facilitator guest"),
    "demands.show_board": door("producer reader unverified facilitator"),
    "demands.choose_start": door("maker rival"),
    "demands.start": door("maker rival"),
    "demands.show_demand": door(
        "producer reader unverified maker facilitator", "producer reader unverified facilitator", thing="demand"
    ),
    "demands.show_for_lot": door("producer reader", thing="lot"),
    "demands.edit_step": door("maker", thing="demand"),
    "demands.save_edited_step": door("maker", thing="demand"),
    "demands.take_step": door("maker", thing="demand"),
    "demands.show_started_step": door("maker", thing="started_demand"),
    "demands.save_started_step": door("maker", thing="started_demand"),
    "demands.discard_started": door("maker", thing="started_demand"),
    # Organizations and the people in them
    "accounts.switch_organization": door(""),  # to an organization that does not exist
    "organizations.list_organizations": door(EVERYBODY),
    "organizations.show_new": door(SIGNED_IN),
    "organizations.create_organization": door(SIGNED_IN),
    "organizations.find_organization": door(EVERYBODY, EVERYBODY, thing="owed"),
    "organizations.show_organization": door(EVERYBODY, EVERYBODY, thing="organization"),
    "organizations.edit_organization": door("producer", thing="organization"),
    "organizations.change_organization": door("producer", thing="organization"),
    "organizations.judge": door("facilitator", "facilitator", thing="organization"),
    "organizations.show_members": door("producer reader facilitator", "facilitator", thing="organization"),
    "organizations.invite": door("producer", thing="organization"),
    "organizations.resend_invitation": door("", thing="organization"),  # of an invitation that does not exist
    "organizations.revoke_invitation": door("", thing="organization"),  # as above
    "organizations.change_level": door("producer", thing="organization"),  # without saying which level
    "organizations.remove_member": door("", thing="organization"),  # of a person who is not in it
    "organizations.show_invitation": door(""),  # with a link that was never sent
    "organizations.accept_invitation": door(""),  # as above
    "organizations.register_by_invitation": door(""),  # as above
    # Samples
    "samples.list_samples": door("producer maker reader unverified rival facilitator"),
    "samples.set_fee": door("producer unverified"),
    "samples.show": door(PARTIES, "facilitator", thing="sample"),
    "samples.take_step": door("maker", thing="sample"),  # to agree to a fee
    "samples.ask": door("", thing="lot"),  # of a lot that makers do not see
    "samples.send_request": door("", thing="lot"),  # as above
    "samples.show_lot": door("producer reader", thing="lot"),
    "samples.record": door("producer", thing="lot"),
    "samples.call": door("producer maker", thing="contract"),
    "samples.ask_drawn": door("producer maker", thing="contract"),
    "samples.draw": door("producer maker", thing="contract"),
    # Allocations
    "allocations.list_allocations": door("producer maker reader unverified rival facilitator"),
    "allocations.show": door(PARTIES, "facilitator", thing="allocation"),
    "allocations.accept": door("producer maker", thing="allocation"),
    "allocations.decline": door("producer maker", thing="allocation"),
    # Bids; the lot of these doors is a draft, on which nobody can bid
    "bids.list_bids": door("producer maker reader unverified rival facilitator"),
    "bids.show": door(PARTIES, "facilitator", thing="bid"),
    "bids.accept": door("producer maker", thing="bid"),
    "bids.end": door("producer maker", thing="bid"),
    "bids.write_counter": door("producer maker", thing="bid"),
    "bids.counter": door("producer maker", thing="bid"),
    "bids.write_bid": door("", thing="lot"),
    "bids.place": door("", thing="lot"),
    "bids.write_purchase": door("", thing="lot"),
    "bids.buy": door("", thing="lot"),
    "bids.write_offer": door("producer", thing="lot"),
    "bids.offer": door("producer", thing="lot"),
    "bids.compare": door("producer reader facilitator", "facilitator", thing="lot"),
    # Contracts
    "contracts.list_contracts": door("producer maker reader unverified rival facilitator"),
    "contracts.show": door(PARTIES, "facilitator", thing="contract"),
    "contracts.print_contract": door(PARTIES, "facilitator", thing="contract"),
    "contracts.edit": door("producer maker", thing="contract"),
    "contracts.amend": door("producer maker", thing="contract"),
    "contracts.confirm": door("producer maker", thing="contract"),
    "contracts.judge": door("facilitator", "facilitator", thing="contract"),
    "contracts.read_to_sign": door("producer maker", thing="contract"),
    "contracts.sign": door("producer maker", thing="contract"),
    "contracts.report": door("producer maker", thing="contract"),
    "contracts.show_pdf": door(PARTIES, "facilitator", thing="contract"),
    "contracts.show_document": door(PARTIES, "facilitator", thing="contract"),
    # What happens to a contract in force
    "amendments.start": door("producer maker", thing="contract"),
    "amendments.check": door("producer maker", thing="contract"),
    "amendments.ask": door("producer maker", thing="contract"),
    "amendments.show": door(PARTIES, "facilitator", thing="amendment"),
    "amendments.accept": door("producer maker", thing="amendment"),
    "amendments.take_step": door("facilitator", "facilitator", thing="amendment"),  # to approve it
    "fixings.show": door(PARTIES, "facilitator", thing="contract"),
    "fixings.fix": door("producer maker", thing="contract"),
    # The books: facilitators keep them, everybody reads of one's own money
    "books.show": door("facilitator"),
    "books.show_account": door("facilitator"),
    "books.show_entry": door("facilitator", "facilitator", thing="entry"),
    "books.ask": door("facilitator", "facilitator", thing="entry"),
    "books.decide": door("", thing="entry"),  # on a wish that nobody uttered
    "books.find_entry": door(""),  # of a wish that nobody uttered
    "books.find_month": door(""),  # of a month that nobody asked to close
    "books.show_months": door("facilitator"),
    "books.show_month": door("facilitator"),
    "books.ask_for_month": door("facilitator"),
    "books.take_month": door(""),  # of a month that nobody asked to close
    "books.export_csv": door("facilitator"),
    "books.export_xlsx": door("facilitator"),
    "books.show_own": door("producer maker reader unverified rival"),
    "books.show_organization": door("facilitator", "facilitator", thing="organization"),
    "books.show_contract": door(PARTIES, "facilitator", thing="contract"),
    "settlements.find": door(PARTIES, "facilitator", thing="settlement"),
    "settlements.show_called": door(PARTIES, "facilitator", thing="arrived_call_off"),
    "settlements.state_called": door("producer maker", thing="arrived_call_off"),
    "settlements.take_step_called": door("", thing="arrived_call_off"),  # of a weight that nobody has stated
    "settlements.show": door(PARTIES, "facilitator", thing="contract"),
    "settlements.state": door("producer maker", thing="contract"),
    "settlements.take_step": door("", thing="contract"),  # of a weight that nobody has stated
    # Shipments and what they carry
    "shipments.list_all": door(SIGNED_IN - {"guest"}),
    "shipments.plan_containers": door("producer facilitator"),
    "shipments.list_what_is_late": door("facilitator"),
    "shipments.plan": door("producer facilitator"),
    "shipments.put_plan": door("producer facilitator"),
    "shipments.show": door(PARTIES, "facilitator", thing="shipment"),
    "shipments.move": door("producer facilitator", "facilitator", thing="shipment"),
    "shipments.change": door("producer facilitator", "facilitator", thing="shipment"),
    "shipments.put_change": door("producer facilitator", "facilitator", thing="shipment"),
    "shipments.add_cargo": door("producer facilitator", "facilitator", thing="shipment"),
    "shipments.drop_cargo": door("producer facilitator", "facilitator", thing="shipment"),
    "shipments.add_cost": door("producer facilitator", "facilitator", thing="shipment"),
    "shipments.drop_cost": door("", thing="shipment"),  # of a cost that does not exist
    "shipments.show_cargo": door(PARTIES, "facilitator", thing="cargo"),
    "shipments.weigh": door("producer maker facilitator", "facilitator", thing="cargo"),
    "shipments.note_arrival": door("producer maker facilitator", "facilitator", thing="cargo"),
    "shipments.take_over": door("producer maker facilitator", "facilitator", thing="cargo"),
    "shipments.bring_paper": door("", thing="cargo"),  # of a paper that does not exist
    "shipments.answer": door("", thing="cargo"),  # as above
    "shipments.print_packing_list": door(PARTIES, "facilitator", thing="cargo"),
    "shipments.print_weight_note": door(PARTIES, "facilitator", thing="cargo"),
    "shipments.print_labels": door(PARTIES, "facilitator", thing="cargo"),
    "claims.list_all_called": door(PARTIES, "facilitator", thing="arrived_call_off"),
    "claims.open_claim_called": door("maker", thing="arrived_call_off"),
    "claims.list_all": door(PARTIES, "facilitator", thing="contract"),
    "claims.open_claim": door("maker", thing="contract"),
    "claims.show": door(PARTIES, "facilitator", thing="claim"),
    "claims.take_step": door("producer", thing="claim"),  # to give what is claimed
    # Money
    "payments.list_all": door("producer maker reader unverified rival facilitator"),
    "payments.show_board": door("facilitator"),
    "payments.clear_news": door(""),  # of news that does not exist
    "payments.show_news": door("facilitator"),  # leads to the board
    "payments.show_stray": door("facilitator", "facilitator", thing="stray"),
    "payments.show_placement": door("facilitator", "facilitator", thing="placement"),
    "payments.match_stray": door("facilitator", "facilitator", thing="stray"),
    "payments.send_back_stray": door("facilitator", "facilitator", thing="stray"),
    "payments.judge_placement": door("facilitator", "facilitator", thing="placement"),
    "books.take_repaid": door("facilitator", "facilitator", thing="contract"),
    "payments.show": door(PARTIES, "facilitator", thing="instalment"),
    "payments.pay": door("maker", thing="instalment"),
    "payments.show_attempt": door(PARTIES, "facilitator", thing="payment"),
    "payments.ask": door(PARTIES, "facilitator", thing="payment"),
    "payments.clear": door("facilitator", "facilitator", thing="payment"),
    "payments.give_back": door("facilitator", "facilitator", thing="payment"),
    "payments.show_refund": door(PARTIES, "facilitator", thing="refund"),
    "payments.use_credit": door("", thing="instalment"),  # with a credit that does not exist
    "payments.claim_back": door("maker", thing="refund"),  # with an old page
    "money_papers.list_all": door("producer maker reader unverified rival facilitator"),
    "money_papers.show_pdf": door(PARTIES, "facilitator", thing="paper"),
    "payouts.show_own_bank": door("producer maker reader unverified rival facilitator"),
    "payouts.show_bank": door("producer reader facilitator", "facilitator", thing="organization"),
    "payouts.state_bank": door("producer", thing="organization"),
    "payouts.show_account": door("producer reader facilitator", "facilitator", thing="account"),
    "payouts.judge_account": door("facilitator", "facilitator", thing="account"),
    "payouts.list_all": door("producer reader unverified facilitator"),
    "payouts.prepare": door("facilitator", "facilitator", thing="owed"),
    "payouts.take_payout": door("facilitator", "facilitator", thing="owed"),
    "payouts.show": door("producer reader facilitator", "facilitator", thing="payout"),
    "payouts.take_step": door("facilitator", "facilitator", thing="payout"),  # to approve it
    "payouts.send": door("facilitator", "facilitator", thing="payout"),
    "payouts.send_back": door("facilitator", "facilitator", thing="payout"),
    "payments.take_step": door("facilitator", "facilitator", thing="refund"),  # to decide it, with an old page
    "call_offs.plan": door("producer maker", thing="contract"),
    "call_offs.put_plan": door("producer maker", thing="contract"),
    "call_offs.list_all": door(PARTIES, "facilitator", thing="contract"),
    "call_offs.show": door(PARTIES, "facilitator", thing="call_off"),
    "call_offs.take_step": door("producer maker", thing="call_off"),  # to call bags, with an old page
    "verification.ask": door(EVERYBODY),
    "verification.check": door(EVERYBODY),
    "verification.show_document": door(""),  # with a hash that no document has
    # Sealed-bid rounds: everybody may read the rules of those on lots that everybody sees
    "tenders.list_tenders": door(EVERYBODY),
    "tenders.show": door(EVERYBODY, EVERYBODY, thing="tender"),
    "tenders.show_result": door(EVERYBODY, EVERYBODY, thing="tender"),  # leads to the rules while it is open
    "tenders.new": door("producer facilitator", "facilitator", thing="lot"),
    "tenders.create": door("producer facilitator", "facilitator", thing="lot"),
    "tenders.place": door("maker rival", "maker rival", thing="tender"),
    "tenders.take_back": door("maker rival", "maker rival", thing="tender"),
    "tenders.confirm": door("producer facilitator", "facilitator", thing="tender"),
    "tenders.cancel": door("producer facilitator", "facilitator", thing="tender"),
    # What is said about things
    "threads.show": door(PARTIES, "facilitator", thing="contract"),
    "threads.post": door("producer maker facilitator", "facilitator", thing="contract"),
    "files.show_file": door(PARTIES, "facilitator", thing="file"),
    # The figures of the day
    "references.show": door(EVERYBODY),
    "references.check": door("facilitator"),
    "references.put": door("facilitator"),
    # Facilitators' rooms
    "reviews.show_queue": door("facilitator"),
    "reviews.show_contract": door("facilitator", "facilitator", thing="contract"),
    "reviews.show_lot": door("facilitator", "facilitator", thing="lot"),
    "reviews.judge_lot": door("facilitator", "facilitator", thing="lot"),
    "rounds.list_rounds": door("facilitator"),
    "rounds.new": door("facilitator"),
    "rounds.create": door("facilitator"),
    "rounds.show": door("facilitator", "facilitator", thing="round"),
    "rounds.edit": door("facilitator", "facilitator", thing="round"),
    "rounds.change": door("facilitator", "facilitator", thing="round"),
    "rounds.take_step": door("facilitator", "facilitator", thing="round"),
    # Scenarios: they, and those of a round that has none, are as hidden as the round
    "scenarios.list_all": door("facilitator", "facilitator", thing="round"),
    "scenarios.add_preset": door("facilitator", "facilitator", thing="round"),
    "scenarios.new": door("facilitator", "facilitator", thing="round"),
    "scenarios.add": door("facilitator", "facilitator", thing="round"),
    "scenarios.ask_edit": door("facilitator", "facilitator", thing="round"),
    "scenarios.edit": door("facilitator", "facilitator", thing="round"),
    "scenarios.ask_bid_edit": door("facilitator", "facilitator", thing="round"),
    "scenarios.edit_bid": door("facilitator", "facilitator", thing="round"),
    "scenarios.ask": door("facilitator", "facilitator", thing="round"),
    "scenarios.show": door("", thing="round"),  # of a scenario that does not exist
    "scenarios.adopt": door("", thing="round"),  # as above
    "scenarios.take_step": door("", thing="round"),  # of a scenario that does not exist
}
