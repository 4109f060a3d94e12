"""Moving in: contacts of other systems land with their lists, and no opt-out is lost."""

import io
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from huike.base.access.facade import Actor, Scope
from huike.base.access.models import Workspace
from huike.base.jobs.facade import drain
from huike.base.kernel import clock
from huike.base.kernel.errors import HuikeError
from huike.base.outbox.models import EventRow
from huike.base.webhooks.models import Endpoint, Notice
from huike.flow.consent import facade as consent
from huike.flow.consent.models import Consent, ConsentProof, Suppression
from huike.flow.identity import facade as identity
from huike.flow.ingest import actions, commands
from huike.flow.ingest.models import Import
from huike.flow.ingest.steps import findings
from huike.flow.ingest.steps.trial import trial
from huike.flow.segment import facade as segment
from huike.flow.segment.models import Segment, SegmentVersion
from huike.library.commerce import facade as commerce
from tests.support.moving import (
    CONTACTS,
    DNC,
    HUBSPOT_OPTOUTS,
    MAUTIC,
    audience,
    mailchimp,
    packed,
    table,
)
from tests.support.varied import first_of

pytestmark = [pytest.mark.facts, pytest.mark.django_db, pytest.mark.usefixtures("warehouse_tables")]


def draft(actor: Actor, data: str | bytes, name: str = "people.csv", **options: Any) -> Import:
    content = data.encode() if isinstance(data, str) else data
    place = commerce.ensure_shop(actor, "A")
    # Whoever drops such a file need not say what it is.
    asked = actions.Upload(file_name=name, kind="orders", shop_id=place.id)
    row = actions.create_import(actor, io.BytesIO(content), asked)
    row.plan["options"].update(options)
    row.save()
    return row


def move(actor: Actor, data: str | bytes, name: str = "people.csv", **options: Any) -> Import:
    row = draft(actor, data, name, **options)
    commands.finish(actor, row)
    drain()
    row.refresh_from_db()
    return row


def who(workspace: Workspace, name: str) -> int:
    (number,) = identity.find_by(workspace.pk, "email", f"{name}@moving.example")
    return number


def refusals(workspace: Workspace, channel: str = "email") -> dict[str, str | None]:
    """Of everybody with an address here, why they get no marketing; None who does."""
    told: dict[str, str | None] = {}
    for name in ("ann", "bo", "cem", "dua", "eva", "fay"):
        found = identity.find_by(workspace.pk, "email", f"{name}@moving.example")
        if found:
            _, refused = consent.reachable(workspace.pk, "marketing", channel, found)
            told[name] = refused.get(found[0])
    return told


def members(workspace: Workspace) -> dict[str, set[int]]:
    scope = Scope(workspace.pk, None)
    rows = Segment.objects.filter(workspace=workspace)
    return {row.name: set(segment.members(scope, row.pk).tolist()) for row in rows}


