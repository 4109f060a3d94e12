from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "huike.base.journal"
    label = "journal"
