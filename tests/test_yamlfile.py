import time
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import Field, field_validator

from placement.errors import InputError, Problem, Text
from placement.yamlfile import (
    Document,
    Number,
    StrictModel,
    Where,
    fault,
    inherit,
    near_match,
    patch,
    project_root,
    read_yaml,
    resolve_inside,
    validate,
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "project"


def write(root: Path, text: str | bytes, name: str = "a.yaml") -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(root: Path, text: str | bytes) -> Document:
    return read_yaml(write(root, text), root=root)


def refused(root: Path, text: str | bytes) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        read(root, text)
    return list(caught.value.problems)


# reading ----------------------------------------------------------------------------------------


def test_values_keep_their_line_and_decimals_their_digits(root: Path) -> None:
    document = read(root, "﻿a: 1\nb:\n  - x: 0.10\n  - 2.50\n2023: {d: true, e: }\n")
    assert document.data == {
        "a": 1,
        "b": [{"x": Decimal("0.10")}, Decimal("2.50")],
        2023: {"d": True, "e": None},
    }
    assert str(document.data["b"][1]) == "2.50"
    assert document.where[("b", 0, "x")] == Where("a.yaml", 3)
    assert document.where[("b", 1)] == Where("a.yaml", 4)
    assert document.where[(2023, "d")] == Where("a.yaml", 5)


def test_words_of_yaml_1_1_and_leading_zeros_stay_text(root: Path) -> None:
    words = ["NO", "on", "yes", "1:30", "010", "00123", "2023-01-01", "1_000", "0x10"]
    document = read(root, "".join(f"- {word}\n" for word in words).join(["a:\n", ""]))
    assert document.data["a"] == words
    assert read(root, "a: 3.10").data["a"] == Decimal("3.10")
    assert read(root, 'a: "10"').data["a"] == "10"


def test_full_width_colons_inside_texts_are_fine(root: Path) -> None:
    text = "note: 假设：租金未知\nlist:\n  - 来源：2018 年\nlong: |\n  说明：甲\n"
    assert read(root, text).data["list"] == ["来源：2018 年"]


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ("a: 1\nb: 2\na: 3\n", "PL801", 3),
        ("years:\n  2023: 1\n  '2023': 2\n", "PL801", 3),
        ("a: 1\nb: &x 2\n", "PL803", 2),
        ("a: 1\nb: *x\n", "PL803", 2),
        ("a: 1\n<<: {b: 2}\n", "PL803", 2),
        ("a: !!python/object:os.system x\n", "PL803", 1),
        ("a: !mine x\n", "PL803", 1),
        ("%YAML 1.1\n---\na: 1\n", "PL803", 2),
        ("a: 1\n---\nb: 2\n", "PL811", 2),
        ("a: .nan\n", "PL407", 1),
        ("a: 1\nb: -.inf\n", "PL407", 2),
        ("a: 1e400\n", "PL407", 1),
        ("a: " + "9" * 5000, "PL407", 1),
        ("id: x\nname：基准\nhorizon: 4\n", "PL812", 2),
        ("name：基准\nid: x\n", "PL812", 1),
        ("name：基准\n", "PL812", 1),
        ("a:\n  b: 1\n  name：x\n  z: 4\n", "PL812", 3),
        ("a: 1\n\tb: 2\n", "PL811", 2),
        ("a: b: c\n", "PL811", 1),
        ("[a, b]: 3\n", "PL802", 1),
        ("- a\n- b\n", "PL802", 1),
        ("# nothing\n", "PL802", 1),
        ("a: 1\nb: \x07\n", "PL205", 2),
        (b"a: 1\nb: \x00\n", "PL205", 2),
        ("a: 中文".encode("gbk"), "PL203", 1),
        ('a: "\\ud800"\n', "PL314", 1),
        (b"", "PL103", None),
    ],
)
def test_one_fault_is_named_with_its_line(
    root: Path, text: str | bytes, code: str, row: int | None
) -> None:
    (problem,) = refused(root, text)
    assert (problem.code, problem.row, problem.file) == (code, row, "a.yaml")
    assert problem.rule.zh
    assert problem.rule.en
    assert problem.mend.zh


def test_a_duplicate_key_names_both_lines(root: Path) -> None:
    (problem,) = refused(root, "budget: 1\nx: 2\nbudget: 3\n")
    assert "第 1 行与第 3 行" in problem.rule.zh
    assert "lines 1 and 3" in problem.rule.en


