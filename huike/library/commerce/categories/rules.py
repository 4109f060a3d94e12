"""The tree of a workspace's own categories, and names that are likely the same. Pure."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from huike.base.kernel.errors import Conflict, Invalid, NotFound

MOST_DEEP = 6
MOST_CATEGORIES = 2_000
SEPARATOR = " > "


@dataclass(frozen=True)
class Category:
    """A category of the workspace's own."""

    id: int
    name: str
    parent_id: int | None


@dataclass(frozen=True)
class Naming:
    """A category as a shop writes it (shop 0: any), and the own one that it is; None: none."""

    shop_id: int
    written: str
    category_id: int | None


def plain(name: str) -> str:
    """What is left of a name without width, case, spaces and separators."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


def checked_name(name: str) -> str:
    """The name without spaces around it; one that says nothing is refused."""
    name = " ".join(name.split())
    if not plain(name) or len(name) > 120:
        raise Invalid(
            "A category's name has 1 to 120 characters, at least one of them a letter or a digit",
            code="category_name",
            where="name",
        )
    return name


class Tree:
    """Categories by their number, each under its parent."""

    def __init__(self, categories: Iterable[Category]) -> None:
        self._all = {one.id: one for one in categories}
        self.names: Mapping[str, Category] = {one.name: one for one in self._all.values()}

    def one(self, category_id: int) -> Category:
        """A category of this tree."""
        found = self._all.get(category_id)
        if found is None:
            raise NotFound("No such category", code="category_missing", category_id=category_id)
        return found

    def path(self, category_id: int) -> tuple[str, ...]:
        """The names from the root to it."""
        return tuple(self._all[each].name for each in reversed(self._line(category_id)))

    def above(self, name: str) -> tuple[str, ...]:
        """The names of the categories that it lies in; none where it is no own category."""
        found = self.names.get(name)
        return self.path(found.id)[:-1] if found else ()

    def within(self, names: Iterable[str]) -> list[str]:
        """These names, and those of the categories that lie in them."""
        asked = set(names)
        inner = {each for each in self.names if not asked.isdisjoint(self.above(each))}
        return sorted(asked | inner)

    def check_name(self, category_id: int | None, name: str) -> None:
        """Refuse a name that another has, or nearly has."""
        for one in self._all.values():
            if one.id != category_id and plain(one.name) == plain(name):
                raise Conflict(
                    f"There is a category named {one.name!r} already",
                    code="category_name_taken",
                    where="name",
                    name=one.name,
                )

    def check_place(self, category_id: int | None, parent_id: int | None) -> None:
        """Refuse a parent that is missing, lies in the category itself, or is too deep."""
        if parent_id is None:
            return
        self.one(parent_id)
        line = self._line(parent_id)
        if category_id in line:
            raise Conflict(
                "A category cannot lie in itself",
                code="category_cycle",
                where="parent_id",
                path=SEPARATOR.join([*self.path(parent_id), self.one(category_id).name]),
            )
        if len(line) + self._height(category_id) > MOST_DEEP:
            raise Invalid(
                f"Categories are at most {MOST_DEEP} levels deep",
                code="category_too_deep",
                where="parent_id",
                most=MOST_DEEP,
            )

    def has_children(self, category_id: int) -> bool:
        """Whether categories lie in it."""
        return any(one.parent_id == category_id for one in self._all.values())

    def likely(self) -> dict[str, int]:
        """Which category is meant by a plain name, or by a plain path; none where it is unsure."""
        found: dict[str, set[int]] = {}
        for one in self._all.values():
            for told in (one.name, "".join(self.path(one.id))):
                found.setdefault(plain(told), set()).add(one.id)
        return {told: ids.pop() for told, ids in found.items() if len(ids) == 1}

    def _line(self, category_id: int) -> list[int]:
        """It, its parent, and so on; ends in any case."""
        line: list[int] = []
        at: int | None = category_id
        while at is not None and at in self._all and at not in line:
            line.append(at)
            at = self._all[at].parent_id
        return line

    def _height(self, category_id: int | None) -> int:
        if category_id is None:
            return 1
        lines = [self._line(each) for each in self._all]
        return max(line.index(category_id) + 1 for line in lines if category_id in line)
