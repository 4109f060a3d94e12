"""Lists of customers and of orders: searched, filtered, sorted and paged by the server."""
