"""Acts on content: each saves a new version or changes its frame."""

from django.db import IntegrityError, transaction

from huike.base.access.facade import Actor, audit
from huike.base.kernel import clock
from huike.base.kernel.errors import Conflict, Invalid
from huike.library.content import queries
from huike.library.content.models import BrandKit, Content, ContentVersion
from huike.library.content.rules import links
from huike.library.content.rules.compiling import Compiled, compiled
from huike.library.content.rules.document import Blocks, Brand, Mjml


def compile_for(workspace_id: int, document: Blocks | Mjml, brand: Brand | None = None) -> Compiled:
    """Check and compile a document in the dress of this workspace, saving nothing."""
    return compiled(document, brand or queries.brand(workspace_id))


def create(actor: Actor, *, name: str, document: Blocks | Mjml) -> Content:
    """A new content with its first version."""
    made = compile_for(actor.workspace_id, document)
    now = clock.now()
    try:
        with transaction.atomic():
            row = Content.objects.create(
                workspace_id=actor.workspace_id,
                name=_named(name),
                latest=1,
                created_at=now,
                updated_at=now,
                created_by=actor.label,
            )
            _add_version(row, 1, document, made, actor)
            audit(actor, "content.created", target_kind="content", target_id=row.pk)
    except IntegrityError:
        raise _taken(name) from None
    return row


def save(
    actor: Actor, *, content_id: int, document: Blocks | Mjml, after: int | None
) -> ContentVersion:
    """A new version after the one its author saw; somebody else's version between is a conflict."""
    made = compile_for(actor.workspace_id, document)
    with transaction.atomic():
        row = queries.one(actor.workspace_id, content_id)
        seen = row.latest if after is None else after
        moved = Content.objects.filter(
            workspace_id=actor.workspace_id, pk=row.pk, latest=seen
        ).update(latest=seen + 1, updated_at=clock.now())
        if not moved:
            raise Conflict(
                f"Version {row.latest} was saved meanwhile",
                code="content_changed",
                mend="Look at it and save again",
                latest=row.latest,
            )
        saved = _add_version(row, seen + 1, document, made, actor)
        audit(actor, "content.saved", target_kind="content", target_id=row.pk, count=saved.number)
    return saved


def rename(actor: Actor, *, content_id: int, name: str) -> Content:
    """Another name for a content."""
    row = queries.one(actor.workspace_id, content_id)
    row.name = _named(name)
    try:
        with transaction.atomic():
            row.save(update_fields=["name"])
            audit(
                actor, "content.renamed", target_kind="content", target_id=row.pk, fields=["name"]
            )
    except IntegrityError:
        raise _taken(name) from None
    return row


def archive(actor: Actor, *, content_id: int, is_archived: bool) -> Content:
    """Put a content away, or take it out again; what was sent keeps its version."""
    row = queries.one(actor.workspace_id, content_id)
    row.is_archived = is_archived
    try:
        with transaction.atomic():
            row.save(update_fields=["is_archived"])
            act = "content.archived" if is_archived else "content.restored"
            audit(actor, act, target_kind="content", target_id=row.pk)
    except IntegrityError:
        raise _taken(row.name) from None
    return row


def save_brand(actor: Actor, brand: Brand) -> Brand:
    """Colours, logo and name; contents take them at their next saving."""
    if brand.logo:
        links.check(brand.logo, "logo")
    with transaction.atomic():
        BrandKit.objects.update_or_create(
            workspace_id=actor.workspace_id,
            defaults={**brand.model_dump(), "updated_at": clock.now()},
        )
        audit(actor, "brand.changed", target_kind="brand", fields=sorted(brand.model_fields_set))
    return queries.brand(actor.workspace_id)


def _add_version(
    row: Content, number: int, document: Blocks | Mjml, made: Compiled, actor: Actor
) -> ContentVersion:
    return ContentVersion.objects.create(
        workspace_id=row.workspace_id,
        content=row,
        number=number,
        document=document.model_dump(mode="json"),
        subject=made.subject,
        preheader=made.preheader,
        html=made.html,
        text=made.text,
        links=list(made.links),
        uses=list(made.uses),
        warnings=[{"code": one.code, "detail": one.detail} for one in made.warnings],
        created_at=clock.now(),
        created_by=actor.label,
    )


def _named(name: str) -> str:
    short = name.strip()
    if not 1 <= len(short) <= 200:
        raise Invalid("A name has 1 to 200 characters", code="bad_name", where="name")
    return short


def _taken(name: str) -> Conflict:
    return Conflict(
        f"There is a content named {name!r} already", code="name_taken", where="name", name=name
    )
