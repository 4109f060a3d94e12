"""`python -m huike.entry.commands`: the same as `huike`."""

from huike.entry.commands import main

main()
