from __future__ import annotations

import pkgutil
from difflib import get_close_matches
from functools import cache
from importlib import import_module

from yiyang.measures import definitions
from yiyang.measures.model.errors import DefinitionError
from yiyang.measures.model.indicator import Indicator


class UnknownIndicatorError(LookupError):
    """No indicator has this code; `matches` holds codes that look like it."""

    def __init__(self, code: str, matches: tuple[str, ...]) -> None:
        near = f"; near: {', '.join(matches)}" if matches else ""
        super().__init__(f"expected the code of an indicator, got {code!r}{near}")
        self.code = code
        self.matches = matches


@cache
def list_indicators() -> tuple[Indicator, ...]:
    """Every indicator of the definitions folder, by code."""
    names = sorted(module.name for module in pkgutil.iter_modules(definitions.__path__))
    return tuple(load_indicator(name) for name in names)


def load_indicator(name: str) -> Indicator:
    """The indicator that a definition file holds, or DefinitionError when its code is not the file's name."""
    module = import_module(f"{definitions.__name__}.{name}")
    indicator = getattr(module, "INDICATOR", None)
    if not isinstance(indicator, Indicator):
        raise DefinitionError(
            f"definitions/{name}.py: expected INDICATOR to be an indicator, got {indicator!r}"
        )
    if indicator.code != name:
        raise DefinitionError(f"definitions/{name}.py: expected the code {name!r}, got {indicator.code!r}")
    return indicator


def get_indicator(code: str) -> Indicator:
    """The indicator of this code; raises UnknownIndicatorError with near matches."""
    by_code = {indicator.code: indicator for indicator in list_indicators()}
    if code not in by_code:
        raise UnknownIndicatorError(code, tuple(get_close_matches(code, by_code, n=3)))
    return by_code[code]
