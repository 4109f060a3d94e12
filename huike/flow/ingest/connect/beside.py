"""The contract's part on what belongs to an order beside its lines: where its parcels are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Step = Literal["shipped", "in_transit", "out_for_delivery", "signed", "returned"]


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A parcel of an order. Of its number only the last signs are kept, and a keyed hash."""

    number: str = ""
    carrier: str = ""  # by name
    steps: tuple[tuple[Step, datetime], ...] = ()  # as far as they are told of the parcel itself
