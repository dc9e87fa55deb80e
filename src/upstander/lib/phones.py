"""Telephone numbers: of the UK, unless they name another country."""

from __future__ import annotations

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult


def read_number(text: str) -> PhoneNumber | None:
    """The number that was written; None when it cannot be one."""
    try:
        return phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return None


def international(text: str) -> str:
    """As machines dial it, `+447700900100`; empty when it cannot be a number."""
    number = read_number(text)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164) if number else ""


def can_be_dialled(text: str) -> bool:
    """True for a number that is right in length, with its area code."""
    number = read_number(text)
    if number is None:
        return False
    return phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE


def dialled(typed: str) -> str:
    """As machines dial it, or as typed when nobody could dial it."""
    return international(typed) if can_be_dialled(typed) else typed


def uk_mobile(text: str) -> bool:
    """True for a mobile of the UK, to which texts go."""
    number = read_number(text)
    if number is None or number.country_code != 44:
        return False
    mobile = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
    # Numbers kept for examples (Ofcom's 07700 900xxx) are no real ranges to the library.
    return phonenumbers.number_type(number) in mobile or str(number.national_number).startswith("7")
