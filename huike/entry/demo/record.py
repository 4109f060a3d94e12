"""What a demo has done so far, kept beside its data, so that a second run goes on."""

import json
from pathlib import Path
from typing import Any

NAME = "demo.json"


class Record:
    """Steps done with what they said, and a few facts that later steps need."""

    def __init__(self, home: Path) -> None:
        self._path = home / NAME
        known = json.loads(self._path.read_text()) if self._path.exists() else {}
        self.facts: dict[str, Any] = known.get("facts", {})
        self.steps: dict[str, dict[str, Any]] = known.get("steps", {})

    @property
    def seconds(self) -> float:
        """How long all steps took together, over all runs."""
        return round(sum(float(step["seconds"]) for step in self.steps.values()), 1)

    def is_done(self, step: str) -> bool:
        """Whether a step has come to its end."""
        return step in self.steps

    def finish(self, step: str, seconds: float, said: dict[str, Any]) -> None:
        """A step has come to its end."""
        self.steps[step] = {"seconds": round(seconds, 2), **said}
        self.save()

    def keep(self, **facts: Any) -> None:
        """Remember something for later steps."""
        self.facts.update(facts)
        self.save()

    def save(self) -> None:
        """Write it whole or not at all."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = self._path.with_suffix(".fresh")
        fresh.write_text(
            json.dumps({"facts": self.facts, "steps": self.steps}, indent=1, ensure_ascii=False)
        )
        fresh.replace(self._path)