def test_all_faults_of_a_file_come_together(root: Path) -> None:
    found = refused(root, "a: &x 1\nb: *x\na: 2\nc: .nan\n")
    assert [problem.code for problem in found] == ["PL803", "PL803", "PL801", "PL407"]


@pytest.mark.parametrize("text", ["a: " + "[" * 100_000, "- " * 50_000, "a: " + "{b: " * 50_000])
def test_endless_nesting_is_refused_at_once(root: Path, text: str) -> None:
    start = time.process_time()
    (problem,) = refused(root, text)
    assert problem.code == "PL804"
    assert time.process_time() - start < 2


def test_32_levels_are_accepted_and_33_are_not(root: Path) -> None:
    assert read(root, "a: " + "[" * 31 + "]" * 31).data["a"] == eval("[" * 31 + "]" * 31)  # noqa: S307
    assert refused(root, "a: " + "[" * 32 + "]" * 32)[0].code == "PL804"


def test_large_files_and_many_values_are_refused(root: Path) -> None:
    assert refused(root, "a: " + "x" * 1_000_000)[0].code == "PL803"
    assert refused(root, "a: [" + "1," * 100_001 + "]")[0].code == "PL803"


# paths ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "/etc/passwd",
        "../../secret.yaml",
        "..",
        "~/x.yaml",
        "C:\\x.yaml",
        "C:x.yaml",
        "\\\\server\\share\\x.yaml",
        "//server/share",
        "file:///etc/passwd",
        "https://example.org/x.yaml",
        "x\x00.yaml",
        "CON",
        "data/nul.csv",
        "",
        " ",
    ],
)
def test_paths_out_of_the_project_are_refused(root: Path, text: str) -> None:
    write(root, "a: 1\n")
    with pytest.raises(InputError) as caught:
        resolve_inside(text, base=root, root=root)
    assert [problem.code for problem in caught.value.problems] == ["PL805"]
    assert caught.value.problems[0].value == text


def test_a_path_may_climb_inside_the_project(root: Path) -> None:
    model = write(root, "a: 1\n", "models/m.yaml")
    scenario = write(root, "a: 1\n", "scenarios/deep/s.yaml")
    assert project_root(scenario) == root.resolve()
    found = resolve_inside("../../models/m.yaml", base=scenario.parent, root=root)
    assert found == model.resolve()


def test_without_models_the_root_is_the_own_folder(root: Path) -> None:
    assert project_root(write(root, "a: 1\n", "deep/s.yaml")) == (root / "deep").resolve()


def test_links_out_of_the_project_are_refused(root: Path, tmp_path: Path) -> None:
    secret = write(tmp_path, "a: 1\n", "secret.yaml")
    root.mkdir()
    (root / "link.yaml").symlink_to(secret)
    with pytest.raises(InputError) as caught:
        resolve_inside("link.yaml", base=root, root=root)
    assert caught.value.problems[0].code == "PL118"
    with pytest.raises(InputError) as caught:
        read_yaml(root / "link.yaml", root=root)
    assert caught.value.problems[0].code == "PL118"


def test_a_missing_file_names_the_nearest(root: Path) -> None:
    write(root, "a: 1\n", "jining-2023.yaml")
    with pytest.raises(InputError) as caught:
        resolve_inside("jining-2032.yaml", base=root, root=root)
    assert caught.value.problems[0].code == "PL101"
    assert "jining-2023.yaml" in caught.value.problems[0].mend.zh


def test_folders_loops_and_long_names_are_no_files(root: Path) -> None:
    root.mkdir()
    (root / "loop.yaml").symlink_to(root / "loop.yaml")
    with pytest.raises(InputError) as caught:
        read_yaml(root, root=root)
    assert caught.value.problems[0].code == "PL102"
    for name in ("loop.yaml", "x" * 5000):
        with pytest.raises(InputError) as caught:
            resolve_inside(name, base=root, root=root)
        assert caught.value.problems[0].code == "PL101"


# inheritance ------------------------------------------------------------------------------------


