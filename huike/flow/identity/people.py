"""The batch of people that other rooms hand over."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True)
class PeopleBatch:
    """Distinct people as parallel lists; a list that is left out is empty for everybody.

    `shop_id` may be one number for all. `source` says where they were seen ("import:12"). `said_at`
    says when somebody said so (microseconds since 1970): what was said earlier and comes later
    overwrites nothing. `acted_at` says when the person themselves did something (None: others only
    speak of them): whoever was erased before that is somebody again. `heard` is when we came to
    know it, in seconds; `resolve` sets it.
    """

    shop_id: Sequence[int] | int = 0
    user_id: Sequence[str | None] = ()
    email: Sequence[str | None] = ()
    phone: Sequence[str | None] = ()
    name: Sequence[str | None] = ()
    attributes: Sequence[dict[str, Any] | None] = ()
    source: str = ""
    said_at: Sequence[int | None] = ()
    acted_at: Sequence[int | None] = ()
    heard: int = 0

    def __len__(self) -> int:
        lists = (self.user_id, self.email, self.phone, self.name, self.attributes)
        lengths = {len(one) for one in lists if len(one)}
        if len(lengths) > 1:
            raise ValueError(f"the lists of people have different lengths: {sorted(lengths)}")
        return lengths.pop() if lengths else 0


@dataclass(frozen=True)
class Resolved:
    """Who they are; 0 where no usable identifier was given."""

    customer_ids: np.ndarray
    created: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
    matches: int = 0  # of two known records
    refused: dict[str, int] = field(default_factory=dict)  # kind -> values that are none
