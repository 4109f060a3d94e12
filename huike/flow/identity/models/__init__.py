"""What this stage keeps in the database."""

from huike.flow.identity.models.alike import Group, GroupMember, Likeness, LikenessRun
from huike.flow.identity.models.matching import Alias, Apart, Match, MatchRule, Split, Survivor
from huike.flow.identity.models.people import (
    Customer,
    ErasedKey,
    Identifier,
    NamePiece,
    SharedVisitor,
    Visitor,
    Wave,
)

__all__ = [
    "Alias",
    "Apart",
    "Customer",
    "ErasedKey",
    "Group",
    "GroupMember",
    "Identifier",
    "Likeness",
    "LikenessRun",
    "Match",
    "MatchRule",
    "NamePiece",
    "SharedVisitor",
    "Split",
    "Survivor",
    "Visitor",
    "Wave",
]
