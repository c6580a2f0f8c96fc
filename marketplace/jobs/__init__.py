"""What happens later: jobs run by the workers, each thin, each calling a service."""

from procrastinate import Blueprint

from marketplace.jobs import (
    accounts,
    afterwards,
    allocations,
    bids,
    certificates,
    contracts,
    evidence,
    files,
    money_papers,
    notices,
    passports,
    payments,
    payouts,
    photos,
    privacy,
    refunds,
    registers,
    rounds,
    tenders,
)

ROOMS: dict[str, Blueprint] = {
    "accounts": accounts.tasks,
    "afterwards": afterwards.tasks,
    "allocations": allocations.tasks,
    "bids": bids.tasks,
    "certificates": certificates.tasks,
    "contracts": contracts.tasks,
    "evidence": evidence.tasks,
    "files": files.tasks,
    "money_papers": money_papers.tasks,
    "notices": notices.tasks,
    "passports": passports.tasks,
    "payments": payments.tasks,
    "payouts": payouts.tasks,
    "photos": photos.tasks,
    "privacy": privacy.tasks,
    "refunds": refunds.tasks,
    "registers": registers.tasks,
    "rounds": rounds.tasks,
    "tenders": tenders.tasks,
}
