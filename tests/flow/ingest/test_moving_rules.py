"""Whose contacts a file holds, what its columns become, and what its words mean."""

from datetime import UTC, datetime

import numpy as np
import polars as pl
import pytest

from huike.flow.ingest.rules import contacts, customers, layouts, moving
from huike.flow.ingest.rules.cleaning import Setting
from huike.flow.ingest.rules.fields import field
from huike.flow.ingest.rules.plan import Options, Plan, checked
from tests.support.moving import HUBSPOT, HUBSPOT_OPTOUTS, MAILCHIMP, MAUTIC, MAUTIC_DNC

_NOW = datetime(2026, 11, 22, tzinfo=UTC)


def _said(plan: Plan, *rows: dict[str, str]) -> list[dict[str, object]]:
    table = pl.DataFrame([{c: row.get(c) for c in plan.columns} for row in rows],
                         schema=dict.fromkeys(plan.columns, pl.String))  # fmt: skip
    setting = Setting(currency="CNY", timezone="Asia/Shanghai", now=_NOW)
    cleaned = customers.clean(table, np.arange(2, 2 + len(rows)), plan, setting)
    assert cleaned.problems.rows() == []
    return cleaned.facts.to_dicts()


def _answers(plan: Plan, *rows: dict[str, str], channel: str = "email") -> list[object]:
    return [row[f"said_{channel}"] for row in _said(plan, *rows)]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        *((columns, "mailchimp") for columns in MAILCHIMP.values()),
        (["Email", "Name", "MEMBER_RATING", "OPTIN_TIME"], "mailchimp"),
        (HUBSPOT, "hubspot"),
        (["hs_object_id", "email", "lifecyclestage"], "hubspot"),
        (HUBSPOT_OPTOUTS, "hubspot_optouts"),
        (MAUTIC, "mautic"),
        (MAUTIC_DNC, "mautic_dnc"),
        (["Email", "First Name", "Phone Number"], None),
        (["order_no", "amount", "email"], None),
    ],
)
def test_an_export_is_known_by_its_columns(header, name):
    assert moving.recognised(header) == name
    assert moving.recognised([one.upper() for one in reversed(header)]) == name
    assert layouts.detect("customers", header) == (name or "generic")
    assert layouts.detect("orders", header) == "generic"


def test_every_column_of_an_export_becomes_a_field_that_there_is():
    for export in moving._EXPORTS:
        for name in (*export.columns.values(), *export.begins.values()):
            assert field("customers", name) is not None, name


@pytest.mark.parametrize(
    ("header", "name"),
    [
        *((columns, "mailchimp") for columns in MAILCHIMP.values()),
        ([*HUBSPOT[:-2], "Email hard bounce reason (2)", HUBSPOT[-1]], "hubspot"),
        (HUBSPOT_OPTOUTS, "hubspot_optouts"),
        (MAUTIC, "mautic"),
        (MAUTIC_DNC, "mautic_dnc"),
    ],
)
def test_what_is_proposed_can_be_run_as_it_stands(header, name):
    plan = layouts.proposed(name, "customers", header)
    assert checked(plan, "customers", tuple(header)) is plan
    assert plan.options.is_consent_kept is False


def test_mailchimp_is_mapped_whole():
    plan = layouts.proposed("mailchimp", "customers", [*MAILCHIMP["unsubscribed"], "FILE"])
    assert plan.columns == {
        "Email Address": "email",
        "Phone Number": "phone",
        "First Name": "first_name",
        "Last Name": "last_name",
        "FILE": "export_file",
        "OPTIN_TIME": "opted_in_at",
        "OPTIN_IP": "opted_in_ip",
        "CONFIRM_TIME": "confirmed_at",
        "CONFIRM_IP": "confirmed_ip",
        "UNSUB_TIME": "opted_out_at",
        "UNSUB_REASON": "attribute.unsubscribe_reason",
        "TAGS": "tags",
        "MEMBER_RATING": "attribute.mailchimp_rating",
        "CC": "attribute.country_code",
        "REGION": "attribute.region",
        "Birthday": "attribute.Birthday",
        "Favourite Tea": "attribute.Favourite Tea",
    }


def test_every_opt_out_column_of_hubspot_counts():
    plan = layouts.proposed("hubspot", "customers", HUBSPOT)
    assert [c for c, name in plan.columns.items() if name == "opted_out"] == [
        "Unsubscribed from all email",
        "Opted out of email: Marketing Information",
        "Opted out of email: One to One",
    ]


@pytest.mark.parametrize(
    ("file_name", "header", "people"),
    [
        ("subscribed_email_audience_export_1a10653875.csv", "subscribed", "in"),
        ("subscribed_members_export_c5ed02d3c7.csv", "subscribed", "in"),
        ("nonsubscribed_email_audience_export_1a.csv", "nonsubscribed", "none"),
        ("unsubscribed_email_audience_export_1a.csv", "unsubscribed", "out"),
        ("cleaned_email_audience_export_1a.csv", "cleaned", "bounced"),
        ("renamed.csv", "unsubscribed", "out"),
        ("renamed.csv", "cleaned", "bounced"),
        # Who never agreed has the same columns as who did: a file without its name says nothing.
        ("renamed.csv", "subscribed", ""),
    ],
)
def test_a_file_of_mailchimp_alone_says_who_is_in_it(file_name, header, people):
    plan = layouts.proposed("mailchimp", "customers", MAILCHIMP[header], file_name)
    assert plan.options.people == people


