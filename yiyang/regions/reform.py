"""What a reform makes of the tree: pure planning over units and the lines of the order.

All lines take effect together on one day. A unit that comes to stand elsewhere ends and a new one continues it,
with everything below it; a unit that only gets another name or code stays the same unit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from yiyang.kernel.areas import LEVELS, area_level
from yiyang.kernel.phrases import register_phrases
from yiyang.kernel.refused import Reason, Refused

register_phrases(
    {
        "reform_empty": "The table has no line; enter at least one, such as: merge, code, , , code of the target.",
        "reform_act": (
            "Line %(line)s: “%(text)s” is no act; write one of merge (并入), transfer (划归), rename (更名), "
            "recode (改码), create (新设)."
        ),
        "reform_unknown_unit": (
            "Line %(line)s: no unit has the code %(text)s on %(on)s; look the code up in the tree of that day."
        ),
        "reform_twice": "Line %(line)s: %(name)s stands in line %(other)s already; one line a unit.",
        "reform_level": (
            "Line %(line)s: %(name)s cannot go into %(target)s; merge units of one level, and transfer into a "
            "higher level."
        ),
        "reform_circle": "Line %(line)s: %(name)s would come to lie in itself; check the codes of the targets.",
        "reform_root": "Line %(line)s: %(name)s is the platform's root; it can only get another name or code.",
        "reform_code_form": "Line %(line)s: “%(text)s” is no division code; enter 12 digits.",
        "reform_code_taken": "Line %(line)s: the code %(text)s belongs to %(name)s; enter another code.",
        "reform_name_missing": "Line %(line)s: the new name is missing; enter it in the fourth column.",
        "reform_same": "Line %(line)s: nothing would change for %(name)s; enter the new value or take the line out.",
        "reform_ahead": (
            "The reform begins on %(on)s and today is %(today)s; keep it as a draft and apply it when the day has "
            "come."
        ),
        "reform_before_unit": (
            "Line %(line)s: %(name)s stands from %(since)s on; the reform cannot begin before that day."
        ),
    }
)
ACTS = {
    "merge": "merge",
    "并入": "merge",
    "合并": "merge",
    "transfer": "transfer",
    "划归": "transfer",
    "rename": "rename",
    "更名": "rename",
    "recode": "recode",
    "改码": "recode",
    "create": "create",
    "新设": "create",
}
CODE_LENGTH = 12


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A unit standing on the eve of the reform; `parent` is a key, None for the root."""

    key: str
    code: str
    name: str
    level: str
    parent: str | None
    valid_from: date | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the order.

    merge: `code` goes into the unit `into`. transfer: `code` comes to stand below `into`. rename, recode: another
    name or code. create: a new unit `code` named `new_name` below `into`. `new_code` and `new_name` may go with a
    transfer.
    """

    number: int
    act: str
    code: str
    new_code: str = ""
    new_name: str = ""
    into: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is to be written. Created units come parents first.

    Attributes:
        renamed: (key, name before, name now); recoded: (key, code before, code now).
        created: units to add; ended: keys of units that end.
        moved: key of a unit that ends → key of the unit that continues it.
    """

    renamed: tuple[tuple[str, str, str], ...]
    recoded: tuple[tuple[str, str, str], ...]
    created: tuple[Unit, ...]
    ended: tuple[str, ...]
    moved: Mapping[str, str]


def plan_reform(units: Iterable[Unit], lines: Iterable[Line], *, keys: frozenset[str], on: date) -> Plan:
    """What the lines make of the units on a day. `keys` are all keys that were ever used.

    Raises Refused with every fault of every line at once.
    """
    planning = _Planning(units, keys=keys, on=on)
    planning.read(tuple(lines))
    planning.refuse_faults()
    planning.settle()
    planning.check_codes()
    planning.refuse_faults()
    return planning.plan()


