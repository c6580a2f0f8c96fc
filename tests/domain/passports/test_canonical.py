"""There is one way to write a passport, and a copy that differs by one byte is none."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.errors import Refused
from marketplace.domain.passports.canonical import (
    MOST_BYTES,
    SignedPassport,
    canonical,
    digest,
    read_signed,
    write_signed,
)

KEPT = SignedPassport({"lot": "YANA-26-01", "note": "piña 🍍"}, "21fe31dfa154a261", "c2ln")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="ascii")), inner),
    max_leaves=12,
)


def code_of(file: bytes) -> str:
    with pytest.raises(Refused) as no:
        read_signed(file)
    return no.value.code


def test_keys_stand_in_order_and_letters_as_they_are() -> None:
    assert (
        canonical({"z": 1, "a": {"c": "é\n", "b": Decimal("1.50")}}) == '{"a":{"b":"1.50","c":"é\\n"},"z":1}'.encode()
    )


@given(VALUES)
def test_what_was_written_reads_the_same_and_is_written_the_same(value: object) -> None:
    written = canonical(value)
    assert json.loads(written) == value
    assert canonical(json.loads(written)) == written


@pytest.mark.parametrize("value", [{"é": 1}, 2**53, [{"deep": {"ñ": 1}}]])
def test_what_other_languages_would_write_otherwise_is_not_written(value: object) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        canonical(value)


def test_a_fraction_is_not_written() -> None:
    with pytest.raises(TypeError):
        canonical({"price": json.loads("0.1")})


def test_a_file_reads_back_to_the_bytes_that_were_signed() -> None:
    read = read_signed(write_signed(KEPT) + b"\r\n")
    assert read == KEPT
    assert read.signed == canonical(KEPT.body)


def test_a_digest_is_the_sha_256() -> None:
    assert digest(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"body":{},"key":1,"signature":"x"}',
        b'{"body":[],"key":"k","signature":"x"}',
        b'{"body":{},"key":"k","signature":7}',
        b'{"body":{"x":0.5},"key":"k","signature":"s"}',
        b'{"body":{"x":NaN},"key":"k","signature":"s"}',
        b"[" * 100_000,
        b" " * (MOST_BYTES + 1),
        write_signed(KEPT)[:-9],
    ],
)
def test_what_is_no_passport_is_called_so(file: bytes) -> None:
    assert code_of(file) == "passport.no_passport"


@pytest.mark.parametrize(
    "file",
    [
        write_signed(KEPT).replace(b":", b": ", 1),
        b'{"body":{"a":2,"a":1},"key":"k","signature":"s"}',
        b'{"key":"k","body":{},"signature":"s"}',
    ],
)
def test_another_way_of_writing_the_same_is_an_altered_copy(file: bytes) -> None:
    assert code_of(file) == "passport.altered"
