from django.apps import AppConfig


class EntryConfig(AppConfig):
    """The ways in; being ready means that the list of reactions is connected."""

    name = "huike.entry"
    label = "entry"

    def ready(self) -> None:
        """Connect reactions and jobs once the models are there."""
        from huike.entry import wiring  # models are loaded only by now

        wiring.connect()
