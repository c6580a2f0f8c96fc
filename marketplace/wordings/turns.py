"""How it is said what somebody must do next."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {}

LABELS: dict[str, dict[str, LazyString]] = {
    "Task": {
        "lot.judge": _("Check the lot before it is published"),
        "lot.mend": _("Mend the lot as the facilitator asks"),
        "round.publish": _("Publish the plan, or adopt another one"),
        "round.mend": _("Look why the round failed"),
        "allocation.answer": _("Answer the proposed sale"),
        "bid.answer": _("Answer the bid"),
        "contract.judge": _("Judge the contract"),
        "contract.amend": _("Amend the contract or step back"),
        "contract.confirm": _("Confirm the changed terms"),
        "sample.send": _("Send the sample"),
        "sample.agree_fee": _("Agree to the fee of the sample"),
        "sample.receive": _("Say when the sample has come"),
        "sample.send_again": _("Send the lost sample again"),
        "sample.judge": _("Taste the sample and say what you found"),
        "sample.find_remedy": _("Choose what follows the rejected sample"),
        "sample.answer_allowance": _("Answer the price allowance"),
        "sample.write_allowance": _("Write the agreed allowance into the contract"),
        "contract.sign": _("Sign the contract"),
        "contract.judge_second": _("Judge the contract as the second facilitator"),
        "contract.acknowledge": _("Read the facilitator's condition and take note of it"),
        "contract.answer_end": _("Answer the wish to end the contract"),
        "contract.make_ready": _("Make the cacao ready to ship"),
        "contract.ship": _("Ship the cacao"),
        "contract.send_documents": _("Send the shipping documents"),
        "contract.report_arrival": _("Report the arrival"),
        "contract.close": _("Close the contract"),
        "contract.fix_price": _("Fix the price"),
        "amendment.answer": _("Answer the amendment"),
        "amendment.judge": _("Judge the amendment"),
        "settlement.answer": _("Confirm or dispute the final weight"),
        "settlement.restate": _("State the final weight anew"),
        "settlement.judge": _("Judge a final weight outside the tolerance"),
        "claim.answer": _("Answer the claim"),
        "claim.answer_counter": _("Answer the other remedy"),
        "claim.mediate": _("Mediate the claim"),
        "call_off.call": _("Call off the bags of the quarter"),
        "call_off.confirm": _("Confirm the called bags with a day of shipment"),
        "call_off.ship": _("Ship the called bags"),
        "tender.confirm": _("Confirm the award"),
        "tender.approve": _("Agree to the award"),
        "period.close": _("Look at the month's books and close them"),
        "correction.judge": _("Undo the entry, or leave it"),
    },
}
