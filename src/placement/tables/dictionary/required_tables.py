"""The tables a plan cannot do without: circles, outlets, premises and costs."""

from __future__ import annotations

from placement.errors import Text
from placement.tables.dictionary.applicant_columns import APPLICANT_COLUMNS
from placement.tables.dictionary.column_parts import (
    AIDED_YEAR,
    CHAIN,
    NOTE,
    OPEN_24H,
    STANDARDISED,
    area_class,
    district,
    floor_area,
    latitude,
    longitude,
    own_id,
    shown_name,
)
from placement.tables.spec import ColumnSpec, TableSpec

CIRCLES = TableSpec(
    id="circles",
    name="生活圈",
    key=("circle_id",),
    note=Text("每行一个候选生活圈", "one row per candidate circle"),
    columns=(
        own_id("circle_id", "生活圈编号", "TB-Q01"),
        shown_name("生活圈名称", "许庄社区生活圈"),
        district(Text("与目标任务中的区县一致", "as in the targets of the policy")),
        area_class(
            "主城区",
            Text("政策按区域类别区别对待时填写", "where the policy treats classes of areas differently"),
        ),
        ColumnSpec(
            id="residents", name="常住人口", type="count", unit="人", low=0, high=10_000_000, example="16800",
            aliases=("常住人口数", "人口"),
            lookalikes=("常驻人口", "居民数", "居住人口", "人口数",),
            note=Text("圈内常住人口", "people living in the circle"),
        ),
        ColumnSpec(
            id="communities", name="社区数", type="count", unit="个", low=0, high=100, presence="optional", blank=1,
            example="2", aliases=("社区数量",),
            note=Text("覆盖的社区个数，空白按 1 计", "communities covered; blank counts as 1"),
        ),
        ColumnSpec(
            id="households", name="户数", type="count", unit="户", low=0, high=500_000, presence="optional", blank=0,
            example="5600", note=Text("圈内户数", "households in the circle"),
        ),
        longitude(), latitude(),
        ColumnSpec(
            id="current_tier", name="现有等级", type="tier", presence="optional", blank="", example="",
            note=Text("已认定的等级；未认定留空", "tier already recognised; blank if none"),
        ),
        ColumnSpec(
            id="recognised_year", name="认定年份", type="year", presence="optional", blank=0, example="",
            lookalikes=("认定时间", "认定日期", "命名年份", "获评年份",),
            note=Text("现有等级的认定年份", "year the current tier was recognised"),
        ),
        NOTE,
    ),
)  # fmt: skip

OUTLETS = TableSpec(
    id="outlets",
    name="网点",
    key=("outlet_id",),
    aliases=("现有网点",),
    note=Text("每行一个现有网点", "one row per existing outlet"),
    columns=(
        own_id("outlet_id", "网点编号", "TB-W0001"),
        shown_name("网点名称", "许庄便利店"),
        ColumnSpec(
            id="kinds", name="业态", type="kinds", example="便利店+早餐店", aliases=("业态类型",),
            note=Text("一店多能时用 + 连接", "several kinds at one place are joined with +"),
        ),
        longitude(), latitude(),
        floor_area(presence="optional", blank=-1, low=0),
        CHAIN, STANDARDISED, OPEN_24H,
        district(
            Text(
                "改造提升该网点时的出资区县；空白取最近的生活圈所属区县",
                "district that pays for upgrading it; blank: that of the nearest circle",
            ),
            required=False,
        ),
        AIDED_YEAR, NOTE,
    ),
)  # fmt: skip

PREMISES = TableSpec(
    id="premises",
    name="闲置用房",
    key=("premises_id",),
    aliases=("闲置房屋", "用房"),
    note=Text("每行一处可改造的闲置用房", "one row per vacant place that may be converted"),
    columns=(
        own_id("premises_id", "用房编号", "TB-Y0001"),
        shown_name("用房名称", "许庄社区原居委会用房"),
        longitude(), latitude(),
        floor_area(presence="required", low=1),
        ColumnSpec(
            id="source_class", name="用房来源", type="word", presence="optional", blank="", example="国有资产",
            aliases=("来源类别",),
            note=Text("来源类别，与造价表中的用房来源对应", "class of origin, as in the table of costs"),
        ),
        district(Text("出资区县", "district that pays")),
        ColumnSpec(
            id="first_year", name="可用年份", type="year", presence="optional", blank=0, example="2024",
            aliases=("最早可用年份",),
            lookalikes=("可用时间", "可用日期", "交付年份", "交付时间", "腾空时间",),
            note=Text("最早可动工的年份；空白表示随时", "earliest year work can begin; blank: any time"),
        ),
        ColumnSpec(
            id="rent_yuan_per_m2_month", name="租金", type="money", unit="元/平方米·月",
            frame="rent_fen_per_m2_month", presence="filled", blank=0, low=0, high=10_000, example="28",
            aliases=("月租金",),
            lookalikes=("月租", "房租", "租价", "租赁费", "租赁单价",),
            note=Text("经营者承担的租金，确为免租写 0", "rent the operator pays; write 0 where it is free"),
        ),
        ColumnSpec(
            id="preparation_yuan", name="腾退修缮费", type="money", unit="元", frame="preparation_fen",
            presence="optional", blank=0, low=0, example="45000", aliases=("整备费用",),
            lookalikes=("修缮费", "腾退费", "整备费", "维修费", "改造费", "装修费",),
            note=Text(
                "使用房可用的公共投入，与业态无关；空白表示不需要",
                "public cost of making the place usable, whatever the kind; blank: none is needed",
            ),
        ),
        area_class(
            "空白区域",
            Text(
                "补贴项目按区域类别区别对待时填写，空白不符合",
                "where programmes treat classes of areas differently; blank does not meet them",
            ),
        ),
        ColumnSpec(
            id="lease_years", name="租期", type="count", unit="年", presence="optional", blank=0, low=0, high=100,
            example="5", is_quiet=True,
            note=Text(
                "可签租约年数；补贴项目要求最短租期时填写，空白不符合",
                "years it is let for, where a programme asks for a least lease; blank does not meet it",
            ),
        ),
        AIDED_YEAR,
        ColumnSpec(
            id="allowed_kinds", name="允许业态", type="kinds", presence="optional", blank=(), example="",
            lookalikes=("可用业态", "适用业态", "适合业态", "可做业态", "准入业态", "拟用业态",),
            note=Text("只允许这些业态；空白不限", "only these kinds; blank: any"),
        ),
        ColumnSpec(
            id="forbidden_kinds", name="禁止业态", type="kinds", presence="optional", blank=(), example="餐饮店",
            lookalikes=("不允许业态", "禁用业态", "限制业态", "禁入业态",),
            note=Text("不得作这些业态", "none of these kinds"),
        ),
        NOTE,
    ),
)  # fmt: skip

