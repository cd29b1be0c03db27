"""Writes of contracts and agreements: each one transaction with its act."""

from yiyang.domains.contracts.actions.agreements import AgreementTerms, make_agreement, terminate_agreement
from yiyang.domains.contracts.actions.contracts import (
    ContractTerms,
    end_contract,
    expire_contracts,
    sign_contract,
)

__all__ = [
    "AgreementTerms",
    "ContractTerms",
    "end_contract",
    "expire_contracts",
    "make_agreement",
    "sign_contract",
    "terminate_agreement",
]
