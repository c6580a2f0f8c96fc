"""Names for identity numbers, so that a lot's id can never be passed for a demand's."""

from typing import NewType

UserId = NewType("UserId", int)
OrganizationId = NewType("OrganizationId", int)
InvitationId = NewType("InvitationId", int)
LotId = NewType("LotId", int)
EvaluationId = NewType("EvaluationId", int)
CertificateId = NewType("CertificateId", int)
DemandId = NewType("DemandId", int)
RoundId = NewType("RoundId", int)
ScenarioId = NewType("ScenarioId", int)
AllocationId = NewType("AllocationId", int)
ContractId = NewType("ContractId", int)
EventId = NewType("EventId", int)