def test_the_child_wins_and_every_value_keeps_its_place(root: Path) -> None:
    write(root, "x: 1\nm:\n  a: 1\n  b: [1, 2]\n", "base/one.yaml")
    write(root, "x: 2\ny: 2\nm: {c: 3}\n", "base/two.yaml")
    path = write(root, "extends: [base/one.yaml, base/two.yaml]\nm:\n  b: [9]\nm.a: 7\n")
    document = inherit(read_yaml(path, root=root))
    assert document.data == {"x": 2, "y": 2, "m": {"a": 7, "b": [9], "c": 3}}
    assert document.where[("x",)] == Where("base/two.yaml", 1)
    assert document.where[("m", "a")] == Where("a.yaml", 4)
    assert document.where[("m", "b", 0)] == Where("a.yaml", 3)
    assert ("m", "b", 1) not in document.where
    assert [file.name for file in document.files] == ["a.yaml", "one.yaml", "two.yaml"]


def test_dotted_keys_reach_year_keys(root: Path) -> None:
    write(root, "budgets:\n  pool:\n    years: {2023: 1, 2024: 2}\n", "base.yaml")
    path = write(root, "继承: [base.yaml]\nbudgets.pool.years.2023: 5\nbudgets.new.years.2024: 6\n")
    document = inherit(read_yaml(path, root=root))
    assert document.data["budgets"] == {
        "pool": {"years": {2023: 5, 2024: 2}},
        "new": {"years": {2024: 6}},
    }
    assert document.where[("budgets", "pool", "years", 2023)] == Where("a.yaml", 2)


def test_a_dotted_key_may_not_repeat_its_own_file(root: Path) -> None:
    with pytest.raises(InputError) as caught:
        inherit(read(root, "a: {b: 1}\na.b: 2\n"))
    assert caught.value.problems[0].code == "PL801"
    assert "lines 1 and 2" in caught.value.problems[0].rule.en


def test_a_dotted_key_cannot_enter_a_number(root: Path) -> None:
    with pytest.raises(InputError) as caught:
        inherit(read(root, "a: 1\na.b.c: 2\n"))
    assert caught.value.problems[0].code == "PL813"


def test_a_dotted_key_of_thousands_of_parts_does_no_harm(root: Path) -> None:
    document = inherit(read(root, "? " + ".".join("a" * 20_000) + "\n: 1\n"))
    assert set(document.data) == {"a"}


def test_circles_long_chains_and_floods_are_refused(root: Path) -> None:
    write(root, "extends: [b.yaml]\n", "a.yaml")
    write(root, "extends: [a.yaml]\n", "b.yaml")
    for n in range(10):
        write(root, f"extends: [c{n + 1}.yaml]\n", f"c{n}.yaml")
        write(root, f"extends: [{', '.join([f'd{n + 1}.yaml'] * 9)}]\n", f"d{n}.yaml")
    write(root, "a: 1\n", "c10.yaml")
    for name, chain in (
        ("a.yaml", "a.yaml → b.yaml → a.yaml"),
        ("c0.yaml", "c0.yaml → c1"),
        ("d0.yaml", ""),
    ):
        with pytest.raises(InputError) as caught:
            inherit(read_yaml(root / name, root=root))
        assert {problem.code for problem in caught.value.problems} == {"PL806"}
        assert chain in caught.value.problems[0].rule.zh


def test_eight_levels_are_accepted(root: Path) -> None:
    for n in range(8):
        write(root, f"extends: [c{n + 1}.yaml]\nk{n}: 1\n", f"c{n}.yaml")
    write(root, "last: 1\n", "c8.yaml")
    assert len(inherit(read_yaml(root / "c0.yaml", root=root)).data) == 9


@pytest.mark.parametrize("name", ["../../x.yaml", "/etc/passwd", "~/.ssh/id"])
def test_extends_stays_inside_the_project(root: Path, name: str) -> None:
    with pytest.raises(InputError) as caught:
        inherit(read(root, f"a: 1\nextends: [{name}]\n"))
    (problem,) = caught.value.problems
    assert (problem.code, problem.row, problem.value) == ("PL805", 2, name)


# patching ---------------------------------------------------------------------------------------


