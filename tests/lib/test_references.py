"""References read over a bad line."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from upstander.lib.references import make_reference, near_references, read_reference

numbers = st.integers(min_value=1, max_value=99_999_999)
prefixes = st.sampled_from("CR")


@given(prefixes, numbers)
def test_a_reference_is_read_back_however_it_is_typed(prefix: str, number: int) -> None:
    reference = make_reference(prefix, number)
    assert read_reference(reference) == reference
    assert read_reference(f"  {reference.replace('-', ' ').lower()} ") == reference
    for digit, like in ("0O", "1l", "5S", "2z", "8B"):
        assert read_reference(reference.replace(digit, like, 1)) == reference


@given(prefixes, numbers, st.data())
def test_one_wrong_digit_is_noticed(prefix: str, number: int, data: st.DataObject) -> None:
    reference = make_reference(prefix, number)
    positions = [i for i, c in enumerate(reference) if c.isdigit()]
    at = data.draw(st.sampled_from(positions))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != reference[at]]))
    assert read_reference(reference[:at] + digit + reference[at + 1 :]) is None


@given(prefixes, numbers, st.data())
def test_two_neighbours_swapped_are_noticed(prefix: str, number: int, data: st.DataObject) -> None:
    plain = make_reference(prefix, number).replace("-", "")
    at = data.draw(st.integers(min_value=1, max_value=len(plain) - 3))
    swapped = plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :]
    assert swapped == plain or read_reference(swapped) is None


@given(prefixes, numbers, st.data())
def test_from_one_slip_the_right_reference_is_found_again(
    prefix: str, number: int, data: st.DataObject
) -> None:
    right = make_reference(prefix, number)
    plain = right.replace("-", "")
    at = data.draw(st.integers(min_value=1, max_value=len(plain) - 2))
    slips = [
        plain[:at] + data.draw(st.sampled_from("0123456789")) + plain[at + 1 :],
        plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :] if at < len(plain) - 2 else plain,
        plain[:-1],
        plain[1:],
    ]
    for slip in slips:
        if read_reference(slip) is None:
            assert right in near_references(slip), slip
    assert near_references(right) == set()


@given(st.text(max_size=30))
@example("R-²²²-²²²-X")
def test_anything_else_is_no_reference_and_no_error(text: str) -> None:
    found = read_reference(text)
    assert found is None or read_reference(found) == found
