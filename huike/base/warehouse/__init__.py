"""The warehouse: facts that only grow, in ClickHouse or in the engine of its own process."""
