"""Charts drawn by the server: plain Python values in, SVG and a data table out.

SVG carries presentation attributes only (no style, no script), so a strict content security policy
holds and the same picture prints. Every text is escaped by MarkupSafe.
"""

from yiyang.ui.charts.bars import Bar, bar_ranking
from yiyang.ui.charts.canvas import Chart
from yiyang.ui.charts.lines import Series, TargetLine, line_chart
from yiyang.ui.charts.maps import MapPoint, point_map
from yiyang.ui.charts.small import badge, progress, shape, sparkline

__all__ = [
    "Bar",
    "Chart",
    "MapPoint",
    "Series",
    "TargetLine",
    "badge",
    "bar_ranking",
    "line_chart",
    "point_map",
    "progress",
    "shape",
    "sparkline",
]
