"""Exports of contacts as other systems write them, of people who do not exist.

The columns are those of the systems' own documentation and of files that people have shown; see
docs/howto/moving-in.md.
"""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence

_TAIL = ["LATITUDE", "LONGITUDE", "GMTOFF", "DSTOFF", "TIMEZONE", "CC", "REGION"]
_HEAD = [
    "Email Address", "First Name", "Last Name", "Phone Number", "Birthday", "Favourite Tea",
    "MEMBER_RATING", "OPTIN_TIME", "OPTIN_IP", "CONFIRM_TIME", "CONFIRM_IP", *_TAIL,
]  # fmt: skip
_END = ["LEID", "EUID", "NOTES", "TAGS"]
MAILCHIMP: dict[str, list[str]] = {
    "subscribed": [*_HEAD, "LAST_CHANGED", *_END],
    "nonsubscribed": [*_HEAD, "LAST_CHANGED", *_END],
    "unsubscribed": [
        *_HEAD, "UNSUB_TIME", "UNSUB_CAMPAIGN_TITLE", "UNSUB_CAMPAIGN_ID", "UNSUB_REASON",
        "UNSUB_REASON_OTHER", *_END,
    ],
    "cleaned": [*_HEAD, "CLEAN_TIME", "CLEAN_CAMPAIGN_TITLE", "CLEAN_CAMPAIGN_ID", *_END],
}  # fmt: skip
HUBSPOT = [
    "Record ID - Contact", "First Name", "Last Name", "Email", "Phone Number", "Contact owner",
    "Last Activity Date", "Lead Status", "Marketing contact status", "Create Date",
    "Lifecycle Stage", "Unsubscribed from all email", "Opted out of email: Marketing Information",
    "Opted out of email: One to One", "Email hard bounce reason", "Email hard bounce reason",
    "List memberships",
]  # fmt: skip
HUBSPOT_OPTOUTS = [
    "Email", "Portal Bounce", "Portal Unsubscribe", "Portal Spam Report", "Global Bounce",
    "Marketing Information", "Newsletter",
]  # fmt: skip
MAUTIC = [
    "id", "owner_id", "date_added", "points", "last_active", "date_identified", "title",
    "firstname", "lastname", "company", "position", "email", "phone", "mobile", "address1",
    "city", "state", "zipcode", "timezone", "country", "preferred_locale", "attribution_date",
    "attribution", "website", "tags", "tea_club",
]  # fmt: skip
MAUTIC_DNC = ["Contact ID", "Email", "First Name", "DNC reason", "DNC date added", "DNC channel"]


def table(
    header: Sequence[str], rows: Sequence[Mapping[str, str] | Sequence[str]], sign: str = ","
) -> str:
    """Rows as CSV; of a mapping the columns that it names."""
    out = io.StringIO()
    told = csv.writer(out, delimiter=sign, lineterminator="\r\n")
    told.writerow(header)
    for row in rows:
        told.writerow([row.get(n, "") for n in header] if isinstance(row, Mapping) else row)
    return out.getvalue()


def mailchimp(state: str, *rows: Mapping[str, str]) -> str:
    """One of the four files of an audience export."""
    return table(MAILCHIMP[state], rows)


def mailchimp_zip(mark: str = "1a10653875", **files: str) -> bytes:
    """An audience export, by the states of its files."""
    return packed(
        {f"{state}_email_audience_export_{mark}.csv": text for state, text in files.items()}
    )


def packed(files: Mapping[str, str]) -> bytes:
    """A zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def audience(domain: str = "moving.example", phone: str = "+8613800138001") -> bytes:
    """An audience of six: two subscribed, one never, one who left, one whose mail came back."""
    return mailchimp_zip(
        subscribed=mailchimp(
            "subscribed",
            {
                "Email Address": f"ann@{domain}", "First Name": "Ann", "Last Name": "Lee",
                "Phone Number": phone, "Favourite Tea": "Puer",
                "OPTIN_TIME": "2021-03-04 05:06:07", "OPTIN_IP": "192.0.2.7",
                "CONFIRM_TIME": "2021-03-04 05:10:00", "CONFIRM_IP": "192.0.2.8",
                "MEMBER_RATING": "4", "CC": "CN", "TAGS": '"VIP","Blog"', "LEID": "1",
            },
            {
                "Email Address": f"Bo@{domain.title()}", "First Name": "博", "Last Name": "王",
                "CONFIRM_TIME": "2022-01-02 03:04:05", "MEMBER_RATING": "2", "LEID": "2",
            },
        ),
        unsubscribed=mailchimp(
            "unsubscribed",
            {
                "Email Address": f"cem@{domain}", "OPTIN_TIME": "2020-01-01 00:00:00",
                "UNSUB_TIME": "2023-05-06 07:08:09", "UNSUB_REASON": "NORMAL", "LEID": "3",
            },
            {"Email Address": f"dua@{domain}", "LEID": "4"},
        ),
        cleaned=mailchimp(
            "cleaned",
            {
                "Email Address": f"eva@{domain}", "CLEAN_TIME": "2023-01-01 00:00:00",
                "LEID": "5",
            },
        ),
        nonsubscribed=mailchimp("nonsubscribed", {"Email Address": f"fay@{domain}"}),
    )  # fmt: skip


# HubSpot: one on two lists, one who left a kind of mail, one who left all, one who bounced.
CONTACTS = table(
    HUBSPOT,
    [
        ["11", "Ann", "Lee", "ann@moving.example", "+8613800138001", "Kim", "", "NEW", "", "",
         "Customer", "false", "", "", "", "", "Tea lovers;Newsletter"],
        ["12", "Bo", "Wang", "bo@moving.example", "", "", "", "", "", "", "Lead", "", "", "true",
         "", "", "Newsletter"],
        ["13", "Cem", "", "cem@moving.example", "", "", "", "", "", "", "Lead", "true", "", "",
         "", "", ""],
        ["14", "", "", "eva@moving.example", "", "", "", "", "", "", "Lead", "", "", "", "",
         "UNKNOWN_USER", ""],
    ],
)  # fmt: skip
DNC = table(
    MAUTIC_DNC,
    [
        ["1", "ann@moving.example", "Ann", "Unsubscribed", "2024-02-03 04:05:06", "Email"],
        ["2", "bo@moving.example", "Bo", "Bounced", "2024-02-03 04:05:06", "Email"],
        ["3", "cem@moving.example", "Cem", "Manual", "", "Email"],
        ["4", "dua@moving.example", "Dua", "Unsubscribed", "", "Text Message"],
    ],
)  # fmt: skip
