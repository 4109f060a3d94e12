"""Contacts of other systems: whose export a file is, and what its columns become.

The column names are facts of the systems' own documentation; docs/howto/moving-in.md names it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from huike.flow.ingest.rules import contacts
from huike.flow.ingest.rules.fields import ATTRIBUTE, MOST_ATTRIBUTES
from huike.flow.ingest.rules.fields import field as field_of
from huike.flow.ingest.rules.plan import LayoutName, Options, Plan

# Parts of one export in a zip file: Mailchimp's four by state, HubSpot's by a million rows.
TOGETHER = re.compile(
    r"(?i)^(((non-?)?subscribed|unsubscribed|cleaned)_.*|hubspot-crm-exports-.*)\.csv$"
)


@dataclass(frozen=True)
class Export:
    """One system's file: what it is known by, and its columns in the order they are preferred."""

    name: LayoutName
    known_by: tuple[frozenset[str], ...]  # all columns of one of these sets are there
    columns: Mapping[str, str]  # in lower case
    begins: Mapping[str, str] = field(default_factory=dict)  # columns that begin so
    left_out: str = r"$^"
    keeps_others: bool = True  # as attributes
    options: Options = field(default_factory=Options)


def _sets(*lines: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(line.split("|")) for line in lines)


_NAMES = {
    "first name": "first_name", "firstname": "first_name", "fname": "first_name",
    "last name": "last_name", "lastname": "last_name", "lname": "last_name",
}  # fmt: skip

_EXPORTS = (
    Export(
        "mailchimp",
        _sets("leid|euid", "member_rating|optin_time", "member_rating|confirm_time"),
        {
            "email address": "email", "email": "email",
            "phone number": "phone", "phone": "phone", "sms phone number": "phone",
            **_NAMES, "name": "name", "full name": "name",
            "file": "export_file",
            "optin_time": "opted_in_at", "optin_ip": "opted_in_ip",
            "confirm_time": "confirmed_at", "confirm_ip": "confirmed_ip",
            "unsub_time": "opted_out_at", "clean_time": "bounced",
            "unsub_reason": f"{ATTRIBUTE}unsubscribe_reason",
            "tags": "tags",
            "member_rating": f"{ATTRIBUTE}mailchimp_rating",
            "cc": f"{ATTRIBUTE}country_code", "region": f"{ATTRIBUTE}region",
        },
        left_out=r"^(latitude|longitude|gmtoff|dstoff|timezone|last_changed|leid|euid|notes"
        r"|(un)?sub_.*|clean_.*)( \(\d+\))?$",
        options=Options(timezone="UTC"),
    ),
    Export(
        "hubspot_optouts",
        _sets("portal unsubscribe", "portal bounce", "portal spam report"),
        {
            "email": "email", "email address": "email", "recipient": "email",
            "portal unsubscribe": "opted_out", "global unsubscribe": "opted_out",
            "portal bounce": "bounced", "global bounce": "bounced",
            "portal spam report": "complained",
        },
        begins={"": "opted_out"},  # any other column is a kind of e-mail
        left_out=r"^((first|last) ?name|.*\b(id|date|time|domain|at))$",
        keeps_others=False,
        options=Options(is_nobody_made=True),
    ),
    Export(
        "hubspot",
        _sets(
            "unsubscribed from all email", "record id - contact|email",
            "record id|email|lifecycle stage", "record id|email|contact owner",
            "hs_object_id|email|lifecyclestage", "hs_email_optout",
        ),
        {
            "email": "email", "phone number": "phone", "phone": "phone",
            "mobile phone number": "phone", "mobilephone": "phone",
            **_NAMES,
            "unsubscribed from all email": "opted_out", "hs_email_optout": "opted_out",
            "email hard bounce reason": "bounced", "email hard bounce reason (2)": "bounced",
            "hs_email_hard_bounce_reason": "bounced", "hs_email_hard_bounce_reason_enum": "bounced",
            "invalid email address": "bounced", "hs_email_bad_address": "bounced",
            "email address quarantined": "blocked", "hs_email_quarantined": "blocked",
            "list memberships": "lists", "static list memberships": "lists", "lists": "lists",
            "segment memberships": "lists", "segments": "lists",
            "record id - contact": f"{ATTRIBUTE}hubspot_id",
            "record id": f"{ATTRIBUTE}hubspot_id", "hs_object_id": f"{ATTRIBUTE}hubspot_id",
            "lifecycle stage": f"{ATTRIBUTE}lifecycle_stage",
            "lifecyclestage": f"{ATTRIBUTE}lifecycle_stage",
            "lead status": f"{ATTRIBUTE}lead_status", "hs_lead_status": f"{ATTRIBUTE}lead_status",
            "marketing contact status": f"{ATTRIBUTE}marketing_contact_status",
            "legal basis for processing contact's data": f"{ATTRIBUTE}legal_basis",
            "company name": f"{ATTRIBUTE}company", "company": f"{ATTRIBUTE}company",
            "job title": f"{ATTRIBUTE}job_title", "jobtitle": f"{ATTRIBUTE}job_title",
            "city": f"{ATTRIBUTE}city", "state/region": f"{ATTRIBUTE}state",
            "country/region": f"{ATTRIBUTE}country", "country": f"{ATTRIBUTE}country",
            "preferred language": f"{ATTRIBUTE}language",
            "contact owner": f"{ATTRIBUTE}owner",
        },
        begins={"opted out of email:": "opted_out", "hs_email_optout_": "opted_out"},
        left_out=r"^hs_email_optout_survey_reason$",
        keeps_others=False,  # a full export has hundreds
    ),
    Export(
        "mautic_dnc",
        _sets("dnc reason", "dnc preferences", "do not contact reason"),
        {
            "email": "email", "mobile": "phone", "phone": "phone", **_NAMES,
            "dnc reason": "email_state", "do not contact reason": "email_state",
            "dnc preferences": "email_state",
            "dnc channel": "channel", "channel": "channel",
            "dnc date added": "opted_out_at", "dnc date": "opted_out_at",
        },
        keeps_others=False,
    ),
    Export(
        "mautic",
        _sets(
            "firstname|lastname|email|points", "firstname|lastname|email|preferred_locale",
            "firstname|lastname|email|attribution", "firstname|lastname|email|donotemail",
        ),
        {
            "email": "email", "mobile": "phone", "phone": "phone", **_NAMES,
            "donotemail": "opted_out", "donotcontact": "opted_out", "do_not_contact": "opted_out",
            "dnc_preferences": "email_state",
            "tags": "tags",
            "segments": "lists", "segment": "lists", "segment_name": "lists",
            "id": f"{ATTRIBUTE}mautic_id", "points": f"{ATTRIBUTE}mautic_points",
            "stage": f"{ATTRIBUTE}mautic_stage",
        },
        left_out=r"^(owner.*|created_by.*|modified_by.*|checked_out.*|date_?.*|last_?active|color"
        r"|is_published|internal|social_cache|preferred_profile_image|attribution.*|stage_id|fax"
        r"|companyaddress\d|address\d|zipcode|facebook|foursquare|instagram|linkedin|skype|twitter"
        r"|notes|generated_email_domain)$",
        options=Options(timezone="UTC"),
    ),
)  # fmt: skip
LABELS: dict[str, str] = {
    "mailchimp": "Mailchimp", "hubspot": "HubSpot", "hubspot_optouts": "HubSpot",
    "mautic": "Mautic", "mautic_dnc": "Mautic",
}  # fmt: skip


