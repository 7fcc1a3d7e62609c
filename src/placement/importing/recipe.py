"""Import recipes as data: which files and columns a source has, and what has to be assumed.

File names in ``source`` sections are relative to the folder the user names; ``kinds``, ``formats`` and
``policy`` are relative to the recipe. Coordinates are in the datum each file declares.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, model_validator

from placement.errors import Text
from placement.importing.assumptions import Assumed, Choice, Invisible
from placement.importing.fields import (
    Count,
    HomesCount,
    KindIds,
    Metres,
    Pattern,
    PointFile,
    Positive,
    needs,
)
from placement.scenario.statements import LicenceSection
from placement.yamlfile import (
    Number,
    StrictModel,
    fault,
    project_root,
    read_as,
    resolve_inside,
    validate,
)
from placement.yamlfile.sorts import IMPORT_RECIPE


class TypeTable(StrictModel):
    """A table in the source from type codes to types: the first code of a row decides."""

    file: str
    code: str
    kind: str


class NameRuleTable(StrictModel):
    """A table in the source of ordered regular expressions on names; the first match wins."""

    file: str
    order: str
    pattern: str
    kind: str
    codes: str | None = None
    overrides: str | None = None
    ignore_case: bool = False


class MoreRule(StrictModel):
    """One rule of our own: these kinds where type, code and name all match; unset = any."""

    kinds: KindIds
    types: tuple[str, ...] | None = None
    codes: Pattern | None = None
    names: Pattern | None = None


class Classification(StrictModel):
    """How a row becomes kinds: given type, else type table, then name rules, then our own rules."""

    types: TypeTable | None = None
    names: NameRuleTable | None = None
    code_separator: str = "|"
    unmapped: str = "other"
    kinds_of: dict[str, KindIds] = Field(default={})
    """Type of the source → kind ids; a type not named here is a kind of the same id."""
    more: Assumed[tuple[MoreRule, ...]]


class DefaultPoints(StrictModel):
    """Points a geocoder gave to what it could not find: rows whose ``precision`` is `value`."""

    value: str
    addresses: Annotated[int, Field(ge=2)]
    """Dropped where so many different addresses share one point; other such rows are flagged."""


class Outlets(StrictModel):
    """The files of existing outlets and what is read into them."""

    files: tuple[PointFile, ...] = Field(min_length=1)
    classification: Classification
    same_within_m: Metres
    """Equal name and address not farther apart than this are one shop entered twice."""
    default_points: DefaultPoints | None = None
    chain_names: Assumed[Pattern]
    standardised_kinds: Assumed[KindIds]
    open_24h_names: Assumed[Pattern]
    notes: dict[str, Choice] = Field(default={})

    @model_validator(mode="after")
    def _files_say_what_and_where(self) -> Outlets:
        for file in self.files:
            needs(file, "name", "area")
        return self


class District(StrictModel):
    """A district of the scenario and the areas of the source that make it up."""

    code: Annotated[str, Field(pattern=r"^[A-Z]{2,4}$")]
    areas: tuple[str, ...] = Field(min_length=1)
    area_class: str


class Homes(StrictModel):
    """Where people live: points with a number of homes, given or assumed by category."""

    source: PointFile
    codes: Pattern | None = None
    homes_by_category: Assumed[dict[str, Count]] | None = None
    community_categories: tuple[str, ...] = ()
    residents_per_home: Assumed[Positive]
    notes: dict[str, Choice] = Field(default={})

    @model_validator(mode="after")
    def _homes_are_given_or_assumed(self) -> Homes:
        needs(self.source, "area", "homes" if self.homes_by_category is None else "category")
        return self


class Circles(StrictModel):
    """How homes become walking areas; see :mod:`placement.importing.circles`."""

    radius_m: Assumed[Metres]
    min_homes: Assumed[HomesCount]
    wanted_homes: Assumed[HomesCount]


class GivenPremises(StrictModel):
    """Vacant premises the source lists."""

    source: PointFile
    m2_per_area_unit: Positive
    missing_area: Choice
    """A missing floor area is the median of its ``group``, or of all where a group has none."""
    preparation_yuan_per_m2: Assumed[Count]
    source_class: Assumed[str]

    @model_validator(mode="after")
    def _source_has_what_premises_need(self) -> GivenPremises:
        needs(self.source, "name", "area", "floor_area")
        return self


class SourceClass(StrictModel):
    """A class of assumed premises: floor areas are log-normal around the median."""

    share: Annotated[Number, Field(gt=0, le=1)]
    median_m2: Positive
    sigma: Positive
    rent: Positive
    preparation_yuan_per_m2: Count
    forbidden_kinds: KindIds = ()


class AssumedPremises(StrictModel):
    """A seeded rule for vacancies where none are known: near real shops, so at real shopping streets."""

    seed: Count
    per_circle: Annotated[int, Field(gt=0)]
    within_m: Metres
    jitter_m: Metres
    area_m2: tuple[int, int]
    classes: dict[str, SourceClass]


class Premises(StrictModel):
    """Vacant premises, listed by the source or assumed; rents by district."""

    given: GivenPremises | None = None
    assumed: Assumed[AssumedPremises] | None = None
    rent_yuan_per_m2_month: Assumed[dict[str, Positive]]

    @model_validator(mode="after")
    def _listed_or_assumed(self) -> Premises:
        if (self.given is None) == (self.assumed is None):
            raise fault(
                "PL841",
                Text("given 与 assumed 须写且只写一个", "write exactly one of given and assumed"),
                Text("请保留其中一个。", "Keep one of them."),
            )
        return self


class Streets(StrictModel):
    """A street graph: GeoJSON lines with named end nodes, and a table of nodes."""

    lines: str
    nodes: PointFile
    id: str
    from_node: str
    to_node: str
    length_m: str
    slack_m: Metres
    """A line shorter by more than this than its two nodes are apart names a wrong node: left out."""


class JudgedLine(StrictModel):
    """Points of a judged line, the same in every circle."""

    line: str
    current: Number
    reachable: Number
    yuan_per_point: Count
    earliest_year: Count


class Recipe(StrictModel):
    """An import recipe; changes are dotted key → value, as :func:`placement.yamlfile.patch` takes them."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    name: str
    origin: Choice
    licence: LicenceSection
    """Terms of the source; published with every result."""
    kinds: str
    formats: str
    policy: str
    left_out_formats: Assumed[tuple[str, ...]]
    costs: Choice
    districts: dict[str, District]
    outlets: Outlets
    homes: Homes
    circles: Circles
    premises: Premises
    streets: Streets | None = None
    judgements: Assumed[tuple[JudgedLine, ...]]
    visibility: dict[str, Invisible]
    policy_changes: Assumed[dict[str, Any]]
    """Changes in the copy of the policy: its own districts and targets."""
    scenario_base: str
    """Scenario file the produced one starts from."""
    scenario: dict[str, Any]
    """Changes to it."""
    scenario_notes: dict[str, Choice] = Field(default={})

    @model_validator(mode="after")
    def _every_district_has_a_rent(self) -> Recipe:
        absent = self.districts.keys() - self.premises.rent_yuan_per_m2_month.value.keys()
        if absent:
            names = ", ".join(sorted(absent))
            raise fault(
                "PL844",
                Text(f"没有写租金的县（市、区）：{names}", f"no rent for: {names}"),
                Text("请在 rent_yuan_per_m2_month 中补上。", "Add it to rent_yuan_per_m2_month."),
            )
        return self


def read_recipe(path: Path) -> tuple[Recipe, dict[str, Path]]:
    """Read a recipe and resolve the files it names beside itself.

    Returns
    -------
    Recipe, dict
        The recipe, and the paths of ``kinds``, ``formats``, ``policy`` and ``scenario_base``.

    Raises
    ------
    InputError
        If the YAML, a value or a path is wrong.
    """
    root = project_root(path)
    recipe = validate(Recipe, read_as(IMPORT_RECIPE, path, root=root))
    named = {key: getattr(recipe, key) for key in ("kinds", "formats", "policy", "scenario_base")}
    return recipe, {
        key: resolve_inside(text, base=path.parent, root=root) for key, text in named.items()
    }
