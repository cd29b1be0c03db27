"""What is wrong with a pack, said all at once."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing to mend: the file, the place in it ("task 21"), what is wrong and how to mend it."""

    file: str
    place: str
    code: str
    message: str
    mend: str

    def __str__(self) -> str:
        """Give the fault on one line."""
        return f"{self.file}, {self.place}: {self.message} - {self.mend}"


class PackError(ValueError):
    """A pack that must not be loaded; `faults` lists every fault found, in the order of reading."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(f"{len(self.faults)} fault(s) in the policy pack:\n{lines}")
