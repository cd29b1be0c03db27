"""A definition in words, in English and Chinese, said from its nodes so that it cannot go stale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from yiyang.measures.model import nodes
from yiyang.measures.model.indicator import Indicator, Rate
from yiyang.measures.model.tables import CodeList, ColumnSpec, Table, ValueType

LANGUAGES = ("en", "zh")

PHRASES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "what": "What is counted: {numerator}.",
        "of": "Out of: {denominator}.",
        "population": "Who counts: every {subject} for whom {population}.",
        "reached": "Reached: {reached}.",
        "part": "Above the line: {part}; below the line: {whole}; both summed over all of them.",
        "missing": "Listed as missing: {missing}.",
        "missing_rate": "Listed as missing: who counts and has not reached it.",
        "missing_none": "No single {subject} is listed as missing.",
        "validity": "A fact counts on a day from its first day on and no more from its end day on.",
        "place": "Each counts where it stands on the day, and in every area that contains that place.",
        "better_up": "Higher is better.",
        "better_down": "Lower is better.",
        "source": "Source: {source}.",
        "list": ", ",
        "the_day": "the day",
        "age": "age in completed years",
        "exists": "has {rows} in force{where}",
        "total": "the number of {column}{where}",
        "where": " ({where})",
        "both": "{left} and {right}",
        "either": "{left} or {right}",
        "negation": "not: {condition}",
        "missing_value": "{value} is empty",
        "among": "{value} is one of {choices}",
        "compare": "{left} {operation} {right}",
        "arithmetic": "{left} {operation} {right}",
        "brackets": "({inner})",
        "=": "is",
        "!=": "is not",
        "<": "is below",
        "<=": "is at most",
        ">": "is above",
        ">=": "is at least",
        "date <": "is before",
        "date <=": "is not after",
        "date >": "is after",
        "date >=": "is not before",
        "+": "plus",
        "-": "minus",
        "*": "×",
    },
    "zh": {
        "what": "统计对象：{numerator}。",
        "of": "占：{denominator}。",
        "population": "计入范围：满足“{population}”的{subject}。",
        "reached": "达到条件：{reached}。",
        "part": "分子为{part}，分母为{whole}，对计入范围求和。",
        "missing": "列入未达标名单：{missing}。",
        "missing_rate": "列入未达标名单：计入范围但未达到条件者。",
        "missing_none": "本指标不列单个{subject}的未达标名单。",
        "validity": "事实自生效日起计入，自失效日起不再计入。",
        "place": "按当日所在地计入，并逐级汇总到各上级地区。",
        "better_up": "数值越高越好。",
        "better_down": "数值越低越好。",
        "source": "来源：{source}。",
        "list": "、",
        "the_day": "统计日",
        "age": "周岁年龄",
        "exists": "有有效的{rows}{where}",
        "total": "{column}数{where}",
        "where": "（{where}）",
        "both": "{left}且{right}",
        "either": "{left}或{right}",
        "negation": "并非“{condition}”",
        "missing_value": "{value}为空",
        "among": "{value}属于{choices}",
        "compare": "{left}{operation}{right}",
        "arithmetic": "{left}{operation}{right}",
        "brackets": "（{inner}）",
        "=": "为",
        "!=": "不为",
        "<": "小于",
        "<=": "不大于",
        ">": "大于",
        ">=": "不小于",
        "date <": "早于",
        "date <=": "不晚于",
        "date >": "晚于",
        "date >=": "不早于",
        "+": "加",
        "-": "减",
        "*": "×",
    },
}


def explain(indicator: Indicator, language: str) -> tuple[str, ...]:
    """The definition as sentences in "en" or "zh": what, of, who counts, what reached means, who is missing,
    when and where it counts, which direction is better, the source. Raises KeyError for another language.
    """
    teller = Teller(language)
    measure, is_english = indicator.measure, language == "en"
    subject = indicator.subject.label if is_english else indicator.subject.label_zh
    numerator = indicator.numerator_words if is_english else indicator.numerator_words_zh
    denominator = indicator.denominator_words if is_english else indicator.denominator_words_zh
    sentences = [
        teller.say("what", numerator=numerator),
        teller.say("of", denominator=denominator),
        teller.say("population", subject=subject, population=teller.tell(measure.population)),
    ]
    if isinstance(measure, Rate):
        sentences.append(teller.say("reached", reached=teller.tell(measure.reached)))
        sentences.append(teller.say("missing_rate"))
    else:
        sentences.append(teller.say("part", part=teller.tell(measure.part), whole=teller.tell(measure.whole)))
        if measure.missing is None:
            sentences.append(teller.say("missing_none", subject=subject))
        else:
            sentences.append(teller.say("missing", missing=teller.tell(measure.missing)))
    sentences += [teller.say("validity"), teller.say("place"), teller.say(f"better_{indicator.direction}")]
    sentences.append(teller.say("source", source=teller.say("list").join(indicator.source)))
    return tuple(sentences)


@dataclass(frozen=True)
class Teller:
    """Says nodes in one language."""

    language: str

    def say(self, phrase: str, **parts: str) -> str:
        """A phrase with its gaps filled."""
        return PHRASES[self.language][phrase].format(**parts)

    def tell(self, node: nodes.Node) -> str:
        """A node in words."""
        words: str = getattr(self, nodes.visit_name(type(node)))(node)
        return words

    def inner(self, node: nodes.Node, *, chain: type[nodes.Node] | None = None) -> str:
        """A node inside another, in brackets where it joins two others, unless the chain goes on."""
        words = self.tell(node)
        joins = isinstance(node, nodes.Both | nodes.Either | nodes.Arithmetic)
        return self.say("brackets", inner=words) if joins and type(node) is not chain else words

    def row_words(self, table: Table) -> str:
        """One row of a table."""
        return table.row_label if self.language == "en" else table.row_label_zh

    def column_words(self, column: ColumnSpec) -> str:
        """A column's name."""
        return column.label if self.language == "en" else column.label_zh

    def code_words(self, codes: CodeList | None, code: str) -> str:
        """A code's label, or the code itself when no list documents it."""
        entry = None if codes is None else codes.get(code)
        if entry is None:
            return code
        return entry.label if self.language == "en" else entry.label_zh

    def where_words(self, rows: nodes.ValidRows) -> str:
        """The condition on rows, in brackets; nothing when there is none."""
        return "" if rows.where is None else self.say("where", where=self.tell(rows.where))

    def _visit_literal(self, node: nodes.Literal) -> str:
        return node.value.isoformat() if isinstance(node.value, date) else str(node.value)

    def _visit_the_day(self, _node: nodes.TheDay) -> str:
        return self.say("the_day")

    def _visit_field(self, node: nodes.Field) -> str:
        return self.column_words(node.table.column(node.name))

    def _visit_current_field(self, node: nodes.CurrentField) -> str:
        return self.column_words(node.table.column(node.name))

    def _visit_age_in_years(self, _node: nodes.AgeInYears) -> str:
        return self.say("age")

    def _visit_arithmetic(self, node: nodes.Arithmetic) -> str:
        return self.join("arithmetic", node.operation, self.inner(node.left), self.inner(node.right))

    def _visit_comparison(self, node: nodes.Comparison) -> str:
        is_date = node.left.type is ValueType.DATE
        operation = (
            f"date {node.operation}" if is_date and node.operation not in ("=", "!=") else node.operation
        )
        right = self.inner(node.right)
        if isinstance(node.right, nodes.Literal):
            right = self.code_words(nodes.code_list(node.left), right)
        return self.join("compare", operation, self.inner(node.left), right)

    def join(self, phrase: str, operation: str, left: str, right: str) -> str:
        """Two values around an operation."""
        return self.say(phrase, left=left, operation=self.say(operation), right=right)

    def _visit_is_among(self, node: nodes.IsAmong) -> str:
        codes = nodes.code_list(node.value)
        choices = self.say("list").join(self.code_words(codes, choice) for choice in node.choices)
        return self.say("among", value=self.inner(node.value), choices=choices)

    def _visit_is_missing(self, node: nodes.IsMissing) -> str:
        return self.say("missing_value", value=self.inner(node.value))

    def _visit_both(self, node: nodes.Both) -> str:
        left, right = (self.inner(part, chain=nodes.Both) for part in node.operands)
        return self.say("both", left=left, right=right)

    def _visit_either(self, node: nodes.Either) -> str:
        left, right = (self.inner(part, chain=nodes.Either) for part in node.operands)
        return self.say("either", left=left, right=right)

    def _visit_negation(self, node: nodes.Negation) -> str:
        return self.say("negation", condition=self.tell(node.condition))

    def _visit_exists(self, node: nodes.Exists) -> str:
        where = self.where_words(node.rows)
        return self.say("exists", rows=self.row_words(node.rows.table), where=where)

    def _visit_total(self, node: nodes.Total) -> str:
        column = self.column_words(node.rows.table.column(node.column))
        return self.say("total", column=column, where=self.where_words(node.rows))
