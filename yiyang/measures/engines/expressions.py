"""Nodes as SQL expressions, in sqlglot's tree and therefore in no dialect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlglot import exp

from yiyang.measures.model import nodes

COMPARE: dict[str, type[exp.Binary]] = {
    "=": exp.EQ,
    "!=": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}
CALCULATE: dict[str, type[exp.Binary]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}


def name_column(table: str, name: str) -> exp.Expr:
    """A quoted column of a table or alias."""
    return exp.column(name, table=table, quoted=True)


def named(expression: exp.Expr, name: str) -> exp.Expr:
    """The expression under a quoted name."""
    return exp.alias_(expression, name, quoted=True, copy=False)


def day_literal(day: date) -> exp.Expr:
    """A constant day."""
    return exp.cast(exp.Literal.string(day.isoformat()), "DATE", copy=False)


def wrap(expression: exp.Expr) -> exp.Expr:
    """The expression in brackets, so that no operator around it can take it apart."""
    return exp.paren(expression, copy=False)


def all_of(*conditions: exp.Expr) -> exp.Expr:
    """The conjunction; true when there is none."""
    return exp.and_(*conditions, copy=False) if conditions else exp.true()


def holds_on(alias: str, on: date) -> exp.Expr:
    """A time-valid row holds on the day: the day is in [valid_from, valid_to)."""
    start, end = name_column(alias, "valid_from"), name_column(alias, "valid_to")
    begun = exp.LTE(this=start, expression=day_literal(on))
    open_end = exp.Is(this=end, expression=exp.null())
    is_later = exp.GT(this=end.copy(), expression=day_literal(on))
    return all_of(begun, exp.or_(open_end, is_later, copy=False))


def latest_birth(on: date, age: int) -> date | None:
    """The last day of birth with which one has completed `age` years on the day; None beyond the calendar."""
    if not date.min.year <= on.year - age <= date.max.year:
        return None
    try:
        return on.replace(year=on.year - age)
    except ValueError:
        # The day is 29 February and the birth year had none.
        return date(on.year - age, 2, 28)


class Expressions:
    """Compiles nodes asked of one row of `alias` on one day.

    `reach` compiles what lies outside that row: the subject's facts in other tables.
    Unknown counts as false. SQL itself takes it so wherever it asks whether a condition is true, and "and"
    and "or" carry that through, so only what is negated has to be settled (and plain conditions can be pushed
    into the scans).
    """

    def __init__(self, *, alias: str, on: date, reach: Callable[[nodes.Node], tuple[exp.Expr, bool]]) -> None:
        self.alias = alias
        self.on = on
        self.reach = reach

    def compile(self, node: nodes.Node) -> exp.Expr:
        """The SQL of a node; a condition may be NULL for false."""
        return self.visit(node)[0]

    def compile_negated(self, condition: nodes.Node) -> exp.Expr:
        """The SQL of a condition that does not hold; never NULL."""
        sql, nullable = self.visit(condition)
        settled = exp.Coalesce(this=sql, expressions=[exp.false()]) if nullable else sql
        return wrap(exp.Not(this=settled))

    def visit(self, node: nodes.Node) -> tuple[exp.Expr, bool]:
        """The SQL of a node and whether it can be NULL."""
        method = getattr(self, nodes.visit_name(type(node)))
        sql, nullable = method(node)
        return sql, nullable

    def _visit_literal(self, node: nodes.Literal) -> tuple[exp.Expr, bool]:
        if isinstance(node.value, date):
            return day_literal(node.value), False
        return exp.convert(node.value), False

    def _visit_the_day(self, _node: nodes.TheDay) -> tuple[exp.Expr, bool]:
        return day_literal(self.on), False

    def _visit_field(self, node: nodes.Field) -> tuple[exp.Expr, bool]:
        return name_column(self.alias, node.name), node.table.column(node.name).nullable

    def _visit_current_field(self, node: nodes.CurrentField) -> tuple[exp.Expr, bool]:
        return self.reach(node)

    def _visit_exists(self, node: nodes.Exists) -> tuple[exp.Expr, bool]:
        return self.reach(node)

    def _visit_total(self, node: nodes.Total) -> tuple[exp.Expr, bool]:
        return self.reach(node)

    def _visit_age_in_years(self, node: nodes.AgeInYears) -> tuple[exp.Expr, bool]:
        born, nullable = self.visit(node.born)
        month_day = exp.Add(
            this=exp.Mul(this=exp.Month(this=born), expression=exp.convert(100)),
            expression=exp.Day(this=born.copy()),
        )
        is_before_birthday = exp.GT(
            this=wrap(month_day), expression=exp.convert(self.on.month * 100 + self.on.day)
        )
        years = exp.Sub(this=exp.convert(self.on.year), expression=exp.Year(this=born.copy()))
        return wrap(exp.Sub(this=years, expression=one_if(is_before_birthday))), nullable

    def _visit_arithmetic(self, node: nodes.Arithmetic) -> tuple[exp.Expr, bool]:
        left, left_nullable = self.visit(node.left)
        right, right_nullable = self.visit(node.right)
        sql = CALCULATE[node.operation](this=left, expression=right)
        return wrap(sql), left_nullable or right_nullable

    def _visit_comparison(self, node: nodes.Comparison) -> tuple[exp.Expr, bool]:
        if isinstance(node.left, nodes.AgeInYears) and isinstance(node.right, nodes.Literal):
            folded = self.fold_age(node.operation, node.left, int(str(node.right.value)))
            if folded is not None:
                return folded
        left, left_nullable = self.visit(node.left)
        right, right_nullable = self.visit(node.right)
        sql = COMPARE[node.operation](this=left, expression=right)
        return wrap(sql), left_nullable or right_nullable

    def fold_age(self, operation: str, age: nodes.AgeInYears, years: int) -> tuple[exp.Expr, bool] | None:
        """A comparison of an age with a constant as one of the day of birth, which costs nothing per row."""
        reached, next_reached = latest_birth(self.on, years), latest_birth(self.on, years + 1)
        if reached is None or next_reached is None:
            return None
        born, nullable = self.visit(age.born)
        if operation in ("=", "!="):
            at_least = exp.LTE(this=born, expression=day_literal(reached))
            at_most = exp.GT(this=born.copy(), expression=day_literal(next_reached))
            equal = wrap(exp.and_(at_least, at_most, copy=False))
            return wrap(equal if operation == "=" else exp.Not(this=equal)), nullable
        bound = reached if operation in (">=", "<") else next_reached
        compare = exp.LTE if operation in (">=", ">") else exp.GT
        return wrap(compare(this=born, expression=day_literal(bound))), nullable

    def _visit_is_among(self, node: nodes.IsAmong) -> tuple[exp.Expr, bool]:
        value, nullable = self.visit(node.value)
        choices = [exp.convert(choice) for choice in node.choices]
        return wrap(exp.In(this=value, expressions=choices)), nullable

    def _visit_is_missing(self, node: nodes.IsMissing) -> tuple[exp.Expr, bool]:
        value, nullable = self.visit(node.value)
        return (wrap(exp.Is(this=value, expression=exp.null())) if nullable else exp.false()), False

    def _visit_both(self, node: nodes.Both) -> tuple[exp.Expr, bool]:
        (left, left_nullable), (right, right_nullable) = self.visit(node.left), self.visit(node.right)
        return wrap(exp.and_(left, right, copy=False)), left_nullable or right_nullable

    def _visit_either(self, node: nodes.Either) -> tuple[exp.Expr, bool]:
        (left, left_nullable), (right, right_nullable) = self.visit(node.left), self.visit(node.right)
        return wrap(exp.or_(left, right, copy=False)), left_nullable or right_nullable

    def _visit_negation(self, node: nodes.Negation) -> tuple[exp.Expr, bool]:
        return self.compile_negated(node.condition), False


def one_if(condition: exp.Expr) -> exp.Expr:
    """1 where the condition holds, else 0."""
    return exp.Case(ifs=[exp.If(this=condition, true=exp.convert(1))], default=exp.convert(0))


def value_if(condition: exp.Expr, value: exp.Expr) -> exp.Expr:
    """The value where the condition holds, else 0; a missing value is 0 too."""
    return exp.Case(
        ifs=[exp.If(this=condition, true=exp.Coalesce(this=value, expressions=[exp.convert(0)]))],
        default=exp.convert(0),
    )