@pytest.mark.stores
def test_an_audience_of_mailchimp_moves_in_whole(owner: Actor, workspace: Workspace) -> None:
    row = move(
        owner, audience(), "audience_export_1a.zip", is_consent_kept=True, wording="Yes to news",
        list_name="Newsletter",
    )  # fmt: skip

    assert (row.kind, row.plan["layout"], row.rows) == ("customers", "mailchimp", 6)
    assert (row.accepted, row.quarantined, row.new_customers) == (6, 0, 6)
    assert refusals(workspace) == {
        "ann": None,
        "bo": None,
        "cem": "unsubscribed",
        "dua": "unsubscribed",
        "eva": "suppressed",
        "fay": "no_consent",
    }
    proofs = {
        proof.customer: (proof.state, proof.at, proof.means, proof.source, wording)
        for proof in ConsentProof.objects.select_related("wording")
        for wording in [proof.wording.text if proof.wording else ""]
    }
    source = f"Mailchimp, {row.pk}"
    assert proofs[who(workspace, "ann")] == (
        "granted", datetime(2021, 3, 4, 5, 6, 7, tzinfo=UTC), "import", source, "Yes to news",
    )  # fmt: skip
    assert proofs[who(workspace, "bo")][1] == datetime(2022, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert proofs[who(workspace, "cem")] == (
        "withdrawn", datetime(2023, 5, 6, 7, 8, 9, tzinfo=UTC), "import", source, "",
    )  # fmt: skip
    assert len(proofs) == 4
    causes = Suppression.objects.order_by("cause").values_list("cause", "source")
    assert list(causes) == [("bounced", source), ("unsubscribed", source), ("unsubscribed", source)]
    assert members(workspace) == {"Newsletter": {who(workspace, n) for n in refusals(workspace)}}
    card = identity.cards(workspace.pk, [who(workspace, "ann")], masked=False)
    shown = card[who(workspace, "ann")]
    assert (shown.name, shown.phone) == ("Ann Lee", ("+8613800138001",))
    assert shown.private["email_opt_in_ip"] == "192.0.2.7"
    assert identity.cards(workspace.pk, [who(workspace, "bo")], masked=False)[
        who(workspace, "bo")
    ].name == "王博"  # fmt: skip


def test_it_says_beforehand_what_it_will_do(owner: Actor, workspace: Workspace) -> None:
    identity.resolve(workspace.pk, identity.PeopleBatch(email=["ANN@moving.example"]))

    found = trial(draft(owner, audience(), list_name="Newsletter"), None)

    assert found["contacts"] == {
        "known": 1,
        "new": 5,
        "email": {"in": 2, "out": 2, "bounced": 1},
        "sms": {},
        "lists": {"Newsletter": 6},
    }
    assert (identity.count(workspace.pk), Segment.objects.count(), Consent.objects.count()) == (
        1,
        0,
        0,
    )


def test_small_batches_come_to_the_same(
    owner: Actor, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huike.flow.ingest.steps.reading.BATCH_ROWS", 1)
    monkeypatch.setattr("huike.flow.ingest.steps.telling._TOGETHER", 1)
    row = move(owner, audience(), is_consent_kept=True, list_name="News")
    found = findings.kept(row)
    assert found is not None
    assert found["contacts"] == {
        "email": {"in": 2, "out": 2, "bounced": 1},
        "sms": {},
        "lists": {"News": 6},
    }
    assert EventRow.objects.filter(kind="ContactsTold").count() == 5
    assert len(members(workspace)["News"]) == 6
    assert refusals(workspace)["dua"] == "unsubscribed"


def test_nobody_agrees_unless_somebody_answers_for_it(owner: Actor, workspace: Workspace) -> None:
    row = move(owner, audience())
    assert refusals(workspace)["ann"] == "no_consent"
    assert not Consent.objects.filter(state="granted").exists()
    found = findings.kept(row)
    assert found is not None
    assert found["contacts"]["email"] == {"in": 2, "out": 2, "bounced": 1}


@pytest.mark.stores
def test_the_same_again_changes_nothing(owner: Actor, workspace: Workspace) -> None:
    options = {"is_consent_kept": True, "wording": "x", "list_name": "Newsletter"}
    move(owner, audience(), **options)

    def state() -> tuple[object, ...]:
        return (
            list(Consent.objects.order_by("id").values_list("customer", "state", "version")),
            ConsentProof.objects.count(),
            Suppression.objects.count(),
            SegmentVersion.objects.count(),
            EventRow.objects.filter(kind__in=["ConsentChanged", "CustomersCreated"]).count(),
        )

    before = state()
    again = move(owner, audience(), **{**options, "wording": "other words"})

    assert (again.accepted, again.duplicates, again.new_customers) == (0, 6, 0)
    assert state() == before


def test_hubspot_brings_lists_stages_and_every_kind_of_opt_out(
    owner: Actor, workspace: Workspace
) -> None:
    row = move(owner, CONTACTS, people="in", is_consent_kept=True)

    assert (row.plan["layout"], row.header[15]) == ("hubspot", "Email hard bounce reason (2)")
    assert refusals(workspace) == {
        "ann": None,
        "bo": "unsubscribed",
        "cem": "unsubscribed",
        "eva": "suppressed",
    }
    assert members(workspace) == {
        "Tea lovers": {who(workspace, "ann")},
        "Newsletter": {who(workspace, "ann"), who(workspace, "bo")},
    }


def test_a_list_of_opt_outs_makes_nobody_and_keeps_all(owner: Actor, workspace: Workspace) -> None:
    identity.resolve(workspace.pk, identity.PeopleBatch(email=["ann@moving.example"]))
    text = table(
        HUBSPOT_OPTOUTS,
        [
            ["ann@moving.example", "", "TRUE", "", "", "", ""],
            ["bo@moving.example", "", "", "", "", "", "TRUE"],
            ["cem@moving.example", "550 no such user", "", "TRUE", "", "", ""],
            ["not an address", "", "TRUE", "", "", "", ""],
        ],
    )

    row = move(owner, text)

    assert (row.accepted, row.quarantined, row.new_customers) == (3, 1, 0)
    assert identity.count(workspace.pk) == 1
    proof = ConsentProof.objects.get()
    assert (proof.customer, proof.state) == (who(workspace, "ann"), "withdrawn")
    # They come later, with a tick that they had agreed: their refusal was here before them.
    move(owner, CONTACTS, people="in", is_consent_kept=True)
    assert refusals(workspace) == {
        "ann": "unsubscribed",
        "bo": "unsubscribed",
        "cem": "suppressed",
        "eva": "suppressed",
    }


def test_mautic_says_in_a_report_who_may_not_be_contacted(
    owner: Actor, workspace: Workspace
) -> None:
    contacts = table(
        MAUTIC,
        [
            {"id": n, "firstname": name, "email": f"{name}@moving.example", "tags": "a|b"}
            for n, name in (("1", "ann"), ("2", "bo"), ("3", "cem"), ("4", "dua"), ("5", "eva"))
        ],
    )
    move(owner, packed({"contacts_export_2026.csv": contacts}), people="in", is_consent_kept=True)
    row = move(owner, DNC)

    assert row.plan["layout"] == "mautic_dnc"
    assert refusals(workspace) == {
        "ann": "unsubscribed",
        "bo": "suppressed",
        "cem": "suppressed",
        "dua": None,
        "eva": None,
    }
    dua = Consent.objects.get(customer=who(workspace, "dua"), channel="sms")
    assert dua.state == "withdrawn"


@pytest.mark.parametrize(
    "order", first_of((2, 0, 1), *sorted(set(permutations(range(3))) - {(2, 0, 1)}))
)
def test_no_order_of_files_loses_an_opt_out(
    owner: Actor, workspace: Workspace, order: tuple[int, ...]
) -> None:
    files = [
        lambda: move(owner, audience(), is_consent_kept=True),
        lambda: move(owner, CONTACTS, people="in", is_consent_kept=True),
        lambda: move(owner, DNC),
    ]
    for number in order:
        files[number]()
    assert refusals(workspace) == {
        "ann": "unsubscribed",  # Mautic
        "bo": "suppressed",  # Mautic, and HubSpot
        "cem": "suppressed",
        "dua": "unsubscribed",  # Mailchimp
        "eva": "suppressed",
        "fay": "no_consent",
    }


def test_who_says_yes_here_after_they_left_there_stays_reachable(
    owner: Actor, workspace: Workspace
) -> None:
    identity.resolve(workspace.pk, identity.PeopleBatch(email=["cem@moving.example"]))
    cem = [who(workspace, "cem")]
    said = {"purpose": "marketing", "channel": "email", "wording": "yes"}
    consent.grant(owner, cem, source="checkout", **said)  # type: ignore[arg-type]

    move(owner, audience())
    assert refusals(workspace)["cem"] is None
    consent.withdraw(owner, cem, purpose="marketing", channel="email", source="link")
    move(owner, audience(), is_consent_kept=True)
    assert refusals(workspace)["cem"] == "unsubscribed"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_files_that_went_through_a_spreadsheet_are_read(
    owner: Actor, workspace: Workspace, encoding: str
) -> None:
    text = mailchimp(
        "unsubscribed",
        {"Email Address": "ann@moving.example", "First Name": "安", "UNSUB_TIME": "2024/1/2 3:04"},
    )
    text = text.replace(",", ";")
    row = move(owner, text.encode(encoding), "unsubscribed_x.csv")
    assert (row.rows, row.quarantined) == (1, 0)
    at = ConsentProof.objects.get().at
    assert at == datetime(2024, 1, 2, 3, 4, tzinfo=UTC)


@pytest.mark.stores
def test_rows_that_cannot_be_read_wait_with_their_reasons(
    owner: Actor, workspace: Workspace
) -> None:
    bad = [{"Email Address": f"p{n}@moving.example", "UNSUB_TIME": "soon"} for n in range(5_000)]
    nobody = [{"First Name": f"P{n}"} for n in range(5_000)]
    good = {"Email Address": "ann@moving.example", "UNSUB_TIME": "2024-01-02 03:04:05"}

    row = move(owner, mailchimp("unsubscribed", *bad, good, *nobody))

    assert (row.rows, row.accepted, row.quarantined) == (10_001, 1, 10_000)
    assert commands.queries.reasons(row) == [
        {"reason": "date_unreadable", "column": "UNSUB_TIME", "count": 5_000},
        {"reason": "missing", "column": "Email Address", "count": 5_000},
    ]
    assert refusals(workspace) == {"ann": "unsubscribed"}


def test_a_column_of_cities_does_not_become_hundreds_of_lists(
    owner: Actor, workspace: Workspace
) -> None:
    rows = "".join(f"p{n}@moving.example,City {n}\r\n" for n in range(300))
    row = draft(owner, "email,lists\r\n" + rows)
    row.kind = "customers"
    row.plan["columns"] = {"email": "email", "lists": "lists"}
    row.save()
    with pytest.raises(HuikeError) as refused:
        commands.finish(owner, row)
    assert refused.value.code == "import_too_many_lists"
    drain()
    assert Segment.objects.count() == 0


def test_a_file_without_an_address_cannot_be_run(owner: Actor) -> None:
    row = draft(owner, "LEID,EUID,MEMBER_RATING,OPTIN_TIME\r\n1,2,3,\r\n")
    with pytest.raises(HuikeError) as refused:
        actions.run(owner, row.pk)
    assert refused.value.code == "mapping_incomplete"


def test_the_command_says_and_does_the_same(
    owner: Actor, workspace: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "audience_export.zip"
    path.write_bytes(audience())
    options = {"is_consent_kept": True, "list_name": "News"}
    asked = {"kind": "customers", "shop": "A", "options": options}

    tried = commands.import_file(owner, path, is_trial=True, **asked)  # type: ignore[arg-type]
    assert identity.count(workspace.pk) == 0
    done = commands.import_file(owner, path, **asked)  # type: ignore[arg-type]
    drain()

    assert tried["contacts"] == {
        "known": 0,
        "new": 6,
        "email": {"in": 2, "out": 2, "bounced": 1},
        "sms": {},
        "lists": {"News": 6},
    }
    assert (done["accepted"], done["new_customers"]) == (6, 6)
    assert refusals(workspace)["ann"] is None
    assert len(members(workspace)["News"]) == 6


def test_outside_nobody_hears_of_addresses_and_times(owner: Actor, workspace: Workspace) -> None:
    Endpoint.objects.create(
        workspace=workspace, name="all", url="https://x.example", secret=b"", made_at=clock.now()
    )
    move(owner, audience())
    told = Notice.objects.filter(kind="contacts.told").order_by("pk")
    assert [sorted(one.data) for one in told] == [
        ["answer", "channel", "customer_ids", "import_id", "source"]
    ] * 2
