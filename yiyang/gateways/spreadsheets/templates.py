"""Templates to fill in: a header with drop-downs, a sample row, and a sheet that says what goes where."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter

from yiyang.gateways.spreadsheets.writing import SAFE

GUIDE_SHEET, LISTS_SHEET = "填写说明", "选项"
GUIDE_HEAD = ("列", "必填", "填写要求", "可选值", "示例")
SAMPLE_MARK = "示例行，提交前可保留或删除，系统不会导入本行"
FIRST_ROW, LAST_ROW = 1, 5000
WIDTH, WIDE = 20, 60
MANDATORY, OPTIONAL = "必填", "选填"


@dataclass(frozen=True, kw_only=True)
class TemplateColumn:
    """One column of a template: heading, whether it must be filled, what to choose from, a sample and a remark."""

    heading: str
    required: bool
    choices: tuple[str, ...]
    sample: str
    note: str


def write_template(columns: Sequence[TemplateColumn], *, sheet: str) -> bytes:
    """A workbook whose first sheet is to be filled in; every cell is text, so that long numbers stay whole."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, **SAFE}) as book:
        page = book.add_worksheet(sheet)
        text = book.add_format({"num_format": "@"})
        sample = book.add_format({"num_format": "@", "italic": True, "font_color": "#6B7280"})
        head = {
            needed: book.add_format(
                {"bold": True, "bg_color": "#FDE8E6" if needed else "#F0F4FA", "num_format": "@"}
            )
            for needed in (True, False)
        }
        page.freeze_panes(1, 0)
        page.set_column(0, max(0, len(columns) - 1), WIDTH, text)
        for place, column in enumerate(columns):
            page.write_string(0, place, column.heading, head[column.required])
            page.write_string(1, place, column.sample, sample)
            if column.note:
                page.write_comment(0, place, column.note)
        page.write_comment(1, 0, SAMPLE_MARK)
        _write_guide(book, columns, head[False])
        _write_lists(book, page, columns)
    return target.getvalue()


def _write_guide(
    book: xlsxwriter.Workbook, columns: Sequence[TemplateColumn], head: xlsxwriter.format.Format
) -> None:
    guide = book.add_worksheet(GUIDE_SHEET)
    wrap = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    guide.set_column(0, 1, WIDTH, wrap)
    guide.set_column(2, 4, WIDE, wrap)
    guide.freeze_panes(1, 0)
    for place, title in enumerate(GUIDE_HEAD):
        guide.write_string(0, place, title, head)
    for number, column in enumerate(columns, start=1):
        needed = MANDATORY if column.required else OPTIONAL
        line = (column.heading, needed, column.note, "、".join(column.choices), column.sample)
        for place, words in enumerate(line):
            guide.write_string(number, place, words, wrap)


def _write_lists(
    book: xlsxwriter.Workbook,
    page: xlsxwriter.worksheet.Worksheet,
    columns: Sequence[TemplateColumn],
) -> None:
    lists = book.add_worksheet(LISTS_SHEET)
    lists.hide()
    for place, column in enumerate(columns):
        if not column.choices:
            continue
        for number, choice in enumerate(column.choices):
            lists.write_string(number, place, choice)
        letters = xlsxwriter.utility.xl_col_to_name(place, col_abs=True)
        source = f"={LISTS_SHEET}!{letters}$1:{letters}${len(column.choices)}"
        page.data_validation(
            FIRST_ROW,
            place,
            LAST_ROW,
            place,
            {
                "validate": "list",
                "source": source,
                "error_type": "warning",
                "error_title": column.heading,
                "error_message": "请从下拉列表中选择。",
            },
        )
