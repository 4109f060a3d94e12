"""Strange requests to every operation of the API: `make fuzz`."""