def test_patches_find_list_entries_by_id_and_carry_their_label(root: Path) -> None:
    text = (
        "tiers:\n  - {id: low, min: 60}\n  - {id: high, min: 80}\nchanges:\n  tiers.high.min: 81\n"
    )
    document = read(root, text)
    changed = patch(document, {"tiers.high.min": 81}, "T2=open", origin=("changes",))
    assert [tier["min"] for tier in changed.data["tiers"]] == [60, 81]
    assert changed.where[("tiers", 1, "min")] == Where("a.yaml", 5, "T2=open")
    assert document.data["tiers"][1]["min"] == 80
    with pytest.raises(InputError) as caught:
        patch(document, {"tiers.highest.min": 81}, "T2=open")
    assert caught.value.problems[0].code == "PL813"


# validation -------------------------------------------------------------------------------------


class Rate(StrictModel):
    archetype: Literal["rate"]
    rate: Number = Field(ge=0, le=1)


class Lump(StrictModel):
    archetype: Literal["lump"]
    amount: int


class City(StrictModel):
    name: str
    on: bool = False
    years: tuple[int, ...] = ()
    level: Literal["市", "区"] = "市"
    programmes: dict[str, Annotated[Rate | Lump, Field(discriminator="archetype")]] = Field(
        default_factory=dict
    )
    share: Number = Field(default=Decimal(0), ge=0, le=1)

    @field_validator("name")
    @classmethod
    def no_blank(cls, value: str) -> str:
        if not value.strip():
            raise fault("PL899", Text("名称为空", "blank name"), Text("请填写", "fill it in"))
        return value


def findings(root: Path, text: str) -> list[tuple[str, int | None, str | None, str | None]]:
    with pytest.raises(InputError) as caught:
        validate(City, read(root, text))
    return [(p.code, p.row, p.column, p.value) for p in caught.value.problems]


def test_a_sound_document_becomes_a_model(root: Path) -> None:
    city = validate(City, read(root, "name: 济宁\nyears: [2023, 2024]\nshare: 0.10\n"))
    assert city.years == (2023, 2024)
    assert str(city.share) == "0.10"
    assert validate(City, read(root, "name: x\nshare: 1\n")).share == 1


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("on: true\n", ("PL809", 1, "name", None)),
        ("name: x\nyaers: [1]\n", ("PL801", 2, "yaers", "yaers")),
        ("name: 5\n", ("PL802", 1, "name", "5")),
        ("name: x\non: yes\n", ("PL802", 2, "on", "yes")),
        ("name: x\nyears:\n  - 2023\n  - 02024\n", ("PL802", 4, "years.1", "02024")),
        ("name: x\nyears: 2023\n", ("PL802", 2, "years", "2023")),
        ("name: x\nlevel: 县\n", ("PL810", 2, "level", "县")),
        ("name: x\nshare: 1.5\n", ("PL807", 2, "share", "1.5")),
        ("name: x\nshare: '1'\n", ("PL802", 2, "share", "1")),
        ("name: ' '\n", ("PL899", 1, "name", " ")),
        ("name: x\nprogrammes:\n  first_year：2023\n", ("PL812", 2, "programmes", "first_year：2023")),
    ],
)  # fmt: skip
def test_each_finding_has_code_line_key_and_value(
    root: Path, text: str, finding: tuple[str, int | None, str | None, str | None]
) -> None:
    assert findings(root, text) == [finding]


def test_members_of_unions_do_not_confuse_the_key(root: Path) -> None:
    text = "name: x\nprogrammes:\n  p:\n    archetype: rate\n    rate: 2\n    cap: 3\n  q:\n    archetype: lump\n  r:\n    archetype: lamp\n"
    assert findings(root, text) == [
        ("PL807", 5, "programmes.p.rate", "2"),
        ("PL801", 6, "programmes.p.cap", "cap"),
        ("PL809", 7, "programmes.q.amount", None),
        ("PL810", 10, "programmes.r.archetype", "lamp"),
    ]


def test_misspelt_keys_get_a_suggestion_in_both_languages(root: Path) -> None:
    with pytest.raises(InputError) as caught:
        validate(City, read(root, "name: x\nprograms: {}\n"))
    assert caught.value.problems[0].mend == Text(
        "您是否想写“programmes”？", "Did you mean “programmes”?"
    )


