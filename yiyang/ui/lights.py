"""The lights of targets and deadlines: a shape, a word and a dark tone, never colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, kw_only=True)
class Light:
    """One light: its code, the shape that carries it without colour, its word and its dark tone."""

    code: str
    shape: str
    word: StrPromise
    tone: str


LIGHTS = {
    light.code: light
    for light in (
        Light(code="green", shape="circle", word=_("On track"), tone="#067a46"),
        Light(code="amber", shape="triangle", word=_("Behind or due soon"), tone="#8a5a00"),
        Light(code="red", shape="square", word=_("Overdue or far behind"), tone="#b42318"),
        Light(code="grey", shape="ring", word=_("Not started"), tone="#5b6472"),
    )
}


def light_of(code: str) -> Light:
    """The light of that code; raises ValueError naming the codes there are."""
    if code not in LIGHTS:
        raise ValueError(f"no light {code!r}; lights are {', '.join(LIGHTS)}")
    return LIGHTS[code]