@pytest.mark.parametrize(
    ("file_name", "name"),
    [
        ("hubspot-crm-exports-tea-lovers-2026-04-25-2.csv", "tea lovers"),
        ("hubspot-crm-exports-all-contacts-2026-07-07.csv", ""),
        ("contacts.csv", ""),
    ],
)
def test_the_export_of_a_hubspot_list_is_named_after_it(file_name, name):
    assert layouts.proposed("hubspot", "customers", HUBSPOT, file_name).options.list_name == name


def test_consent_is_asked_for_anew_with_every_file():
    header = MAILCHIMP["subscribed"]
    first = layouts.proposed("mailchimp", "customers", header, "subscribed_x.csv")
    options = first.options.model_copy(update={"is_consent_kept": True, "timezone": "Asia/Tokyo"})
    saved = first.model_copy(update={"options": options})

    again = layouts.again(saved, header, "nonsubscribed_x.csv")

    assert again.columns == saved.columns
    assert (again.options.timezone, again.options.people, again.options.is_consent_kept) == (
        "Asia/Tokyo",
        "none",
        False,
    )


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Subscribed", "in"),
        ("UNSUBSCRIBED", "out"),
        ("non-subscribed", ""),
        ("Cleaned", "bounced"),
        ("2", "bounced"),
        ("Unsubscribed: Email, Bounced: SMS", "out:email,bounced:sms"),
        ("Manual: Text Message, Bounced: Web Notification", "blocked:sms"),
        ("已退订", "out"),
        ("退信", "bounced"),
        ("whatever", None),
    ],
)
def test_states_are_read_and_others_are_no_guess(text, answer):
    read = contacts.state(pl.Series([text]))
    assert read.values.to_list() == [answer]
    assert (read.problems is None) == (answer is not None)


def test_a_flag_is_yes_or_no_and_a_sign_is_anything_but_a_no():
    texts = pl.Series(["true", "No", "", "是", "Feb 3", None])
    read = contacts.flag(texts)
    assert read.values.to_list() == [True, False, None, True, None, None]
    assert read.problems is not None
    assert read.problems.to_list() == [None, None, None, None, "flag_unreadable", None]
    assert contacts.sign(texts).values.to_list() == [True, False, False, True, True, False]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ('"VIP","Blog, old"', ["VIP", "Blog, old"]),
        ("a; b ;a", ["a", "b"]),
        ("tag-a|tag-b", ["tag-a", "tag-b"]),
        ("Cats\\, big, Dogs", ["Cats, big", "Dogs"]),
        ("VIP", ["VIP"]),
        ("", []),
    ],
)
def test_names_in_one_cell_are_taken_apart(cell, names):
    assert contacts.names(pl.Series([cell])).values.to_list() == [names]


def test_who_refused_in_any_way_did_not_agree():
    plan = Plan(
        columns={
            "e": "email",
            "s": "email_state",
            "o": "opted_out",
            "b": "bounced",
            "t": "opted_out_at",
        }
    )
    assert _answers(
        plan,
        {"e": "a@x.com", "s": "subscribed"},
        {"e": "b@x.com", "s": "subscribed", "o": "yes"},
        {"e": "c@x.com", "s": "subscribed", "b": "mailbox full"},
        {"e": "d@x.com", "t": "2024-01-02"},
        {"e": "f@x.com", "s": "bounced", "t": "2024-01-02"},  # the time is that of the bounce
        {"e": "g@x.com"},
    ) == ["in", "out", "bounced", "out", "bounced", ""]


def test_what_a_file_says_of_a_channel_holds_for_it_alone():
    plan = Plan(columns={"e": "email", "s": "email_state", "c": "channel", "o": "opted_out"})
    rows = (
        {"e": "a@x.com", "s": "unsubscribed", "c": "SMS"},
        {"e": "b@x.com", "s": "Unsubscribed: Email, Bounced: SMS"},
        {"e": "c@x.com", "o": "1", "c": "notification"},
    )
    assert _answers(plan, *rows) == ["", "out", ""]
    assert _answers(plan, *rows, channel="sms") == ["out", "bounced", ""]


def test_people_of_whom_no_column_speaks_are_what_somebody_says_they_are():
    plan = Plan(columns={"e": "email", "s": "email_state"}, options=Options(people="in"))
    rows = ({"e": "a@x.com"}, {"e": "b@x.com", "s": "unsubscribed"})
    assert _answers(plan, *rows) == ["in", "out"]


def test_times_names_and_addresses_are_kept():
    plan = layouts.proposed("mailchimp", "customers", MAILCHIMP["subscribed"], "subscribed_x.csv")
    one, two = _said(
        plan,
        {
            "Email Address": "a@x.com", "First Name": "Ann", "Last Name": "Lee",
            "CONFIRM_TIME": "2021-03-04 05:10:00", "CONFIRM_IP": "192.0.2.8", "TAGS": '"A","B"',
        },
        {"Email Address": "b@x.com", "First Name": "博", "Last Name": "王"},
    )  # fmt: skip
    assert (one["name"], two["name"]) == ("Ann Lee", "王博")
    assert one["in_at"] == datetime(2021, 3, 4, 5, 10, tzinfo=UTC)
    assert {pair["key"]: pair["value"] for pair in one["attributes"]} == {  # type: ignore[attr-defined]
        "tags": "A, B",
        "email_opt_in_ip": "192.0.2.8",
    }
