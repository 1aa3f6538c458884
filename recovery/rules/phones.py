"""Telephone numbers as housing systems hold them: which can be texted, and how it is dialled from anywhere."""

from dataclasses import dataclass

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

UK = 44
UK_MOBILE_LENGTH = 10  # digits after +44; 70 are personal numbers and 76 pagers
MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


@dataclass(frozen=True, slots=True)
class Mobile:
    """The number a text goes to, as +447700900123; where there is none, why not, for the officer."""

    number: str = ""
    why_not: str = ""


def readable(number: str) -> str:
    """A number that can be texted as people here read it: 07700 900123, +48 512 345 678."""
    parsed = phonenumbers.parse(number)
    home = parsed.country_code == UK
    return phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL)


def mobile(*numbers: str, abroad: bool) -> Mobile:
    """The first of these numbers that can be texted. `abroad`: whether the council texts numbers outside the UK."""
    given = [number.strip() for number in numbers if number.strip()]
    if not given:
        return Mobile(why_not="no mobile number is known")
    found = [_mobile(number, abroad=abroad) for number in given]
    return next((each for each in found if each.number), found[0])


def _mobile(given: str, *, abroad: bool) -> Mobile:
    try:
        parsed = phonenumbers.parse(given, "GB")
    except NumberParseException:
        return Mobile(why_not=f"‘{given}’ is no telephone number")
    if not _is_mobile(parsed):
        return Mobile(why_not=f"{given} is not a mobile number that can be texted")
    if parsed.country_code != UK and not abroad:
        return Mobile(why_not=f"{given} is a number abroad, which the council does not text")
    return Mobile(number=phonenumbers.format_number(parsed, PhoneNumberFormat.E164))


def _is_mobile(parsed: PhoneNumber) -> bool:
    """UK numbers are known by their first digits, so that those kept for drama and training count as well."""
    if parsed.country_code == UK:
        national = phonenumbers.national_significant_number(parsed)
        return len(national) == UK_MOBILE_LENGTH and national[0] == "7" and national[1] not in "06"
    return phonenumbers.is_valid_number(parsed) and phonenumbers.number_type(parsed) in MOBILE
