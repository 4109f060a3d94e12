"""One spelling for each identifier, so that one person is found however they were typed. Pure."""

import re
import unicodedata
from functools import lru_cache
from importlib import resources

import phonenumbers
from email_validator import EmailNotValidError, validate_email

# The common spellings, without the cost of the libraries (40 and 60 µs a value).
PLAIN_EMAIL = re.compile(
    r"[a-z0-9_%+-]+(?:\.[a-z0-9_%+-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}"
)
CHINESE_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9][0-9]{9})")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
_PHONE_FILLING = re.compile(r"[\s\-()（）.·\u200b-\u200f\u202a-\u202e\ufeff]+")
MOST = 320
PLAIN_MOST = 64


def email(text: str) -> str | None:
    """The address in lower case with its domain in ASCII; None when it is none."""
    value = text.strip().lower()
    if _is_plain_email(value):
        return value
    value = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip().lower()
    if not value or len(value) > MOST:
        return None
    return value if _is_plain_email(value) else _checked_email(value)


def _is_plain_email(value: str) -> bool:
    return len(value) <= PLAIN_MOST and "--" not in value and bool(PLAIN_EMAIL.fullmatch(value))


def _checked_email(value: str) -> str | None:
    try:
        # Reserved names (example.com, .test) stay valid: demonstrations and trials use them.
        found = validate_email(value, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return None
    return f"{found.local_part}@{found.ascii_domain}"


def phone(text: str, region: str | None) -> str | None:
    """The number as E.164; a national spelling is read in the region. None when it is none."""
    value = text
    mobile = CHINESE_MOBILE.fullmatch(value)
    if mobile is None:
        value = _PHONE_FILLING.sub("", unicodedata.normalize("NFKC", text))
        mobile = CHINESE_MOBILE.fullmatch(value)
    if not value or len(value) > 40:
        return None
    if mobile and (region == "CN" or value.startswith(("+", "00"))):
        return f"+86{mobile[1]}"
    return _checked_phone(value, region)


@lru_cache(maxsize=4096)
def _checked_phone(value: str, region: str | None) -> str | None:
    try:
        number = phonenumbers.parse(value, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def user_id(text: str) -> str | None:
    """The shop's own number or name of a customer, trimmed; capitals may matter to the shop."""
    value = unicodedata.normalize("NFKC", text).strip()
    return value if 0 < len(value) <= MOST else None


def name(text: str) -> str | None:
    """A person's name with single spaces; None when there is nothing to read."""
    value = " ".join(unicodedata.normalize("NFKC", text).split())
    return value[:120] or None


@lru_cache(maxsize=64)
def region_of(timezone: str) -> str | None:
    """The country whose phone numbers are meant when none is written: the one of the time zone."""
    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    for line in table.splitlines():
        if not line.startswith("#") and line.split("\t")[2] == timezone:
            return line.split("\t")[0]
    return None
