"""Which category counts, for every question over facts: the own one, else the one as written.

Facts keep what was written. Here is the one place that says how it is read (decision 31): text of
SQL from fixed words and numbers of shops, over the warehouse's copy of the names.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from huike.library.commerce.categories.rules import Category, Tree
from huike.library.commerce.models import CategoryName, OwnCategory

MARK = "/*own*/category"  # in files of SQL: the category that counts
LANDED = "(SELECT shop_id, written, own FROM category_names FINAL WHERE workspace_id = {workspace})"


@dataclass(frozen=True)
class OwnCategories:
    """How a workspace reads categories; where nothing is named it costs nothing."""

    tree: Tree = field(default_factory=lambda: Tree(()))
    shops: tuple[int, ...] | None = None  # with names of their own; None: nothing is named

    def sql(self, workspace: str, *, column: str = "category") -> str:
        """The category that counts in a row with its `shop_id`."""
        if self.shops is None:
            return column
        return counting(LANDED.replace("{workspace}", workspace), self.shops, column)

    def fill(self, sql: str, workspace: str) -> str:
        """The text of a file with its marks replaced."""
        return sql.replace(MARK, self.sql(workspace))

    def asked(self, names: Iterable[str]) -> tuple[list[str], list[str]]:
        """What is meant by these: categories that count, and words that were written so.

        An own category means those that lie in it too. A word that is no own category goes on
        meaning what was written, so a rule from before it was named keeps its people.
        """
        wanted = sorted(set(names))
        return self.tree.within(wanted), [one for one in wanted if one not in self.tree.names]

    def also(self, category: str, written: str) -> frozenset[str]:
        """By which names besides the one that counts a row is found; the mirror of `asked`."""
        found = {*self.tree.above(category), *({written} - self.tree.names.keys())}
        return frozenset(found - {category})


def own_categories(workspace_id: int) -> OwnCategories:
    """As the workspace has set it by now."""
    tree = tree_of(workspace_id)
    if not tree.names:
        return OwnCategories()
    names = CategoryName.objects.filter(workspace_id=workspace_id)
    shops = sorted(names.values_list("shop_id", flat=True).distinct())
    if not shops:
        return OwnCategories(tree)
    return OwnCategories(tree, tuple(one for one in shops if one))


def tree_of(workspace_id: int) -> Tree:
    """All own categories of a workspace."""
    rows = OwnCategory.objects.filter(workspace_id=workspace_id).order_by("name")
    return Tree(Category(*row) for row in rows.values_list("pk", "name", "parent_id"))


def counting(pairs: str, shops: Sequence[int], column: str) -> str:
    """The category that counts, by a source of (shop_id, written, own); shop 0 is any shop."""
    anywhere = _read(pairs, 0, column)
    if not shops:
        return anywhere
    cases = ", ".join(f"shop_id = {one:d}, {_read(pairs, one, column)}" for one in shops)
    return f"multiIf({cases}, {anywhere})"


def _read(pairs: str, shop: int, column: str) -> str:
    """A shop's own word stands above that of any shop."""
    found = (
        "(SELECT written, argMax(own, shop_id) AS own"  # noqa: S608 - fixed words
        f" FROM {pairs} WHERE shop_id IN (0, {shop:d}) GROUP BY written ORDER BY written)"
    )
    before, after = (
        f"(SELECT groupArray(toString({one})) FROM {found})"  # noqa: S608
        for one in ("written", "own")
    )
    return f"transform({column}, {before}, {after}, {column})"
