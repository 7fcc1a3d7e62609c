"""The recipe of a synthetic city: every parameter of the generator, as a YAML file.

`docs/synth.md` gives each parameter's meaning, value and source.
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from placement import yamlfile
from placement.errors import Text
from placement.yamlfile.sorts import CITY_RECIPE

Positive = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(ge=0, le=1)]
Chances = Annotated[tuple[tuple[Decimal, Share], ...], Field(min_length=1)]
YearChances = tuple[tuple[int, Share], ...]


def _contradiction(zh: str, en: str) -> PydanticCustomError:
    """Return the error of a recipe that contradicts itself (PL816)."""
    return yamlfile.fault("PL816", Text(zh, en), Text("请改配方。", "Mend the recipe."))


class Part(BaseModel):
    """Base of all parts of a recipe: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class District(Part):
    """One district of the city; ``bearing`` places it within its urban area (degrees from north).

    ``names`` are the names of its first circles, the others are numbered; ``recognised`` says how many of
    its circles, the first ones, were recognised before the horizon.
    """

    name: str
    short: str
    code: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    target: Annotated[int, Field(ge=1)]
    area_class: str
    rent_yuan: Positive
    bearing: float | None = None
    names: tuple[str, ...] = ()
    recognised: Annotated[int, Field(ge=0)] = 0


class UrbanArea(Part):
    """Districts that touch each other, around one centre (WGS-84 degrees)."""

    centre: tuple[float, float]
    districts: Annotated[tuple[District, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _one_core(self) -> Self:
        if sum(district.bearing is None for district in self.districts) != 1:
            raise _contradiction(
                "每个城区须有且只有一个中心县区（不写 bearing）",
                "exactly one district of an urban area is its core (has no bearing)",
            )
        return self


class Recognised(Part):
    """Tier and year of the circles recognised before the horizon; ``richness`` multiplies their outlets."""

    tier: str
    year: int
    richness: Positive = 1.0


class Circles(Part):
    """How many circles there are, how far apart, and who lives there."""

    per_target: Annotated[Decimal, Field(ge=1)]
    spacing_m: Positive
    jitter_m: Annotated[float, Field(ge=0)]
    residents: tuple[int, int]
    communities: tuple[int, int]
    residents_per_household: Positive
    recognised: Recognised | None = None


class Outlets(Part):
    """How existing outlets scatter and how circles differ; ``chain_factor`` times the usual share of chains."""

    scatter_m: Positive
    richness_shape: Positive
    richness_edge: Positive
    richness_centre: Positive
    kind_shape: Positive
    area_sigma: Positive
    chain_factor: Positive = 1.0


class SourceClass(Part):
    """One class of vacant premises; floor areas are log-normal around ``median_m2``."""

    id: str
    name: str
    share: Share
    median_m2: Positive
    sigma: Positive
    rent: Positive
    allowed: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()


class Premises(Part):
    """How many vacant premises there are, how large, how dear and in what state."""

    per_circle: Positive
    scatter_m: Positive
    rent_sigma: Positive
    rent_edge_share: Share
    first_year: YearChances
    preparation_yuan_per_m2: dict[str, int]
    preparation_share: dict[str, Share]
    preparation_max_yuan: int
    no_flue_share: Share
    dining: tuple[str, ...]
    large_from_m2: int
    large_kinds: tuple[str, ...]
    classes: Annotated[tuple[SourceClass, ...], Field(min_length=1)]
    area_m2: tuple[int, int]

    @model_validator(mode="after")
    def _shares_add_up(self) -> Self:
        for label, shares in (
            ("classes", [c.share for c in self.classes]),
            ("preparation_share", list(self.preparation_share.values())),
        ):
            if not math.isclose(sum(shares), 1, abs_tol=1e-9):
                raise _contradiction(
                    f"{label} 的比例合计须为 1", f"the shares of {label} must add up to 1"
                )
        if self.preparation_share.keys() != self.preparation_yuan_per_m2.keys():
            raise _contradiction(
                "preparation_share 与 preparation_yuan_per_m2 须列出相同的状态",
                "preparation_share and preparation_yuan_per_m2 name the same states",
            )
        return self


class JudgedLine(Part):
    """Present points of one judged line, what they can become, and the price of one point.

    With ``levels`` only these points can be reached.
    """

    id: str
    maximum: Decimal
    current: Chances
    gain: Chances
    yuan_per_point: int
    levels: tuple[Decimal, ...] = ()


class Judgements(Part):
    """The judged lines of the rubric."""

    earliest_year: YearChances
    lines: tuple[JudgedLine, ...]


class SynthRecipe(Part):
    """Everything the generator needs; equal recipe and seed give equal bytes."""

    name: str
    seed: Annotated[int, Field(ge=0)]
    headers: Literal["english", "chinese"]
    formats: Path
    more_formats: Path | None = None
    leave_out: tuple[str, ...] = ()
    densities: Path
    kinds: Path
    suqian_residents: Annotated[int, Field(gt=0)]
    circles: Circles
    outlets: Outlets
    premises: Premises
    judgements: Judgements
    urban_areas: Annotated[tuple[UrbanArea, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _codes_differ(self) -> Self:
        codes = [district.code for area in self.urban_areas for district in area.districts]
        if len(set(codes)) < len(codes):
            raise _contradiction("县区代码不能重复", "every district needs a code of its own")
        return self

    @model_validator(mode="after")
    def _circles_enough(self) -> Self:
        for district in (d for area in self.urban_areas for d in area.districts):
            if max(len(district.names), district.recognised) > self.circle_count(district):
                raise _contradiction(
                    f"{district.name} 的生活圈少于所列名称或已认定的个数",
                    f"{district.name} has fewer circles than names or recognised ones",
                )
            if district.recognised and self.circles.recognised is None:
                raise _contradiction(
                    "有已认定的生活圈时，circles.recognised 须写明等级和年份",
                    "circles.recognised must give tier and year of recognised circles",
                )
        return self

    def circle_count(self, district: District) -> int:
        """Candidate circles of a district: its target times ``per_target``, rounded up."""
        return math.ceil(Fraction(self.circles.per_target) * district.target)


def read_recipe(path: Path) -> SynthRecipe:
    """Read a recipe; files it names are taken relative to it and lie in the same project.

    Raises
    ------
    InputError
        If the YAML, one of its values or a file it names is wrong.
    """
    root = yamlfile.project_root(path)
    document = yamlfile.read_as(CITY_RECIPE, path, root=root)
    recipe = yamlfile.validate(SynthRecipe, document)
    named = {
        key: yamlfile.resolve_inside(getattr(recipe, key).as_posix(), base=path.parent, root=root)
        for key in ("formats", "more_formats", "densities", "kinds")
        if getattr(recipe, key) is not None
    }
    return recipe.model_copy(update=named)
