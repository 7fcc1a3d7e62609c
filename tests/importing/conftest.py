"""Two invented sources in the column layout of the real ones; no row is taken from them."""

import csv
import json
from pathlib import Path

import pytest

from placement.importing import ImportResult, run_import

ROOT = Path(__file__).resolve().parents[2]


def write_rows(path: Path, header: str, rows: list[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header.split(","))
        writer.writerows(rows)


def recipe(name: str) -> Path:
    return ROOT / "scenarios" / "imports" / f"{name}.yaml"


@pytest.fixture(scope="session")
def suqian_recipe() -> Path:
    return recipe("suqian-2018")


@pytest.fixture(scope="session")
def cambridge_recipe() -> Path:
    return recipe("cambridge-2020")


@pytest.fixture
def poi_city(tmp_path: Path) -> Path:
    return build_poi_city(tmp_path / "poi")


@pytest.fixture
def block_city(tmp_path: Path) -> Path:
    return build_block_city(tmp_path / "blocks")


@pytest.fixture(scope="session")
def poi_import(suqian_recipe: Path, tmp_path_factory: pytest.TempPathFactory) -> ImportResult:
    folder = tmp_path_factory.mktemp("poi")
    return run_import(suqian_recipe, build_poi_city(folder / "in"), folder / "out")


@pytest.fixture(scope="session")
def block_import(cambridge_recipe: Path, tmp_path_factory: pytest.TempPathFactory) -> ImportResult:
    folder = tmp_path_factory.mktemp("blocks")
    return run_import(cambridge_recipe, build_block_city(folder / "in"), folder / "out")


POI = "poi_id,name,type,typecode,address,district,adcode,crawl_batch,lng_gcj02,lat_gcj02,lng_wgs84,lat_wgs84"


def poi(
    poi_id: str,
    name: str,
    code: str,
    address: str = "",
    district: str = "宿城区",
    at: tuple[float, float] = (0, 0),
) -> tuple[object, ...]:
    """One row; `at` is metres east and north of the middle of the town."""
    lon, lat = f"{118.30 + at[0] / 92_300:.6f}", f"{33.95 + at[1] / 111_195:.6f}"
    return (poi_id, name, "类", code, address, district, "0", "0", lon, lat, "", "")


def build_poi_city(folder: Path) -> Path:
    """A source folder like the points of interest: six compounds, some shops, every known defect once."""
    folder.mkdir()
    shops = [
        poi("A1", "示例便利店", "060200", "示例路1号"),
        poi("A1", "示例便利店", "060200", "示例路1号"),
        poi("A2", "示例便利店", "060200", "示例路1号", at=(50, 0)),
        poi("A3", "示例便利店", "060200", "示例路1号", at=(900, 0)),
        poi("A4", "示例早餐包子铺", "050100", "示例路2号", at=(20, 0)),
        poi("A5", "示例农贸市场", "060000", "示例路3号", at=(0, 40)),
        poi("A6", "示例杂货", "060000", "示例路4号", at=(0, 60)),
        poi("A7", "示例两用店", "060200|060400", "示例路5号", at=(0, 80)),
        poi("A8", "示例政府", "130100", "示例路6号"),
        poi("A9", "示例便利店邻县", "060200", "示例路7号", district="邻县"),
        poi("B1", "肯德基（示例路店）", "050300", "示例路8号", at=(0, 90)),
        poi("B2", "示例面馆（肯德基旁）", "050300", "示例路9号", at=(0, 100)),
        poi("B3", "示例24小时便利店", "060200", "示例路10号", at=(0, 110)),
        poi("B4", "街电（示例浴室）", "072101", "示例路11号"),
    ]
    write_rows(folder / "poi_city.csv", POI, shops)
    write_rows(
        folder / "poi_shuyang.csv", POI,
        [poi("C1", "示例饭店", "050118", "县路1号", "沭阳县", at=(46_000, 0))],
    )  # fmt: skip
    homes = [
        poi(f"H{i}", f"示例花园{i}", "120302", "", at=(80 * i, (-1) ** i * 60)) for i in range(6)
    ]
    kinds = ["residential_compound"] * 6
    homes += [
        poi("S1", "示例小学", "141203"),
        poi("K1", "示例社区居委会", "130106", at=(200, 0)),
        poi("H9", "示例远村", "120302", at=(9000, 0)),
    ]
    kinds += ["residential_area", "neighbourhood_or_village_committee", "residential_compound"]
    write_rows(
        folder / "communities.csv", POI.replace("name,type", "name,kind,type"),
        [(*row[:2], kind, *row[2:]) for row, kind in zip(homes, kinds, strict=True)],
    )  # fmt: skip
    write_rows(
        folder / "type_mapping.csv", "source_typecode,source_category,rubric_type,rows",
        [
            ("060200", "甲", "convenience_store", 1), ("060400", "乙", "supermarket", 1),
            ("050100", "丙", "restaurant", 1), ("050300", "丁", "restaurant", 1),
            ("050118", "戊", "restaurant", 1), ("060000", "己", "other", 1),
        ],
    )  # fmt: skip
    write_rows(
        folder / "name_rules.csv", "order,name_regex,typecode_regex,rubric_type,overrides_type_mapping",
        [
            (3, "便利店|杂货", "^06", "repair", "no"),
            (1, "早餐|包子", "^0[56]", "breakfast", "yes"),
            (2, "农贸市场", "^06", "wet_market", "yes"),
        ],
    )  # fmt: skip
    return folder


def line(
    segment: str, ends: tuple[int | None, int | None], length_m: float, points: list[list[float]]
) -> dict[str, object]:
    properties = {
        "segment_id": segment, "from_node": ends[0], "to_node": ends[1], "length_m": length_m,
    }  # fmt: skip
    geometry = {"type": "LineString", "coordinates": points}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def build_block_city(folder: Path) -> Path:
    """A source folder like the small city: blocks with homes, vacant shops, a street graph with defects."""
    folder.mkdir()
    write_rows(
        folder / "businesses.csv",
        "business_id,business_name,address_as_entered,neighbourhood,geocode_type,lat_wgs84,lon_wgs84",
        [
            ("B1", "Sample Laundromat", "1 Elm St", "East Cambridge", "rooftop", 42.370, -71.080),
            ("B2", "Starbucks Coffee", "2 Elm St", "Agassiz", "rooftop", 42.385, -71.120),
            ("B3", "Nowhere Cafe", "NA", "NA", "NA", "NA", "NA"),
            ("B4", "Chain Cafe A", "All locations", "West Cambridge", "place", 42.3804, -71.1329),
            ("B5", "Chain Cafe B", "One Broadway", "West Cambridge", "place", 42.3804, -71.1329),
            ("B6", "Chain Cafe C", "PO Box 1", "West Cambridge", "place", 42.3804, -71.1329),
            ("B7", "Kiosk Cafe", "One Square", "East Cambridge", "place", 42.3690, -71.0800),
            ("B8", "Sample Lawyers", "3 Elm St", "East Cambridge", "rooftop", 42.371, -71.080),
        ],
    )
    write_rows(
        folder / "facilities.csv", "kind,name,address,lat_wgs84,lon_wgs84,rubric_type,neighbourhood",
        [
            ("public_library", "Sample Library", "4 Elm St", 42.370, -71.081, "other", "East Cambridge"),
            ("day_care", "Sample Hair Day Care", "5 Elm St", 42.371, -71.081, "childcare", "Baldwin"),
        ],
    )  # fmt: skip
    write_rows(
        folder / "name_rules.csv", "order,name_regex_case_insensitive,rubric_type",
        [(1, "coffee|cafe", "cafe_tea"), (2, "hair", "hair_beauty"), (3, "laundr", "laundry")],
    )  # fmt: skip
    write_rows(
        folder / "demand_blocks.csv",
        "block_geoid,tract,dwelling_units,lat_wgs84,lon_wgs84,neighbourhood",
        [
            ("b1", "t1", 900, 42.370, -71.080, "East Cambridge"),
            ("b2", "t2", 800, 42.372, -71.082, "East Cambridge"),
            ("b3", "t2", 0, 42.372, -71.083, "East Cambridge"),
            ("b4", "t3", 40, 42.390, -71.140, "North Cambridge"),
        ],
    )
    write_rows(
        folder / "vacant_storefronts.csv",
        "vacancy_id,commercial_district,address,floor_area_sqft,lat_wgs84,lon_wgs84,neighbourhood",
        [
            ("V1", "Centre", "6 Elm St", 1000, 42.3700, -71.0805, "East Cambridge"),
            ("V2", "Centre", "7 Elm St", 3000, 42.3702, -71.0805, "East Cambridge"),
            ("V3", "Centre", "8 Elm St", "", 42.3704, -71.0805, "East Cambridge"),
            ("V4", "Edge", "9 Elm St", "", 42.3904, -71.1405, "Agassiz"),
        ],
    )
    write_rows(
        folder / "street_nodes.csv", "node,lon_wgs84,lat_wgs84",
        [(1, -71.080, 42.370), (2, -71.081, 42.370), (3, -71.130, 42.400)],
    )  # fmt: skip
    features = [
        line("good", (1, 2), 83, [[-71.080, 42.370], [-71.081, 42.370]]),
        line("backwards", (2, 1), 83, [[-71.080, 42.370], [-71.081, 42.370]]),
        line("unlisted", (99, 1), 83, [[-71.080, 42.370], [-71.079, 42.370]]),
        line("shortcut", (1, 3), 20, [[-71.080, 42.370], [-71.0802, 42.370]]),
        line("no node", (1, None), 20, [[-71.080, 42.370], [-71.0802, 42.370]]),
    ]
    streets = {"type": "FeatureCollection", "features": features}
    (folder / "streets.geojson").write_text(json.dumps(streets), encoding="utf-8")
    return folder
