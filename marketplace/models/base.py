"""What every row shares: the session, constraint names, and columns that hold value objects."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, DateTime, Dialect, Enum, MetaData, Numeric, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, registry

from marketplace.domain import ids
from marketplace.domain.errors import Stale
from marketplace.domain.mass import Mass

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


IDENTITIES = (
    ids.UserId,
    ids.OrganizationId,
    ids.InvitationId,
    ids.AddressChangeId,
    ids.LotId,
    ids.EvaluationId,
    ids.CertificateId,
    ids.DemandId,
    ids.RoundId,
    ids.ScenarioId,
    ids.AllocationId,
    ids.ContractId,
    ids.EventId,
    ids.SampleId,
    ids.BidId,
    ids.TenderId,
    ids.AmendmentId,
    ids.CallOffId,
    ids.ClaimId,
    ids.MessageId,
    ids.FileId,
    ids.NoticeId,
    ids.LetterId,
    ids.InstalmentId,
    ids.PaymentId,
    ids.RefundId,
    ids.PayoutId,
    ids.BankAccountId,
    ids.EntryId,
    ids.ShipmentId,
    ids.CargoId,
    ids.StrayId,
    ids.PlacementId,
    ids.SettlementId,
    ids.FarmerId,
    ids.PlotId,
    ids.DeliveryId,
    ids.BatchId,
    ids.FlowId,
    ids.ScreeningId,
    ids.PackId,
    ids.StatementId,
    ids.PassportId,
    ids.ConsentId,
)


class Base(DeclarativeBase):
    """The root of all rows."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={
            datetime: DateTime(timezone=True),
            dict[str, Any]: JSONB(none_as_null=True),
            list[dict[str, Any]]: JSONB(none_as_null=True),
            **dict.fromkeys(IDENTITIES, BigInteger),
        },
    )


# Each of a web process's four threads holds up to two connections at a time (see queries/reading.py). Who finds none
# opens one for itself and closes it again, which takes longer than most pages; those used last have the warmest plans.
POOL: dict[str, Any] = {"pool_pre_ping": True, "pool_size": 10, "pool_use_lifo": True}
db = SQLAlchemy(model_class=Base, disable_autonaming=True, engine_options=POOL)


class MassColumn(TypeDecorator[Mass]):
    """Kilograms in the database, a `Mass` in the row."""

    impl = Numeric(12, 3)
    cache_ok = True

    def process_bind_param(self, value: Mass | None, dialect: Dialect) -> Decimal | None:
        """Write the kilograms."""
        del dialect
        return None if value is None else value.kilograms

    def process_result_value(self, value: Decimal | None, dialect: Dialect) -> Mass | None:
        """Read the kilograms."""
        del dialect
        return None if value is None else Mass(value)


def choice(kind: type[StrEnum], column: str | None = None) -> Enum:
    """Make a column type for one word out of `kind`, kept by a CHECK constraint.

    The constraint is named after the kind, or after `column` where a table has two columns of one kind.
    """
    name = column or "".join("_" + letter.lower() if letter.isupper() else letter for letter in kind.__name__)
    return Enum(
        kind,
        native_enum=False,
        length=32,
        create_constraint=True,
        validate_strings=True,
        name=f"{name.lstrip('_')}_known",
        values_callable=lambda members: [member.value for member in members],
    )


class Versioned:
    """A row that is changed by many hands: a version guards it, and each change moves `changed_at`."""

    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy hands over the class
        """Check the version at each update, so that the second of two writers is told."""
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]

    def expect_version(self, seen: int | None) -> None:
        """Raise `Stale` when the viewer looked at another version than this one; None means no claim."""
        if seen is not None and seen != self.version:
            raise Stale("row.changed_meanwhile")