COSTS = TableSpec(
    id="costs",
    name="业态造价",
    key=("format_id",),
    aliases=("造价", "formats"),
    note=Text("每行一种做法：哪些业态、什么用房、多少钱", "one row per format: which kinds, which premises, what cost"),
    columns=(
        ColumnSpec(
            id="format_id", name="做法编号", type="id", presence="optional", blank="", example="conv_chain_breakfast",
            aliases=("编号",),
            note=Text("空白时由业态和属性生成", "built from kinds and attributes where blank"),
        ),
        shown_name("做法名称", "连锁便利店+早餐"),
        ColumnSpec(
            id="kinds", name="业态", type="kinds", example="便利店+早餐店",
            note=Text("一点多用时用 + 连接", "a bundle of kinds is joined with +"),
        ),
        CHAIN, STANDARDISED, OPEN_24H,
        ColumnSpec(
            id="source_class", name="用房来源", type="word", presence="optional", blank="", example="",
            choices=("circle", "district"),
            note=Text(
                "适用的用房来源；空白为任何用房；circle 或 无需用房 表示不占用房，按圈布设；district 或 按区布设 表示全区一处，"
                "计入区内每个圈",
                "class of premises it is for; blank: any; circle: placed in a circle without premises; district:"
                " once for a district, counted in each of its circles",
            ),
        ),
        ColumnSpec(
            id="upgrade_of", name="改造对象", type="kinds", presence="optional", blank=(), example="菜市场",
            note=Text(
                "填写表示改造提升已有网点：原业态须包含所列各项；改造后的业态为原业态加本行业态，属性只增不减。空白为新建",
                "given for upgrades of existing outlets that have all these kinds; afterwards an outlet has its own kinds"
                " and those of this row, and keeps its attributes; blank: something new",
            ),
        ),
        ColumnSpec(
            id="min_floor_area_m2", name="最小面积", type="area", unit="平方米", frame="min_floor_area_dm2",
            presence="optional", blank=0, low=0, high=100_000, example="60",
            lookalikes=("面积下限", "最低面积",),
            note=Text("至少需要的建筑面积", "least floor area"),
        ),
        ColumnSpec(
            id="max_floor_area_m2", name="最大面积", type="area", unit="平方米", frame="max_floor_area_dm2",
            low=0, high=100_000, example="180",
            lookalikes=("面积上限", "最高面积",),
            note=Text("最多按此面积装修计价", "fit-out is paid for at most this area"),
        ),
        ColumnSpec(
            id="fixed_yuan", name="固定投入", type="money", unit="元", frame="fixed_fen", low=0, example="160000",
            lookalikes=("固定投资", "固定成本", "固定费用", "一次性投入",),
            note=Text("与面积无关的投入", "investment whatever the area"),
        ),
        ColumnSpec(
            id="yuan_per_m2", name="单位面积投入", type="money", unit="元/平方米", frame="fen_per_m2", low=0,
            high=100_000, example="1200", aliases=("每平方米投入", "单方造价"),
            lookalikes=("每平米投入", "每平方米造价", "每平米造价", "单位造价", "装修单价",),
            note=Text("每平方米建筑面积的装修投入", "fit-out per m² of floor area"),
        ),
        ColumnSpec(
            id="margin_yuan_per_m2_month", name="经营毛利", type="money", unit="元/平方米·月",
            frame="margin_fen_per_m2_month", presence="optional", blank=-1, low=-10_000, high=10_000, example="66",
            lookalikes=("毛利", "月利润", "盈利",),
            note=Text(
                "经营者付租金前的月毛利；空白或负数表示不能自负盈亏",
                "operator's monthly margin before rent; blank or negative: never viable alone",
            ),
        ),
        ColumnSpec(
            id="max_per_circle", name="每圈上限", type="count", unit="个", presence="optional", blank=0, low=1, high=100,
            example="3",
            note=Text(
                "只用于无需用房的业态：一个生活圈内最多设几处，不填为一处；其他业态不填",
                "only for formats that need no premises: at most so many in one circle, blank for one",
            ),
        ),
        ColumnSpec(
            id="jobs", name="就业岗位", type="count", unit="个", presence="optional", blank=0, low=0, high=10_000,
            example="5", note=Text("带动就业岗位", "jobs it brings"),
        ),
        *APPLICANT_COLUMNS,
        NOTE,
    ),
)  # fmt: skip
