from django.apps import AppConfig


class IngestConfig(AppConfig):
    name = "huike.flow.ingest"
    label = "ingest"
