"""What Shopify is asked, in its GraphQL.

A bulk query may not nest a connection in a list, so the lines of refunds are asked for afterwards,
and only of orders that have some.
"""

_LINE = """id title variantTitle sku quantity
product { id productType } variant { id }
originalUnitPriceSet { shopMoney { amount } } originalTotalSet { shopMoney { amount } }
discountAllocations { allocatedAmountSet { shopMoney { amount } } }"""

_ORDER = """id name createdAt updatedAt processedAt cancelledAt test email phone
taxesIncluded sourceName displayFinancialStatus displayFulfillmentStatus discountCodes
totalPriceSet {
  shopMoney { amount currencyCode } presentmentMoney { amount currencyCode }
}
totalShippingPriceSet { shopMoney { amount } } totalTaxSet { shopMoney { amount } }
customer {
  id firstName lastName defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber }
}
transactions { id kind status gateway processedAt amountSet { shopMoney { amount } } }
fulfillments { id status createdAt inTransitAt deliveredAt trackingInfo { company number } }
refunds { id }"""

_VARIANT = "id title sku price inventoryQuantity updatedAt selectedOptions { name value }"

_PRODUCT = "id title vendor productType status updatedAt onlineStoreUrl category { fullName }"

CUSTOMER = """id firstName lastName createdAt updatedAt
defaultEmailAddress { emailAddress marketingState marketingOptInLevel marketingUpdatedAt }
defaultPhoneNumber { phoneNumber marketingState marketingOptInLevel marketingUpdatedAt }"""

_PARTS = {
    "orders": (_ORDER, "lineItems", _LINE),
    "products": (_PRODUCT, "variants", _VARIANT),
    "customers": (CUSTOMER, "", ""),
}
# What hangs below a row: the name of its connection.
BELOW = {what: parts[1] for what, parts in _PARTS.items()}


def page_of(what: str, below: int) -> str:
    """Rows by the time of their change, the earliest first, each with the first of its own."""
    row, name, part = _PARTS[what]
    if name:
        row += f" {name}(first: {below}) {{ nodes {{ {part} }} {_PLACE} }}"
    return (
        "query ($first: Int!, $after: String, $query: String) {"
        f" {what}(first: $first, after: $after, query: $query, sortKey: UPDATED_AT)"
        f" {{ nodes {{ {row} }} {_PLACE} }} }}"
    )


def more_of(what: str) -> str:
    """What of a row's own did not fit into its page."""
    _, name, part = _PARTS[what]
    kind = {"orders": "Order", "products": "Product"}[what]
    return (
        "query ($id: ID!, $first: Int!, $after: String) { node(id: $id) {"
        f" ... on {kind} {{ {name}(first: $first, after: $after)"
        f" {{ nodes {{ {part} }} {_PLACE} }} }} }} }}"
    )


def bulk_of(what: str, query: str) -> str:
    """Everything at once, as a bulk operation runs it; the text has no variables."""
    row, name, part = _PARTS[what]
    if name:
        row += f" {name} {{ edges {{ node {{ {part} }} }} }}"
    given = f'(query: "{query}")' if query else ""
    return f"{{ {what}{given} {{ edges {{ node {{ {row} }} }} }} }}"


_PLACE = "pageInfo { hasNextPage endCursor }"
_BACK = """id createdAt updatedAt totalRefundedSet { shopMoney { amount } }
refundLineItems(first: %d) {
  nodes { quantity lineItem { sku product { id } variant { id } } } pageInfo { hasNextPage }
}
transactions(first: 10) { nodes { kind status amountSet { shopMoney { amount } } } }"""
REFUNDS_OF = (
    "query ($ids: [ID!]!) { nodes(ids: $ids) {"
    f" ... on Order {{ id refunds {{ {_BACK % 20} }} }} }} }}"
)
REFUND = f"query ($id: ID!) {{ node(id: $id) {{ ... on Refund {{ {_BACK % 250} }} }} }}"

SHOP = """{
  shop { name myshopifyDomain currencyCode }
  currentAppInstallation { accessScopes { handle } }
}"""

_OPERATION = "id status errorCode objectCount rootObjectCount fileSize url"
RUN = f"""mutation ($query: String!) {{
  bulkOperationRunQuery(query: $query) {{
    bulkOperation {{ {_OPERATION} }} userErrors {{ code field message }}
  }}
}}"""
OPERATION = f"""query ($id: ID!) {{
  node(id: $id) {{ ... on BulkOperation {{ {_OPERATION} }} }}
}}"""

SUBSCRIPTIONS = f"""query ($after: String) {{
  webhookSubscriptions(first: 100, after: $after) {{ nodes {{ id topic uri }} {_PLACE} }}
}}"""
SUBSCRIBE = """mutation ($topic: WebhookSubscriptionTopic!, $to: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $to) {
    webhookSubscription { id } userErrors { field message }
  }
}"""