class _Planning:
    """The working state of one plan."""

    def __init__(self, units: Iterable[Unit], *, keys: frozenset[str], on: date) -> None:
        self.units = {unit.key: unit for unit in units}
        self.by_code = {unit.code: unit for unit in self.units.values()}
        self.keys, self.on = set(keys), on
        self.lines: dict[str, Line] = {}
        self.reasons: list[Reason] = []
        self.final: dict[str, str] = {}
        self.created: list[Unit] = []
        self.renamed: list[tuple[str, str, str]] = []
        self.recoded: list[tuple[str, str, str]] = []
        self.fresh: dict[str, Line] = {}

    def refuse(self, code: str, line: Line, **params: object) -> None:
        reason = Reason(code, field="lines", params={"line": line.number, **params})
        if reason not in self.reasons:
            self.reasons.append(reason)

    def refuse_faults(self) -> None:
        if self.reasons:
            raise Refused(*self.reasons)

    def read(self, lines: tuple[Line, ...]) -> None:
        """Check each line by itself and against the tree."""
        if not lines:
            self.reasons.append(Reason("reform_empty", field="lines"))
        for line in lines:
            if line.act == "create":
                self._read_new(line)
        for line in lines:
            if line.act != "create":
                self._read_change(line)

    def _read_new(self, line: Line) -> None:
        self._check_code(line, line.code)
        if not line.new_name:
            self.refuse("reform_name_missing", line)
        parent = self.by_code.get(line.into)
        if parent is None:
            self.refuse("reform_unknown_unit", line, text=line.into, on=self.on.isoformat())
        elif LEVELS.index(area_level(line.code)) <= LEVELS.index(parent.level):
            self.refuse("reform_level", line, name=line.new_name, target=parent.name)
        elif line.code in self.by_code:
            self.refuse("reform_code_taken", line, text=line.code, name=self.by_code[line.code].name)
        else:
            unit = Unit(
                key=self._new_key(line.code),
                code=line.code,
                name=line.new_name,
                level=area_level(line.code),
                parent=parent.key,
            )
            self.by_code[line.code] = self.units[unit.key] = unit
            self.fresh[unit.key] = line

    def _read_change(self, line: Line) -> None:
        unit = self.by_code.get(line.code)
        if unit is None:
            self.refuse("reform_unknown_unit", line, text=line.code, on=self.on.isoformat())
            return
        if unit.key in self.lines:
            self.refuse("reform_twice", line, name=unit.name, other=self.lines[unit.key].number)
            return
        self.lines[unit.key] = line
        if unit.valid_from is not None and unit.valid_from >= self.on:
            self.refuse("reform_before_unit", line, name=unit.name, since=unit.valid_from.isoformat())
        if line.new_code:
            self._check_code(line, line.new_code)
        if line.act in ("merge", "transfer"):
            self._check_target(line, unit)
        elif line.act == "rename" and line.new_name in ("", unit.name):
            self.refuse("reform_name_missing" if not line.new_name else "reform_same", line, name=unit.name)
        elif line.act == "recode" and line.new_code in ("", unit.code):
            self.refuse("reform_same", line, name=unit.name)

    def _check_code(self, line: Line, code: str) -> None:
        if len(code) != CODE_LENGTH or not (code.isascii() and code.isdecimal()):
            self.refuse("reform_code_form", line, text=code)

    def _check_target(self, line: Line, unit: Unit) -> None:
        target = self.by_code.get(line.into)
        if target is None:
            self.refuse("reform_unknown_unit", line, text=line.into, on=self.on.isoformat())
            return
        if unit.parent is None:
            self.refuse("reform_root", line, name=unit.name)
            return
        ranks = LEVELS.index(unit.level), LEVELS.index(target.level)
        fits = ranks[0] == ranks[1] if line.act == "merge" else ranks[1] < ranks[0]
        if not fits:
            self.refuse("reform_level", line, name=unit.name, target=target.name)
        elif target.key == unit.key:
            self.refuse("reform_circle", line, name=unit.name)
        elif line.act == "transfer" and target.key == unit.parent:
            self.refuse("reform_same", line, name=unit.name)

    def settle(self) -> None:
        """Find for every unit the row that it is from the day on."""
        for key in self.units:
            self._settle(key, way=())

    def _settle(self, key: str, *, way: tuple[str, ...]) -> str | None:
        if key in self.final:
            return self.final[key]
        line = self.lines.get(key)
        unit = self.units[key]
        if key in way:
            if line is not None:
                self.refuse("reform_circle", line, name=unit.name)
            return None
        way = (*way, key)
        if line is not None and line.act == "merge":
            target = self._settle(self.by_code[line.into].key, way=way)
            if target is not None:
                self.final[key] = target
            return target
        above = self.by_code[line.into].key if line is not None and line.act == "transfer" else unit.parent
        parent = None if above is None else self._settle(above, way=way)
        if parent is None and above is not None:
            return None
        self.final[key] = self._place(unit, parent, line)
        return self.final[key]

    def _place(self, unit: Unit, parent: str | None, line: Line | None) -> str:
        code = (line.new_code if line else "") or unit.code
        name = (line.new_name if line else "") or unit.name
        if unit.key in self.fresh:
            self.created.append(_replaced(unit, key=unit.key, code=code, name=name, parent=parent))
            return unit.key
        if parent == unit.parent:
            if name != unit.name:
                self.renamed.append((unit.key, unit.name, name))
            if code != unit.code:
                self.recoded.append((unit.key, unit.code, code))
            return unit.key
        key = self._new_key(code)
        self.created.append(_replaced(unit, key=key, code=code, name=name, parent=parent))
        return key

    def _new_key(self, code: str) -> str:
        key, number = code, 1
        while key in self.keys:
            number += 1
            key = f"{code}.{number}"
        self.keys.add(key)
        return key

    def check_codes(self) -> None:
        """No two units that stand from the day on have one code."""
        recoded = {key: now for key, _before, now in self.recoded}
        fresh = {unit.key: unit for unit in self.created}
        holders: dict[str, Unit] = {}
        for key in dict.fromkeys(self.final.values()):
            unit = fresh.get(key) or self.units[key]
            code = recoded.get(key, unit.code)
            other = holders.setdefault(code, unit)
            if other is not unit:
                line = self._line_of(key) or self._line_of(other.key)
                if line is not None:
                    self.refuse("reform_code_taken", line, text=code, name=other.name)

    def _line_of(self, final: str) -> Line | None:
        for key, line in self.lines.items():
            if self.final.get(key) == final:
                return line
        return None

    def plan(self) -> Plan:
        """The plan as settled."""
        moved = {key: now for key, now in self.final.items() if key != now}
        return Plan(
            renamed=tuple(self.renamed),
            recoded=tuple(self.recoded),
            created=tuple(self.created),
            ended=tuple(moved),
            moved=moved,
        )


def _replaced(unit: Unit, *, key: str, code: str, name: str, parent: str | None) -> Unit:
    return Unit(key=key, code=code, name=name, level=unit.level, parent=parent)


def read_lines(rows: Iterable[Iterable[str]]) -> tuple[Line, ...]:
    """Lines from a table's rows: act, code, new code, new name, into. A header row and empty rows are skipped.

    Raises Refused (`reform_act`) for rows whose act nobody knows.
    """
    lines: list[Line] = []
    reasons: list[Reason] = []
    for number, row in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row] + [""] * 5
        if not any(cells) or (number == 1 and cells[0].lower() in ("act", "动作")):
            continue
        act = ACTS.get(cells[0].lower())
        if act is None:
            reasons.append(
                Reason("reform_act", field="lines", params={"line": number, "text": cells[0] or "—"})
            )
            continue
        lines.append(
            Line(number=number, act=act, code=cells[1], new_code=cells[2], new_name=cells[3], into=cells[4])
        )
    if reasons:
        raise Refused(*reasons)
    return tuple(lines)
