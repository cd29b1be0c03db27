"""Loading of policy packs."""

import datetime
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from django.db import transaction

from yiyang.access.viewer import Viewer
from yiyang.audit.acts import record_act
from yiyang.domains.policy.models import PolicyDocument
from yiyang.domains.policy.rules.pack import PACKS, find_pack, load_pack, pack_files
from yiyang.regions.queries import find_region


@transaction.atomic
def load_policy(*, viewer: Viewer, pack: str, now: datetime.datetime) -> tuple[PolicyDocument, bool]:
    """Load a pack that ships (by any of its names) or a folder of one's own.

    Returns (document, whether anything changed). Raises PackError listing every fault, LookupError for an
    unknown pack or a locality whose regions are not loaded.
    """
    folder = _find_folder(pack)
    loaded = load_pack(folder)
    files = {name: text.decode("utf-8") for name, text in pack_files(folder).items()}
    digest = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()
    facts = loaded.document
    present = PolicyDocument.objects.filter(code=facts.code).first()
    if present is not None and present.digest == digest:
        return present, False
    locality = find_region(facts.locality_code, code_list=facts.locality_list)
    document, _created = PolicyDocument.objects.update_or_create(
        code=facts.code,
        defaults={
            "locality": locality,
            "files": files,
            "digest": digest,
            "loaded_at": now,
            "version": present.version + 1 if present else 1,
        },
    )
    record_act(
        viewer=viewer,
        kind="policy.load",
        changed=document,
        since=viewer.on,
        detail={"version": document.version, "digest": digest},
    )
    return document, True


def _find_folder(pack: str) -> Path:
    """The folder of a pack that ships, else the path; a folder that happens to lie here does not take its place."""
    try:
        return _shipped_folder(pack)
    except LookupError:
        if pack and Path(pack).exists():
            return Path(pack)
        raise


def _shipped_folder(name: str) -> Path:
    wanted = find_pack(name).document.code
    for folder in PACKS.iterdir():
        if (folder.is_dir() or folder.suffix == ".toml") and load_pack(folder).document.code == wanted:
            return folder
    raise LookupError(name)


def follow_reform(*, moves: Mapping[int, int]) -> int:
    """Let documents of units that end bind the units that continue them; returns how many.

    `moves` is id of the old unit → id of the new one. Runs in the transaction of the reform.
    """
    return sum(
        PolicyDocument.objects.filter(locality=before).update(locality=after)
        for before, after in moves.items()
    )
