"""A receipt has a key of its own, which no reminder has."""

from marketplace.domain.notices.reminders import receipt_key, receipt_of


def test_a_receipts_key_names_its_version_and_others_none() -> None:
    assert [receipt_of(each) for each in (receipt_key(17), "bid:17:answer", None)] == [17, None, None]
