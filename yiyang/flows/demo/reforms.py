"""A region that changes: one village that became a community a quarter ago, and a merger that is being prepared."""

from datetime import date, timedelta

from yiyang.access.viewer import system_viewer
from yiyang.flows.reforms.carrying import apply_reform, save_draft
from yiyang.regions.models import Level, Region
from yiyang.regions.queries import regions_below
from yiyang.regions.reform import Line

QUARTER = timedelta(days=90)
RURAL, URBAN = "村民委员会", "社区居民委员会"
COMMAND = "yiyang demo"


def reform_demo(*, root: Region, on: date) -> int:
    """Apply a renaming and draft a merger of two villages of one town; returns how many reforms there are."""
    viewer = system_viewer(COMMAND, on=on)
    villages = regions_below(root.path).filter(level=Level.VILLAGE).order_by("path")
    made = 0
    if rural := villages.filter(name__endswith=RURAL).first():
        line = Line(number=1, act="rename", code=rural.code, new_name=rural.name.replace(RURAL, URBAN))
        reform = save_draft(
            viewer=viewer, title="村改居（演示）", document="", on=on - QUARTER, lines=(line,)
        )
        apply_reform(viewer=viewer, reform=reform, version=reform.version)
        made += 1
    pair = _two_of_one_town(list(villages))
    if pair is not None:
        line = Line(number=1, act="merge", code=pair[1].code, into=pair[0].code)
        following = date(on.year + 1, 1, 1)
        save_draft(viewer=viewer, title="两村合并（演示草案）", document="", on=following, lines=(line,))
        made += 1
    return made


def _two_of_one_town(villages: list[Region]) -> tuple[Region, Region] | None:
    """The last two neighbours of the tree that lie in one town."""
    for first, second in zip(villages[-2::-1], villages[:0:-1], strict=True):
        if first.parent_id == second.parent_id:
            return first, second
    return None
