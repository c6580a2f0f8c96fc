"""Where the pages of goods are: those of a contract, and those of one call-off of its frame."""

from flask import url_for

from marketplace.domain.ids import CallOffId
from marketplace.queries.contracts.call_offs import contract_of_call_off
from marketplace.queries.contracts.goods import GoodsPage, goods_of
from marketplace.web.contracts.rooms import blueprint, read_contract
from marketplace.web.sessions import current_viewer


def read_called(call_off_id: int) -> GoodsPage:
    """Read called bags that have left, as this viewer may see them."""
    contract = read_contract(contract_of_call_off(call_off_id, current_viewer()))
    return goods_of(contract, CallOffId(call_off_id))


@blueprint.app_template_global("goods_url")
def goods_url(endpoint: str, goods: GoodsPage, *, step: str | None = None) -> str:
    """Give the address of a page of goods: that of called bags stands beside the contract's, under its own name."""
    if goods.call_off_id:
        return url_for(f"{endpoint}_called", call_off_id=goods.call_off_id, step=step)
    return url_for(endpoint, contract_id=goods.contract.line.id, step=step)
