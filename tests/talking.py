"""Things said, with files, for tests that need some."""

from marketplace.domain.events import SubjectKind
from marketplace.domain.viewers import Viewer
from marketplace.gateways.attachments import Sent, keeping
from marketplace.models.base import db
from marketplace.models.rows.record.files import StoredFile
from marketplace.services.messages import Words, post_message
from tests.gateways.contents import a_paper
from tests.market import NOW, Market


def a_file(market: Market, contract_id: int, by: Viewer) -> int:
    """Send a paper with a message about a contract; return the file's number."""
    with market.app.app_context():
        with keeping([Sent("weights.pdf", a_paper())]) as kept:
            number = post_message(SubjectKind.CONTRACT, contract_id, words=Words("Weights", kept), by=by, now=NOW)
        return int(db.session.query(StoredFile.id).filter_by(message_id=number).one()[0])
