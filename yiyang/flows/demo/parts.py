"""The making of a demo region's rows part by part, in this process or spread over others."""

from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from yiyang.flows.demo.binary import pack_block
from yiyang.flows.demo.care import make_care
from yiyang.flows.demo.columns import Block
from yiyang.flows.demo.facts import make_facts
from yiyang.flows.demo.households import make_family
from yiyang.flows.demo.people import make_elders
from yiyang.flows.demo.population import Population
from yiyang.flows.demo.setting import PART_SIZE, Setting, take_part
from yiyang.flows.demo.signing import make_contracts

SPREAD_FROM_PARTS = 8
_setting: Setting | None = None


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Rows of one table, packed for COPY or as a block."""

    table: str
    columns: tuple[str, ...]
    count: int
    packed: bytes
    block: Block | None


def make_part(setting: Setting, people: Population, *, index: int) -> list[Rows]:
    """All rows about some people. The same arguments give the same rows but for the nonces of sealing."""
    part = take_part(setting, people, index=index)
    facts = make_facts(setting, part, index=index)
    blocks = [
        make_elders(setting, part, index=index),
        *facts,
        *make_family(setting, part, index=index),
        *make_care(setting, part, facts, index=index),
        make_contracts(setting, part, index=index),
    ]
    return [
        Rows(
            table=block.table,
            columns=tuple(block.columns),
            count=len(block),
            packed=pack_block(block) if setting.binary else b"",
            block=None if setting.binary else block,
        )
        for block in blocks
    ]


def make_parts(
    setting: Setting, people: Population, *, processes: int, spread_from: int = SPREAD_FROM_PARTS
) -> Iterator[list[Rows]]:
    """The rows of every part in order; from some number of parts on, several processes make them ahead."""
    starts = range(0, len(people), PART_SIZE)
    if processes < 2 or len(starts) < spread_from:  # noqa: PLR2004
        for index, start in enumerate(starts):
            yield make_part(setting, people.part(start, start + PART_SIZE), index=index)
        return
    with ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=_keep_setting, initargs=(setting,)
    ) as pool:
        waiting: list[Future[list[Rows]]] = []
        for index, start in enumerate(starts):
            waiting.append(pool.submit(_make_kept, people.part(start, start + PART_SIZE), index))
            if len(waiting) > processes + 1:
                yield waiting.pop(0).result()
        while waiting:
            yield waiting.pop(0).result()


def _keep_setting(setting: Setting) -> None:
    global _setting  # noqa: PLW0603 - one per worker process
    _setting = setting


def _make_kept(people: Population, index: int) -> list[Rows]:
    if _setting is None:
        raise RuntimeError("a worker process began without its setting")
    return make_part(_setting, people, index=index)
