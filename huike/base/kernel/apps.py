import sqlite3

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "huike.base.kernel"
    label = "kernel"

    def ready(self) -> None:
        """Tell sqlite3 that bytes are stored as they are.

        Otherwise it asks every single value how it wants to be stored, which takes longer than
        storing it.
        """
        sqlite3.register_adapter(bytes, bytes)
