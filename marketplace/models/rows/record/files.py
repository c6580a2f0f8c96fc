"""Files that were handed over: where each is kept, what it is, and about what it was sent."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.domain.events import SubjectKind
from marketplace.domain.files import FileKind, KeptFile
from marketplace.domain.ids import FileId, MessageId, OrganizationId, UserId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import Base, choice
from marketplace.models.rows.record.messages import Message


class StoredFile(Base):
    """One file; whoever may see the subject may fetch it. `stored` and `thumb` are names in the storage."""

    __tablename__ = "files"
    __table_args__ = (
        CheckConstraint("size > 0", name="not_empty"),
        Index("ix_files_subject", "subject_kind", "subject_id"),
    )

    id: Mapped[FileId] = mapped_column(primary_key=True)
    subject_kind: Mapped[SubjectKind] = mapped_column(choice(SubjectKind))
    subject_id: Mapped[int]
    message_id: Mapped[MessageId | None] = mapped_column(ForeignKey(Message.id), index=True)
    stored: Mapped[str] = mapped_column(unique=True)
    thumb: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[FileKind] = mapped_column(choice(FileKind))
    size: Mapped[int]
    sha256: Mapped[str]
    width: Mapped[int | None]
    height: Mapped[int | None]
    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"))
    organization_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"))
    at: Mapped[datetime]


def file_about(kept: KeptFile, kind: SubjectKind, *, subject_id: int, by: Viewer, now: datetime) -> StoredFile:
    """Write down a file that was kept, about a thing: whoever may see that may fetch it, and nobody else."""
    return StoredFile(
        subject_kind=kind,
        subject_id=subject_id,
        stored=kept.stored,
        thumb=kept.thumb,
        name=kept.name,
        kind=kept.kind,
        size=kept.size,
        sha256=kept.sha256,
        width=kept.width,
        height=kept.height,
        user_id=UserId(by.user_id or 0),
        organization_id=OrganizationId(by.organization_id or 0),
        at=now,
    )
