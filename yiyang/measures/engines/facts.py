"""What one subject has in one time-valid table on one day, gathered in a single scan of that table."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlglot import exp

from yiyang.measures.engines.expressions import Expressions, holds_on, name_column, named, value_if, wrap
from yiyang.measures.model import nodes
from yiyang.measures.model.errors import DefinitionError
from yiyang.measures.model.tables import Subject, Table

RANK = "rank_of_row"


@dataclass
class FactScan:
    """Collects what definitions ask of a table; `select` answers it all, one row per subject.

    `overlaps` says that the data hold several rows for one `one_per`, so that the counting one must be found.
    """

    table: Table
    subject: Subject
    on: date
    overlaps: bool
    fields: dict[str, None] = field(default_factory=dict)
    flags: dict[nodes.ValidRows, str] = field(default_factory=dict)
    totals: dict[nodes.Total, str] = field(default_factory=dict)

    @property
    def alias(self) -> str:
        """The name under which the scan is joined."""
        return f"{self.table.name}_facts"

    @property
    def is_single(self) -> bool:
        """Whether the table holds at most one row per subject, so that nothing needs grouping."""
        return self.table.one_per == (self.subject.key,)

    @property
    def is_set(self) -> bool:
        """Whether all that is asked is which subjects have such a row; being joined is then the answer."""
        return not self.is_single and len(self.flags) == 1 and not self.totals

    def ask(self, node: nodes.Node) -> None:
        """Take up a question of a definition."""
        if isinstance(node, nodes.CurrentField):
            self.fields.setdefault(node.name)
        elif isinstance(node, nodes.Exists):
            self.flags.setdefault(node.rows, f"has_{len(self.flags)}")
        elif isinstance(node, nodes.Total):
            self.totals.setdefault(node, f"total_{len(self.totals)}")
        else:
            raise DefinitionError(f"expected a fact of {self.table.name!r}, got {node!r}")

    def answer(self, node: nodes.Node, *, is_place: bool) -> tuple[exp.Expr, bool]:
        """The SQL that reads the answer after the join, and whether it can be NULL."""
        if isinstance(node, nodes.CurrentField):
            nullable = not is_place or self.table.column(node.name).nullable
            return name_column(self.alias, node.name), nullable
        if isinstance(node, nodes.Exists):
            if self.is_set:
                key = name_column(self.alias, self.subject.key)
                return wrap(exp.Not(this=exp.Is(this=key, expression=exp.null()))), False
            flag = name_column(self.alias, self.flags[node.rows])
            return exp.Coalesce(this=flag, expressions=[exp.false()]), False
        if isinstance(node, nodes.Total):
            total = name_column(self.alias, self.totals[node])
            return exp.Coalesce(this=total, expressions=[exp.convert(0)]), False
        raise DefinitionError(f"expected a fact of {self.table.name!r}, got {node!r}")

    def select(self) -> exp.Select:
        """One row per subject with every answer."""
        rows = self.valid_rows()
        key = name_column(self.table.name, self.subject.key)
        wheres = [rows.where for rows in (*self.flags, *(node.rows for node in self.totals))]
        if not self.is_single and wheres and all(where is not None for where in wheres):
            rows = rows.where(exp.or_(*map(self.compile, wheres), copy=False), copy=False)
        if self.is_set:
            return rows.select(key).distinct()
        columns = [
            key,
            *(name_column(self.table.name, name) for name in self.fields if name != self.subject.key),
        ]
        for asked, name in self.flags.items():
            condition = self.compile(asked.where)
            flag = condition if self.is_single else exp.LogicalOr(this=condition)
            columns.append(named(flag, name))
        for node, name in self.totals.items():
            value = value_if(self.compile(node.rows.where), name_column(self.table.name, node.column))
            total = value if self.is_single else exp.Sum(this=value)
            columns.append(named(total, name))
        selected = rows.select(*columns)
        return selected if self.is_single else selected.group_by(key)

    def compile(self, where: nodes.Node | None) -> exp.Expr:
        """A condition on the row; true when there is none."""
        if where is None:
            return exp.true()
        return Expressions(alias=self.table.name, on=self.on, reach=refuse_reach).compile(where)

    def valid_rows(self) -> exp.Select:
        """FROM and WHERE for the rows that hold on the day; only the counting ones where rows overlap."""
        name = self.table.name
        source = exp.to_table(name)
        if not (self.table.one_per and self.overlaps):
            return exp.select().from_(source).where(holds_on(name, self.on), copy=False)
        order = [
            exp.Ordered(this=name_column(name, column), desc=True, nulls_first=False)
            for column in ("valid_from", *self.table.tie_break)
        ]
        ranked = exp.Window(
            this=exp.RowNumber(),
            partition_by=[name_column(name, column) for column in self.table.one_per],
            order=exp.Order(expressions=order),
        )
        inner = (
            exp.select(exp.Star(), named(ranked, RANK))
            .from_(source)
            .where(holds_on(name, self.on), copy=False)
        )
        first = exp.EQ(this=name_column(name, RANK), expression=exp.convert(1))
        return exp.select().from_(inner.subquery(name)).where(first)


def refuse_reach(node: nodes.Node) -> tuple[exp.Expr, bool]:
    """A filter on a row sees only that row; the model checks it, so this is never met."""
    raise DefinitionError(f"expected a condition on one row, got {node!r}")


def overlap_query(table: Table) -> exp.Select:
    """One row when some rows for one `one_per` may hold on the same day, none otherwise."""
    name = table.name
    window = {
        "partition_by": [name_column(name, column) for column in table.one_per],
        "order": exp.Order(expressions=[exp.Ordered(this=name_column(name, "valid_from"))]),
    }

    def before(column: str) -> exp.Expr:
        lag = exp.Lag(this=name_column(name, column))
        return named(exp.Window(this=lag, **window), f"{column}_before")

    pairs = (
        exp.select(name_column(name, "valid_from"), before("valid_from"), before("valid_to"))
        .from_(exp.to_table(name))
        .subquery("pairs")
    )
    end = name_column("pairs", "valid_to_before")
    is_second = exp.Not(this=exp.Is(this=name_column("pairs", "valid_from_before"), expression=exp.null()))
    meets = exp.or_(
        exp.Is(this=end, expression=exp.null()),
        exp.GT(this=end.copy(), expression=name_column("pairs", "valid_from")),
        copy=False,
    )
    return exp.select(exp.convert(1)).from_(pairs).where(exp.and_(is_second, meets, copy=False)).limit(1)
