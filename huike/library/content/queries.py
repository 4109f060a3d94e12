"""Reads of content; the workspace first."""

from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery

from huike.base.access.facade import workspace as workspace_info
from huike.base.kernel.errors import Invalid, NotFound
from huike.base.kernel.paging import Page, decode_cursor, encode_cursor, limit_of
from huike.library.content.models import BrandKit, Content, ContentVersion
from huike.library.content.rules.document import Brand
from huike.library.content.rules.rendering import Source

_SORTS = ("name", "subject", "latest", "updated_at", "id")


@dataclass(frozen=True)
class VersionInfo:
    """A compiled version as other rooms use it."""

    id: int
    content_id: int
    name: str
    number: int
    source: Source
    links: tuple[str, ...]
    language: str


def version(workspace_id: int, version_id: int) -> VersionInfo:
    """One version of this workspace."""
    rows = ContentVersion.objects.select_related("content")
    row = rows.filter(workspace_id=workspace_id, pk=version_id).first()
    if row is None:
        raise NotFound("No such content version")
    return _info(row)


def latest(workspace_id: int, content_id: int) -> VersionInfo:
    """The newest version of a content."""
    rows = ContentVersion.objects.select_related("content")
    row = rows.filter(workspace_id=workspace_id, content_id=content_id).order_by("-number").first()
    if row is None:
        raise NotFound("No such content")
    return _info(row)


def link(workspace_id: int, version_id: int, number: int) -> str:
    """The address of the n-th link of a version: the only places a click can lead to."""
    row = ContentVersion.objects.filter(workspace_id=workspace_id, pk=version_id)
    links = row.values_list("links", flat=True).first() or []
    if not 0 <= number < len(links):
        raise NotFound("No such link")
    return str(links[number])


def one(workspace_id: int, content_id: int) -> Content:
    """One content of this workspace."""
    row = _said(workspace_id).filter(pk=content_id).first()
    if row is None:
        raise NotFound("No such content")
    return row


def numbered(workspace_id: int, content_id: int, number: int) -> ContentVersion:
    """One version by its number."""
    row = ContentVersion.objects.filter(
        workspace_id=workspace_id, content_id=content_id, number=number
    ).first()
    if row is None:
        raise NotFound("No such content version")
    return row


def page(
    workspace_id: int, *, q: str, sort: str, is_archived: bool, cursor: str, limit: int
) -> Page[Content]:
    """One page of contents."""
    name = sort.removeprefix("-")
    if name not in _SORTS:
        raise Invalid(f"Sort by one of {', '.join(_SORTS)}", code="bad_sort", where="sort")
    down = sort.startswith("-")
    rows = _said(workspace_id).filter(is_archived=is_archived)
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(subject__icontains=q))
    total = rows.count()
    if cursor:
        value, last = decode_cursor(cursor, 2)
        side = "lt" if down else "gt"
        same = Q(**{name: value, f"id__{side}": last})
        rows = rows.filter(Q(**{f"{name}__{side}": value}) | same)
    mark = "-" if down else ""
    found = list(rows.order_by(f"{mark}{name}", f"{mark}id")[: limit_of(limit) + 1])
    more = None
    if len(found) > limit:
        found = found[:limit]
        more = encode_cursor([getattr(found[-1], name), found[-1].pk])
    return Page(found, more, total)


def _said(workspace_id: int) -> QuerySet[Content]:
    """Contents with what their newest version says, and who saved it."""
    newest = ContentVersion.objects.filter(
        workspace_id=workspace_id, content_id=OuterRef("pk"), number=OuterRef("latest")
    )
    return Content.objects.filter(workspace_id=workspace_id).annotate(
        subject=Subquery(newest.values("subject")[:1]),
        changed_by=Subquery(newest.values("created_by")[:1]),
    )


def versions(workspace_id: int, content_id: int) -> list[ContentVersion]:
    """Who saved which version when, newest first."""
    one(workspace_id, content_id)
    rows = ContentVersion.objects.filter(workspace_id=workspace_id, content_id=content_id)
    rows = rows.only("id", "number", "subject", "created_at", "created_by")
    return list(rows.order_by("-number")[:200])


def brand(workspace_id: int) -> Brand:
    """The brand of a workspace; plain until somebody dresses it."""
    row = BrandKit.objects.filter(workspace_id=workspace_id).first()
    if row is None:
        return Brand(name=workspace_info(workspace_id).name)
    return Brand(
        accent=row.accent,
        background=row.background,
        text=row.text,
        logo=row.logo,
        name=row.name or workspace_info(workspace_id).name,
    )


def titles(workspace_id: int, content_ids: list[int]) -> dict[int, str]:
    """For lists: what contents are called."""
    rows = Content.objects.filter(workspace_id=workspace_id, pk__in=set(content_ids))
    return dict(rows.values_list("id", "name"))


def names(workspace_id: int, version_ids: list[int]) -> dict[int, tuple[int, str, int]]:
    """For lists: content id, name and number of versions."""
    rows = ContentVersion.objects.filter(workspace_id=workspace_id, pk__in=version_ids)
    return {
        pk: (content_id, name, number)
        for pk, content_id, name, number in rows.values_list(
            "id", "content_id", "content__name", "number"
        )
    }


def _info(row: ContentVersion) -> VersionInfo:
    return VersionInfo(
        id=row.pk,
        content_id=row.content_id,
        name=row.content.name,
        number=row.number,
        source=Source(row.subject, row.html, row.text),
        links=tuple(row.links),
        language=str(row.document.get("language", "zh-CN")),
    )
