"""The optional tables: judgements, streets, reach and visibility."""

from __future__ import annotations

from placement.errors import Text
from placement.tables.dictionary.column_parts import CIRCLE_ID, NOTE, latitude, longitude
from placement.tables.spec import ColumnSpec, TableSpec

JUDGEMENTS = TableSpec(
    id="judgements",
    name="评价打分",
    key=("circle_id", "line_id"),
    required=False,
    aliases=("打分",),
    note=Text("每行一个生活圈的一个评分项", "one row per circle and judged line"),
    columns=(
        CIRCLE_ID,
        ColumnSpec(
            id="line_id", name="评分项编号", type="line", example="L1", aliases=("评分项",),
            note=Text("政策中由专家打分的评分项", "a line of the policy that is judged"),
        ),
        ColumnSpec(
            id="current", name="现状得分", type="decimal", unit="分", low=0, high=1000, example="3",
            note=Text("目前的得分", "points today"),
        ),
        ColumnSpec(
            id="reachable", name="可达得分", type="decimal", unit="分", low=0, high=1000, example="5",
            note=Text("付出提升费用后可达到的得分", "points that can be reached at the cost stated"),
        ),
        ColumnSpec(
            id="cost_yuan", name="提升费用", type="money", unit="元", frame="cost_fen", low=0, example="60000",
            note=Text("从现状提升到可达得分的公共投入", "public cost of getting from current to reachable"),
        ),
        ColumnSpec(
            id="earliest_year", name="最早年份", type="year", presence="optional", blank=0, example="2024",
            note=Text("最早可提升的年份；空白表示随时", "earliest year; blank: any time"),
        ),
        NOTE,
    ),
)  # fmt: skip

STREETS = TableSpec(
    id="streets",
    name="路网",
    key=(),
    required=False,
    note=Text(
        "每行一条可步行的路段，也可用 streets.geojson（LineString）",
        "one row per walkable edge; streets.geojson (LineString) is read as well",
    ),
    columns=(
        ColumnSpec(
            id="from_node", name="起点编号", type="id", example="n1",
            note=Text("路口编号", "id of the junction it starts at"),
        ),
        ColumnSpec(
            id="to_node", name="终点编号", type="id", example="n2",
            note=Text("路口编号", "id of the junction it ends at"),
        ),
        ColumnSpec(
            id="length_m", name="长度", type="metres", unit="米", low=0, high=100_000, example="125",
            note=Text("步行长度，四舍五入到米", "walking length, rounded to whole metres"),
        ),
        longitude("from_lon", "起点经度", required=False), latitude("from_lat", "起点纬度", required=False),
        longitude("to_lon", "终点经度", required=False), latitude("to_lat", "终点纬度", required=False),
        NOTE,
    ),
)  # fmt: skip

REACH = TableSpec(
    id="reach",
    name="步行可达",
    key=("site_id", "circle_id"),
    required=False,
    note=Text("已有实测步行时间时填写", "walking times the user has measured"),
    columns=(
        ColumnSpec(
            id="site_id", name="地点编号", type="id", example="TB-Y0001", aliases=("用房编号", "网点编号"),
            note=Text("用房或网点的编号", "id of premises or of an outlet"),
        ),
        CIRCLE_ID,
        ColumnSpec(
            id="minutes", name="步行时间", type="decimal", unit="分钟", low=0, high=120, example="9.5",
            note=Text("从地点步行到生活圈中心的时间", "walking time from the site to the centre of the circle"),
        ),
        NOTE,
    ),
)  # fmt: skip

VISIBILITY = TableSpec(
    id="visibility",
    name="数据可见性",
    key=("kind",),
    required=False,
    note=Text("现有网点数据看不到哪些业态", "which kinds the outlet data cannot show"),
    columns=(
        ColumnSpec(
            id="kind", name="业态", type="kind", example="再生资源回收", note=Text("一种业态", "one kind"),
        ),
        ColumnSpec(
            id="visible", name="数据可见", type="flag", example="否",
            note=Text("网点数据能否看到该业态", "whether the outlet data can show the kind"),
        ),
        ColumnSpec(
            id="assumed_per_circle", name="每圈假定数", type="count", unit="个", presence="optional", blank=0, low=0,
            high=1000, example="1",
            note=Text("看不到时假定每圈已有几处", "how many each circle is assumed to have if not visible"),
        ),
        ColumnSpec(
            id="note", name="备注", type="text", presence="optional", blank="", example="来源未收录",
            aliases=("说明",), note=Text("原因", "reason"),
        ),
    ),
)  # fmt: skip
