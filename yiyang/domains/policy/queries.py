"""Reads of the policy in force. Policies are public documents: no scope applies."""

from functools import lru_cache

from yiyang.domains.policy.models import PolicyDocument
from yiyang.domains.policy.rules.pack import PolicyPack, read_pack

KEPT_PACKS = 16


def list_documents() -> list[PolicyDocument]:
    """Every loaded document with its locality, by code."""
    return list(PolicyDocument.objects.select_related("locality").order_by("code"))


def find_document(code: str) -> PolicyDocument | None:
    """The loaded document of this code, or None."""
    return PolicyDocument.objects.select_related("locality").filter(code=code).first()


def pack_of(document: PolicyDocument) -> PolicyPack:
    """The pack as it was loaded."""
    return _read_pack(document.digest, tuple(sorted(document.files.items())))


@lru_cache(maxsize=KEPT_PACKS)
def _read_pack(_digest: str, files: tuple[tuple[str, str], ...]) -> PolicyPack:
    return read_pack(dict(files))
