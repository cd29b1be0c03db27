"""Commands of `yiyang`, called in this process and with what they print caught."""

import contextlib
import io
import json

from yiyang.config.cli import main


def perform(*arguments):
    """Run a command; (exit code, what it printed, what it said on the error stream)."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main(list(arguments))
        except SystemExit as ended:
            code = ended.code
    return code, out.getvalue(), err.getvalue()


def read(*arguments):
    """What a command printed as JSON, after it went well without a word on the error stream."""
    code, out, err = perform(*arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def refuse(*arguments):
    """What a command said when it refused, with nothing on the output."""
    code, out, err = perform(*arguments)
    assert (code, out) == (1, "")
    assert "Traceback" not in err
    return err