def test_aliases_of_keys_are_replaced_before_files_are_merged(root: Path) -> None:
    write(root, "资金:\n  a: {b: 1, c: 2}\n", "base.yaml")
    path = write(root, "继承: [base.yaml]\nbudgets: {a: {c: 3}}\n资金.a.d: 4\n")
    document = inherit(read_yaml(path, root=root), {"资金": "budgets", "继承": "extends"})
    assert document.data == {"budgets": {"a": {"b": 1, "c": 3, "d": 4}}}
    assert document.where[("budgets", "a", "b")] == Where("base.yaml", 2)
    with pytest.raises(InputError) as caught:
        inherit(read(root, "资金: 1\nbudgets: 2\n"), {"资金": "budgets"})
    assert caught.value.problems[0].code == "PL801"


def test_the_words_allowed_are_listed_in_the_language_of_the_reader(root: Path) -> None:
    text = "name: x\nlevel: 市区\nprogrammes:\n  r: {archetype: lamp}\n"
    with pytest.raises(InputError) as caught:
        validate(City, read(root, text))
    level, archetype = (problem for problem in caught.value.problems if problem.code == "PL810")
    assert level.rule.zh == "只能是 市、区"
    assert level.rule.en == "must be one of 市, 区"
    assert level.mend.zh == "您是否想写“市”？"
    assert archetype.rule.zh.endswith("只能是 rate、lump")


# spelling ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "known", "near"),
    [
        ("targts", ["targets", "locks"], "targets"),
        ("tragets", ["targets", "locks"], "targets"),
        ("TARGETS", ["targets"], "targets"),
        ("太白湖", ["任城区", "太白湖新区"], "太白湖新区"),
        ("便利商店", ["便利店", "书店"], "便利店"),
        ("jining-2032", ["jining-2023", "minhou-2022"], "jining-2023"),
        ("TB999", ["TB009", "TB012"], None),
        ("TB021", ["TB012", "TB034"], "TB012"),
        ("TB-Y9999", ["TB-Y0099"], None),
        ("nix", ["kinds", "mix"], "mix"),
        ("nix", ["kinds"], None),
        ("costs", ["outlets", "circles"], None),
        ("premises", ["judgements"], None),
        ("json", ["version"], None),
    ],
)
def test_only_what_is_really_near_is_suggested(
    word: str, known: list[str], near: str | None
) -> None:
    assert near_match(word, known) == near


# syntax -----------------------------------------------------------------------------------------

QUOTES = "请补上结尾的引号；文字里本来就有引号的，外面用另一种引号。"
IN_QUOTES = "请给整个值加引号。"
COMMA = "请在两项之间加半角逗号和空格“, ”；文字中含“: ”的请加引号。"


