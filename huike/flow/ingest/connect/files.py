"""What a kind whose platform hands over files says: the second part of the contract."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from huike.flow.ingest.connect.contract import Checked


@dataclass(frozen=True)
class FoundFile:
    """A file that is new, or other than it was; it is imported as if somebody had uploaded it."""

    name: str
    body: bytes
    kept: Mapping[str, Any]  # what to remember once it is taken


@dataclass(frozen=True)
class Looked:
    """No file; what to remember until the next look."""

    kept: Mapping[str, Any]


class FileClient(Protocol):
    """A kind whose platform hands over files, for one run."""

    def check(self) -> "Checked":
        """Look whether there is something; raises what is wrong."""

    def files(self, kept: Mapping[str, Any]) -> Iterator[FoundFile | Looked]:
        """Files that are new since what was remembered last."""

    def forget(self, kept: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        """What to remember of a file that could not be imported: it is to be found again."""
