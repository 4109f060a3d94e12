"""The simulated shop before a client that nobody here wrote: ShopifyAPI 12.7.0 (MIT)."""

import hmac
import json
from collections.abc import Iterator
from hashlib import sha256
from urllib.error import HTTPError

import pytest
import shopify as sdk

from huike.flow.ingest.connect.kinds.shopify import asking
from tests.support.platforms import shopify
from tests.support.platforms.shopify import TOKEN, Shop


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """The simulated shop, and the SDK pointed at it."""
    with shopify.selling() as made:
        monkeypatch.setattr(sdk.Session, "protocol", "http")
        yield made
        sdk.ShopifyResource.clear_session()


def asked(shop: Shop, token: str, text: str, **variables: object) -> dict:
    sdk.ShopifyResource.activate_session(
        sdk.Session(f"127.0.0.1:{shop.host.port}", "unstable", token)
    )
    sdk.ShopifyResource.set_site(f"{shop.url}/admin/api/2026-07")
    return dict(json.loads(sdk.GraphQL().execute(text, variables=variables)))


def test_it_is_let_in_and_reads_pages_by_their_cursors(shop: Shop):
    for number in range(1, 6):
        shop.order(number)
        shop.pass_time(1)
    text = asking.page_of("orders", 3)
    first = asked(shop, TOKEN, text, first=3, query="")["data"]["orders"]
    assert [one["name"] for one in first["nodes"]] == ["#1", "#2", "#3"]
    after = first["pageInfo"]["endCursor"]
    rest = asked(shop, TOKEN, text, first=3, after=after, query="")["data"]["orders"]
    assert [one["name"] for one in rest["nodes"]] == ["#4", "#5"]
    assert rest["pageInfo"]["hasNextPage"] is False


def test_who_may_not_ask_is_told_so(shop: Shop):
    with pytest.raises(HTTPError) as refused:
        asked(shop, "another", "{ shop { name } }")
    assert refused.value.code == 401


def test_what_the_schema_lacks_and_what_costs_too_much_are_errors(shop: Shop):
    assert "errors" in asked(shop, TOKEN, "{ shop { secretName } }")
    dear = asked(shop, TOKEN, asking.page_of("orders", 20), first=250, query="")
    assert dear["errors"][0]["extensions"]["code"] == "MAX_COST_EXCEEDED"


def test_a_bulk_query_with_a_connection_in_a_list_is_refused(shop: Shop):
    text = "{ orders { edges { node { id refunds { refundLineItems { nodes { quantity } } } } } } }"
    told = asked(shop, TOKEN, asking.RUN, query=text)["data"]["bulkOperationRunQuery"]
    assert told["userErrors"][0]["code"] == "INVALID"
    assert shop.operations == []


def test_its_signature_of_a_call_is_the_simulators():
    """The SDK signs by hex over sorted parameters: the same key and hash as over a body."""
    sdk.Session.setup(api_key="client", secret="hush")
    params = {"shop": "tea.myshopify.com", "timestamp": "1337178173", "code": "0907a61c"}
    made = sdk.Session.calculate_hmac(params)
    text = "&".join(f"{name}={value}" for name, value in sorted(params.items()))
    assert made == hmac.new(b"hush", text.encode(), sha256).hexdigest()
