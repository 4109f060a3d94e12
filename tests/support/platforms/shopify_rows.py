"""Rows of the simulated Shopify, as its GraphQL tells them."""

from typing import Any

Row = dict[str, Any]


def money(text: str, currency: str = "CNY") -> Row:
    """An amount in the shop's money, and the same for the buyer."""
    told = {"amount": text, "currencyCode": currency}
    return {"shopMoney": told, "presentmentMoney": told}


def gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


def line(number: int, sku: str, quantity: int, price: str, total: str, off: str = "") -> Row:
    """A line of an order; `off` is what discounts took from the whole of it."""
    return {
        "__typename": "LineItem", "id": gid("LineItem", number), "title": f"Tea {sku}",
        "variantTitle": "100 g", "sku": sku, "quantity": quantity,
        "product": {"id": gid("Product", number), "productType": "Tea"},
        "variant": {"id": gid("ProductVariant", number)},
        "originalUnitPriceSet": money(price), "originalTotalSet": money(total),
        "discountAllocations": [{"allocatedAmountSet": money(off)}] if off else [],
    }  # fmt: skip


def order(number: int, made: str) -> Row:
    """An order that was paid: 2 × 10.00, a cup for 12.00 less 2.00, 5.00 to send it."""
    return {
        "__typename": "Order", "id": gid("Order", number), "name": f"#{number}",
        "createdAt": made, "updatedAt": made, "processedAt": made, "cancelledAt": None,
        "test": False, "email": f"buyer{number}@example.com", "phone": None,
        "taxesIncluded": True, "sourceName": "web", "displayFinancialStatus": "PAID",
        "displayFulfillmentStatus": "UNFULFILLED", "discountCodes": [],
        "totalPriceSet": money("35.00"), "totalShippingPriceSet": money("5.00"),
        "totalTaxSet": money("4.03"), "customer": None,
        "transactions": [
            {"__typename": "OrderTransaction", "id": gid("OrderTransaction", number),
             "kind": "SALE", "status": "SUCCESS", "gateway": "shopify_payments",
             "processedAt": made, "amountSet": money("35.00")},
        ],
        "fulfillments": [], "refunds": [],
        "lineItems": [
            line(10 * number + 1, "SKU-1", 2, "10.00", "20.00"),
            line(10 * number + 2, "SKU-2", 1, "12.00", "12.00", "2.00"),
        ],
    }  # fmt: skip


def refund(number: int, amount: str, made: str, sku: str = "", status: str = "SUCCESS") -> Row:
    """Money that goes back, with a line where something came back."""
    back = [{"quantity": 1, "lineItem": line(number, sku, 1, amount, amount)}] if sku else []
    moved = {
        "__typename": "OrderTransaction", "id": gid("OrderTransaction", number),
        "kind": "REFUND", "status": status, "gateway": "shopify_payments",
        "processedAt": made, "amountSet": money(amount),
    }  # fmt: skip
    return {
        "__typename": "Refund", "id": gid("Refund", number), "createdAt": made, "updatedAt": made,
        "totalRefundedSet": money(amount), "refundLineItems": back, "transactions": [moved],
    }  # fmt: skip


def product(number: int, made: str) -> Row:
    """A product of two sizes."""
    return {
        "__typename": "Product", "id": gid("Product", number), "title": f"Product {number}",
        "vendor": "Tea House", "productType": "Tea", "status": "ACTIVE", "updatedAt": made,
        "createdAt": made, "onlineStoreUrl": None, "category": {"fullName": "Food > Tea"},
        "variants": [
            {"__typename": "ProductVariant", "id": gid("ProductVariant", 10 * number + size),
             "title": f"{size}00 g", "sku": f"SKU-{number}-{size}", "price": f"{size}0.00",
             "inventoryQuantity": 10 * size,
             "updatedAt": made, "selectedOptions": [{"name": "Size", "value": f"{size}00 g"}]}
            for size in (1, 2)
        ],
    }  # fmt: skip


def customer(number: int, made: str, state: str = "NOT_SUBSCRIBED", at: str | None = None) -> Row:
    """Somebody with an account; what they said of e-mail."""
    return {
        "__typename": "Customer", "id": gid("Customer", number), "firstName": "An",
        "lastName": f"Account{number}", "createdAt": made, "updatedAt": made,
        "defaultEmailAddress": {
            "emailAddress": f"account{number}@example.com", "marketingState": state,
            "marketingOptInLevel": "CONFIRMED_OPT_IN", "marketingUpdatedAt": at,
        },
        "defaultPhoneNumber": None,
    }  # fmt: skip