def recognised(header: Sequence[str]) -> LayoutName | None:
    """Whose contacts these are; None where no system's mark is there."""
    there = {_plain(column) for column in header}
    for export in _EXPORTS:
        if any(marks <= there for marks in export.known_by):
            return export.name
    return None


def proposed(name: LayoutName, header: Sequence[str], file_name: str) -> Plan | None:
    """What the columns become; None for a layout that is no export of contacts."""
    export = next((one for one in _EXPORTS if one.name == name), None)
    if export is None:
        return None
    options = _options(export, header, file_name)
    return Plan(layout=name, columns=_columns(export, header), options=options)


def _columns(export: Export, header: Sequence[str]) -> dict[str, str]:
    plain = {_plain(column): column for column in reversed(header)}
    columns: dict[str, str] = {}
    taken: set[str] = set()
    for known, name in export.columns.items():
        column = plain.get(known)
        if column is None or column in columns or (name in taken and not _adds_up(name)):
            continue
        columns[column] = name
        taken.add(name)
    for column in header:
        if column not in columns and not re.match(export.left_out, _plain(column)):
            begun = next((n for b, n in export.begins.items() if _plain(column).startswith(b)), "")
            if begun:
                columns[column] = begun
            elif export.keeps_others and _plain(column) not in export.columns:
                columns[column] = f"{ATTRIBUTE}{column[:60]}"
    return _no_more_attributes(columns)


def _options(export: Export, header: Sequence[str], file_name: str) -> Options:
    """A file that stands alone says by its name or its columns who is in it."""
    there = {_plain(column) for column in header}
    people = ""
    if export.name == "mailchimp" and "file" not in there:
        people = contacts.people_of(file_name)
        if not people:
            people = "out" if "unsub_time" in there else "bounced" if "clean_time" in there else ""
    return export.options.model_copy(
        update={"people": people, "list_name": _list_of(export, file_name)}
    )


def _list_of(export: Export, file_name: str) -> str:
    """HubSpot names the file of a list after it; the export of everybody is no list."""
    found = re.match(r"(?i)hubspot-crm-exports-(.+?)-\d{4}-\d{2}-\d{2}", file_name)
    if export.name != "hubspot" or found is None:
        return ""
    name = found[1].replace("-", " ").strip()
    return "" if re.match(r"(?i)^all (contacts|customers)$", name) else name[:120]


def _no_more_attributes(columns: dict[str, str]) -> dict[str, str]:
    attributes = [one for one, name in columns.items() if name.startswith(ATTRIBUTE)]
    over = set(attributes[MOST_ATTRIBUTES:])
    return {one: name for one, name in columns.items() if one not in over}


def _adds_up(name: str) -> bool:
    known = field_of("customers", name)
    return known is not None and known.adds_up


def _plain(column: str) -> str:
    return " ".join(column.lower().split())
