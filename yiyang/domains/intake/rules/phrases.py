"""Sentences of refusals about tables, their columns and their cells."""

from yiyang.kernel.phrases import register_phrases

register_phrases(
    {
        "columns_missing": (
            "The sheet '%(sheet)s' has no column %(columns)s; take the header row of the template, above the "
            "first row of data."
        ),
        "rows_missing": "The sheet '%(sheet)s' has a header but no row below it; fill in one row for each entry.",
        "looks_like_other_kind": (
            "The sheet '%(sheet)s' looks like the template of '%(other)s'; choose that kind, or another file."
        ),
        "sheet_unknown": "The file has no sheet '%(sheet)s'; choose one of: %(known)s.",
        "column_used_twice": "The columns %(columns)s are matched to the same column of the file; choose another.",
        "column_required": "The column '%(column)s' is needed; choose the column of the file that holds it.",
        "not_all_in_order": (
            "%(faulty)s rows are faulty, and only a table without any fault was to be taken; mend them and send "
            "the table again, or take the rows that are in order."
        ),
        "nothing_to_take": "No row can be taken; mend the rows listed and send the table again.",
        "count_differs": "The number typed is not %(count)s; type it again to show that this is meant.",
        "choice_unknown": "Choose whether to take the rows in order only, or all or nothing.",
        "cell_fault": "The cell shows '%(text)s' instead of a value; mend its formula or type the value.",
        "cell_never_computed": (
            "The cell holds a formula without a result; open the file, let it compute, save it, or type the value."
        ),
        "cell_formula_text": "'%(text)s' is a formula written as text; type its result.",
        "cell_is_yes_or_no": "The cell holds the truth value %(text)s, not a value of this column; type the value.",
        "cell_missing": "The cell is empty; fill it in.",
        "cell_not_a_day": (
            "'%(text)s' is no day that can be understood; write it as 1950-03-07, 1950.3.7 or 1950年3月7日."
        ),
        "cell_day_does_not_exist": "The day '%(text)s' does not exist; correct it.",
        "cell_year_of_two_digits": (
            "'%(text)s' has a year of two digits, which may mean two centuries; write all four: %(first)s or "
            "%(second)s."
        ),
        "cell_day_and_month_unclear": (
            "'%(text)s' may mean %(first)s or %(second)s; write year, month and day in this order."
        ),
        "cell_day_without_month": (
            "'%(text)s' lacks month or day; write all three as 1950-03-07, from the document."
        ),
        "cell_not_a_number": "'%(text)s' is no whole number; type digits only.",
        "cell_not_a_measure": "'%(text)s' is no value in %(unit)s; type the number that was measured.",
        "cell_not_a_pressure": "'%(text)s' is no pressure in mmHg; type 120, or both as 120/80.",
        "cell_neither_yes_nor_no": "'%(text)s' is neither yes nor no; type 是 or 否.",
        "cell_negative": "'%(text)s' is less than 0; correct the number.",
        "cell_not_in_list": "'%(text)s' is not one of: %(known)s; choose one of these.",
        "cell_number_rounded": (
            "The program has rounded this long number to %(text)s, its last digits are lost; format the column "
            "as text and type the number again."
        ),
        "cell_several_numbers": (
            "'%(text)s' holds more than one number; leave the one to be called first, put the others elsewhere."
        ),
        "cell_text_too_long": "The text has %(length)s characters, at most %(most)s fit; shorten it.",
        "row_twice_in_file": (
            "The row is about the same as row %(row)s above; only that one is taken: delete one of the two."
        ),
        "row_is_total": "The row begins with '%(text)s' and is taken for a total; it is left out.",
        "row_is_header_again": "The row repeats the header; it is left out.",
        "row_is_note": "The row begins with '%(text)s' and is taken for a remark; it is left out.",
        "row_is_sample": "The row is the sample of the template; it is left out.",
        "row_is_hidden": "The row is hidden in the file; it is left out, as chosen.",
        "row_unchanged": "The register says the same already; nothing is to be done.",
        "row_changed_since_check": (
            "The register has changed since the check: %(what)s; send this row again to have it checked anew."
        ),
        "batch_worker_failed": "The work on the table broke off three times: %(fault)s; tell the operator.",
        "undone_by_refusal": (
            "Row %(row)s was refused while the table was being taken, and only all rows together were wanted; "
            "everything taken before is taken back."
        ),
    }
)
