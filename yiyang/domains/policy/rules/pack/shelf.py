"""The packs that are shipped, and the names they answer to."""

from pathlib import Path

from yiyang.domains.policy.rules.pack.model import PolicyPack
from yiyang.domains.policy.rules.pack.reading import load_pack

PACKS = Path(__file__).resolve().parents[2] / "packs"


def list_packs(folder: Path = PACKS) -> tuple[PolicyPack, ...]:
    """Load every pack of the folder, in the order of file names; PackError at the first faulty one."""
    return tuple(load_pack(path) for path in _pack_paths(folder))


def find_pack(name: str, folder: Path = PACKS) -> PolicyPack:
    """Return the pack that answers to `name`: its folder, code, one of its names or its locality's code.

    Where several documents of one locality answer, the one that came into force last is returned.
    LookupError lists the names there are.
    """
    wanted = name.strip().lower()
    packs = {path.stem: load_pack(path) for path in _pack_paths(folder)}
    exact = [pack for stem, pack in packs.items() if wanted in (stem, pack.document.code)]
    shared = [
        pack for pack in packs.values() if wanted in (*pack.document.names, pack.document.locality_code)
    ]
    found = exact or sorted(shared, key=lambda pack: pack.document.in_force)
    if found:
        return found[-1]
    raise LookupError(f'No policy pack is called "{name}"; there are: {", ".join(packs)}')


def _pack_paths(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir() or path.suffix == ".toml")
