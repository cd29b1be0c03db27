"""The Jinja2 environment of every page; name it in Django's TEMPLATES as `yiyang.ui.jinja.environment`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.runtime import Context

from yiyang.ui import charts, formats, forms, lights, tables


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a named route with its path arguments."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def language_tag() -> str:
    """The page's language as a BCP 47 tag for the html element ("zh-Hans", "en")."""
    head, _, script = (get_language() or "en").partition("-")
    return f"{head}-{script.title()}" if script else head


def run_each_time(form: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that Jinja2 does not fold: `none|percent` has words in the reader's language, not the first one's."""

    @pass_context
    def formed(_context: Context, *args: Any, **kwargs: Any) -> Any:
        return form(*args, **kwargs)

    return formed


def environment(**options: Any) -> Environment:
    """A strict, autoescaping environment with translations, formats and component helpers.

    An undefined name raises instead of printing nothing, so a template cannot hide a missing fact.
    """
    fixed = {
        "undefined": StrictUndefined,
        "autoescape": True,
        "extensions": ["jinja2.ext.i18n"],
    }
    built = Environment(**options | fixed)  # noqa: S701 - autoescape is fixed just above
    built.policies["ext.i18n.trimmed"] = True
    built.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    built.filters.update({name: run_each_time(each) for name, each in formats.FILTERS.items()})
    built.globals.update(
        {
            "url": url,
            "static": static,
            "language_tag": language_tag,
            "light_codes": tuple(lights.LIGHTS),
            "field_kind": forms.field_kind,
            "options_of": forms.options_of,
            "attributes_of": forms.attributes_of,
            "error_summary_of": forms.error_summary,
            "sparkline": charts.sparkline,
            "progress": charts.progress,
            "badge": charts.badge,
            "light_of": lights.light_of,
            "shape": charts.shape,
            "row_cells": tables.row_cells,
        }
    )
    return built
