"""Sentences of refusals about files."""

from yiyang.kernel.phrases import register_phrases

register_phrases(
    {
        "file_empty": "The file is empty; fill in the template and choose it again.",
        "file_too_large": (
            "The file has %(megabytes)s MB; at most %(most)s MB are taken at once: split it into several files."
        ),
        "file_type": "The file '%(name)s' is no table that can be read; save it as .xlsx or .csv and choose that.",
        "file_broken": "The file '%(name)s' is damaged; open it, save it again as .xlsx and choose that.",
        "file_encoding": (
            "The text of the file is neither UTF-8 nor GB18030; save it again as .xlsx and choose that."
        ),
        "file_locked": (
            "The file '%(name)s' is locked with a password; open it, take the password away, save it and "
            "choose it again."
        ),
        "file_macros": (
            "The file '%(name)s' contains macros, which are never run here; save it as .xlsx without macros "
            "and choose that."
        ),
        "file_web_page": (
            "The file '%(name)s' is a web page with another ending; open it in a spreadsheet program, save it "
            "as .xlsx and choose that."
        ),
        "file_swollen": (
            "The file '%(name)s' unpacks to %(megabytes)s MB, which no table of people does; copy the cells "
            "into the template and choose that."
        ),
    }
)
