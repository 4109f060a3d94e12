"""Every word of the command and the file it is in; only that of the word that was said is read."""

import gc
import sys
from importlib import import_module

import click

WORDS = {
    "serve": "serve",
    "web": "running",
    "worker": "running",
    "mail-sink": "sinking",
    "demo": "demo",
    "import": "importing",
    "export": "exporting",
    "source": "sources",
    "connection": "connections",
    "customers": "customers",
    "traits": "traits",
    "orders": "orders",
    "products": "products",
    "categories": "categories",
    "quarantine": "quarantine",
    "quality": "quality",
    "workspace": "access",
    "staff": "access",
    "token": "access",
    "audit": "access",
    "api": "calling",
    "backup": "backup",
    "restore": "backup",
    "doctor": "doctor",
    "score": "score",
    "bench": "bench",
    "openapi": "openapi",
}
# These publish nothing and run no job: they live without the list of reactions, and begin sooner.
LEAN = ("mail-sink", "score", "workspace", "staff", "token", "audit")

# These read and write the stores: in a new home they make them first.
STORED = (
    "import", "export", "source", "connection", "customers", "traits", "orders", "products",
    "categories",
    "quarantine", "quality", "workspace", "staff", "token", "audit", "api",
)  # fmt: skip


class Words(click.Group):
    """The `huike` command with the words of all files."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All words, in the order of the alphabet."""
        return sorted([*super().list_commands(ctx), *WORDS])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One word, read from its file now."""
        try:
            if cmd_name not in WORDS:
                return super().get_command(ctx, cmd_name)
            module = import_module(f"huike.entry.commands.{WORDS[cmd_name]}")
            found: click.Command = next(one for one in module.COMMANDS if one.name == cmd_name)
            return found
        finally:
            gc.freeze()
            gc.enable()

    def invoke(self, ctx: click.Context) -> object:
        """Say the word; one that needs the stores finds them made."""
        said = sys.argv[1:]
        if said and said[0] in STORED and not {"-h", "--help"} & set(said):
            from huike.entry.commands.serve import prepare_new  # the other words never need it

            prepare_new()
        return super().invoke(ctx)
