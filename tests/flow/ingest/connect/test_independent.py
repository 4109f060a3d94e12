"""The simulated shop before a client that nobody here wrote: WooCommerce's own for Python."""

from woocommerce import API

from tests.support.platforms import woocommerce
from tests.support.platforms.woocommerce import KEY, SECRET


def test_the_independent_client_is_let_in_and_reads_what_is_there():
    with woocommerce.selling() as shop:
        for number in range(1, 13):
            shop.order(number)
        theirs = API(url=shop.url, consumer_key=KEY, consumer_secret=SECRET, version="wc/v3")
        first = theirs.get("orders", params={"orderby": "id", "order": "asc", "status": "any"})
        assert (first.status_code, len(first.json())) == (200, 10)
        assert (first.headers["x-wp-total"], first.headers["x-wp-totalpages"]) == ("12", "2")
        late = {"modified_after": "2099-01-01T00:00:00", "dates_are_gmt": "true"}
        assert theirs.get("orders", params=late).json() == []
        wrong = API(url=shop.url, consumer_key=KEY, consumer_secret="cs_other", version="wc/v3")
        assert wrong.get("orders").status_code == 401
