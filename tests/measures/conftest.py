from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from yiyang.measures.engines.base import Engine
from yiyang.measures.engines.embedded import EmbeddedEngine
from yiyang.measures.engines.reference import ReferenceEngine
from yiyang.measures.sources import TABLES
from yiyang.measures.sources.published import write_table

World = dict[str, list[dict[str, Any]]]


@pytest.fixture
def open_embedded(tmp_path) -> Callable[[World], EmbeddedEngine]:
    def build(world: World) -> EmbeddedEngine:
        for table in TABLES:
            write_table(tmp_path, table, world[table.name])
        return EmbeddedEngine(tmp_path, threads=1)

    return build


@pytest.fixture(params=["reference", "embedded"])
def open_engine(request, open_embedded) -> Callable[[World], Engine]:
    """Builds the engine under test over a world; every test that asks for it runs once per engine."""
    return ReferenceEngine if request.param == "reference" else open_embedded
