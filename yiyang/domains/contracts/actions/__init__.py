"""Writes of contracts and agreements: each one transaction with its act."""

from yiyang.domains.contracts.actions.agreements import AgreementTerms, make_agreement, terminate_agreement
from yiyang.domains.contracts.actions.batches import (
    Signing,
    sign_contracts,
    withdraw_agreements,
    withdraw_contracts,
)
from yiyang.domains.contracts.actions.contracts import (
    ContractTerms,
    end_contract,
    expire_contracts,
    sign_contract,
)

__all__ = [
    "AgreementTerms",
    "ContractTerms",
    "Signing",
    "end_contract",
    "expire_contracts",
    "make_agreement",
    "sign_contract",
    "sign_contracts",
    "terminate_agreement",
    "withdraw_agreements",
    "withdraw_contracts",
]