@pytest.mark.parametrize(
    ("text", "row", "rule", "mend"),
    [
        ("a: 1\nname: 甲: 乙\n", 2, "值里有“: ”（冒号加空格），会被当成又一个键",
         '请给值加引号：name: "甲: 乙"；或把值里的冒号改为“：”。'),
        ("a: 1\n  b: 2\nc: 3\n", 2, "这一行缩进比第 1 行深，而第 1 行已经写了值",
         "同级的请与第 1 行对齐；是它的下一级时，第 1 行冒号后不写值。"),
        ("a:\n    b: 1\n  c: 2\n", 3, "这一行的缩进与同级各行对不上", "同一级的各行须从同一列开始：请改空格数。"),
        ("x: 1\na: {x: 1, y: 2\nb:\n  c: {z: 1}\n", 2, "“{”没有结束：直到第 3 行还没有“}”", "请在该结束处补上“}”。"),
        ("a: [x, y\n", 1, "“[”没有结束：直到第 1 行还没有“]”", "请在该结束处补上“]”。"),
        ("a: {x: 1]\nb: 2\n", 1, "第 1 行的“{”须用“}”结束，这里却是“]”", "请改为“}”。"),
        ("a: {x: 1,\n  y: 2\n  z: 3}\n", 3, "“{}”中的各项之间缺少逗号", COMMA),
        ("a: {x: 1}}\n", 1, "多出了“}”", "请删去它，或补上对应的左括号；文字以“}”开头时请加引号。"),
        ("a: {x: 1，y: 2}\n", 1, "括号和逗号须用半角", "请把“，”改为“,”；文字里本来的请加引号。"),
        ("a: ｛x: 1｝\n", 1, "括号和逗号须用半角", "请把“｛”改为“{”、“｝”改为“}”；文字里本来的请加引号。"),
        ("a:\n\tb: 1\n", 2, "这里有制表符（Tab），不能用作缩进", "请把制表符改成空格。"),
        ("a: 1\nname:甲\nb: 2\n", 2, "冒号后缺少空格", "请写 name: 甲"),
        ("b:\n  x:1\n  y: 2\n", 2, "冒号后缺少空格", "请写 x: 1"),
        ("a: 1\nname 甲\nb: 2\n", 2, "这一行没有“键: 值”的冒号",
         "请写成“键: 值”；是上一行的续写时请多缩进，或给整段加引号。"),
        ('a: "甲\nb: 2\n', 1, "这一行开始的引号没有成对", QUOTES),
        ('x: 1\na: "甲\nb: "乙"\n', 2, "这一行开始的引号没有成对", QUOTES),
        ("x: 1\na:\u3000甲\n", 2, "这里有全角空格，不能用作缩进或冒号后的空格", "请把全角空格改成普通空格。"),
        ("a:\n  b: 1\n\xa0\xa0c: 2\n  d: 3\n", 3, "这里有不换行空格，不能用作缩进或冒号后的空格", "请把不换行空格改成普通空格。"),
        ('a: "甲" 乙\n', 1, "引号结束后还有文字", "请把整个值放在一对引号内；文字里有双引号的，外面用单引号。"),
        ('a: "C:\\data"\n', 1, "双引号里的“\\”有特殊含义", "请改用单引号；路径请用“/”。"),
        ("a: @x\n", 1, "文字不能以“@”开头", IN_QUOTES),
        ("a: >5元\n", 1, "文字不能以“>”开头", IN_QUOTES),
        ("a: 1\n%x\n", 2, "文字不能以“%”开头", IN_QUOTES),
        ("a: - x\n", 1, "“- ”不能跟在“键:”后面", "请另起一行并缩进，或写成 [甲, 乙]。"),
        ("a: 1\n- x\n", 2, "“- ”各项和“键: 值”混在同一级", "请缩进到它所属的键之下，或改成同一种写法。"),
        ("a: [x,, y]\n", 1, "“,”之前缺少内容", "请补上内容或删去多余的“,”；文字以它开头时请加引号。"),
    ],
)  # fmt: skip
def test_what_the_parser_cannot_read_is_told_with_its_mend(
    root: Path, text: str, row: int, rule: str, mend: str
) -> None:
    (problem,) = refused(root, text)
    assert (problem.code, problem.row) == ("PL811", row)
    assert (problem.rule.zh, problem.mend.zh) == (rule, mend)
    for english in (problem.rule.en, problem.mend.en):
        assert not any("\u4e00" <= c <= "\u9fff" and c not in text for c in english)
        assert not any(
            word in english for word in ("token", "scalar", "mapping values", "expected")
        )


@pytest.mark.parametrize(
    ("line", "key", "seen"),
    [("a: “tb”", "a", "“tb”"), ("a: ”tb“", "a", "”tb“"), ("a: [x, ‘tb’]", "a.1", "‘tb’"), ("“tb”: 1", None, "“tb”")],
)  # fmt: skip
def test_chinese_quotes_around_a_text_are_told(
    root: Path, line: str, key: str | None, seen: str
) -> None:
    (problem,) = refused(root, f"id: x\n{line}\n")
    assert (problem.code, problem.row, problem.column, problem.value) == ("PL812", 2, key, seen)
    assert '请写 "tb"，或不写引号' in problem.mend.zh
    assert f"'{seen}'" in problem.mend.zh


@pytest.mark.parametrize(
    "line", ["a: “十四五”规划", "a: “甲”和“乙”", "a: '“tb”'", 'a: "“tb”"', "a: 叫“甲”"]
)
def test_chinese_quotes_inside_a_text_belong_to_it(root: Path, line: str) -> None:
    assert "”" in read(root, f"{line}\n").data["a"]


def test_a_path_written_from_the_project_folder_is_answered_with_the_right_one(
    tmp_path: Path,
) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "scenarios" / "quick").mkdir(parents=True)
    with pytest.raises(InputError) as caught:
        resolve_inside("scenarios/quick", base=tmp_path / "scenarios", root=tmp_path)
    (problem,) = caught.value.problems
    assert problem.code == "PL101"
    assert problem.mend.zh == "路径从写它的文件所在的文件夹算起：请写 quick"
