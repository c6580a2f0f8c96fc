"""The check digits of the numbers on a Peruvian bank slip: RUC, CCI and BIC."""

import re

RUC_KINDS: frozenset[str] = frozenset({"10", "15", "16", "17", "20"})
"""The first two digits that SUNAT gives out: persons, and 20 for organizations (sunat.gob.pe, Registro Unico)."""
RUC_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
RUC_LENGTH, CCI_LENGTH, CCI_OFFICE = 11, 20, 6
ELEVEN, TEN = 11, 10
BIC = re.compile(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
COUNTRY = slice(4, 6)


def tidy_number(text: str) -> str:
    """Drop the blanks, dots and dashes with which people group digits, and write letters large."""
    return re.sub(r"[\s.\-]", "", text).upper()


def is_ruc(number: str) -> bool:
    """Say whether a number can be a RUC: eleven digits, the last one by modulus 11 (SUNAT)."""
    if not _is_digits(number, RUC_LENGTH) or number[:2] not in RUC_KINDS:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, RUC_WEIGHTS, strict=False))
    return int(number[-1]) == (ELEVEN - total % ELEVEN) % TEN


def is_cci(number: str) -> bool:
    """Say whether a number can be a CCI: bank and office (6), account (12), and one check digit for each of both.

    Digits are weighted 1, 2, 1, 2 … from the left, the digits of each product added, and the sum filled up to the next
    ten (docs.d24.com, Peru, "CCI validation algorithm").
    """
    if not _is_digits(number, CCI_LENGTH):
        return False
    office, account, control = number[:CCI_OFFICE], number[CCI_OFFICE:-2], number[-2:]
    return control == f"{_control(office)}{_control(account)}"


def is_peruvian_bic(code: str) -> bool:
    """Say whether a code can be the BIC of a bank in Peru (ISO 9362: bank, country, place, and perhaps a branch)."""
    return bool(BIC.fullmatch(code)) and code[COUNTRY] == "PE"


def _is_digits(number: str, length: int) -> bool:
    return len(number) == length and number.isascii() and number.isdigit()


def _control(digits: str) -> int:
    products = [int(digit) * (1 + place % 2) for place, digit in enumerate(digits)]
    return -sum(sum(divmod(each, TEN)) for each in products) % TEN
