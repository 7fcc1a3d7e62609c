"""The engine's ideas by name, so that each can be switched off and its worth measured.

Every idea only helps to find or to prove; without any of them the answers are the same, later or with a
weaker proof.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from placement.errors import Text


@dataclass(frozen=True)
class Ideas:
    """Which ideas a solve uses.

    Attributes
    ----------
    greedy_start
        Start from the office's own rule instead of from nothing.
    reach_targets
        Before anything else meet what targets the start misses, circle by circle, each exactly.
    offer_start
        Offer HiGHS the best plan known at the start of each solve.
    reduced_cost_fixing
        Fix what no plan as good as the incumbent can move before the next stage.
    bring_forward
        Of equally good plans take the one whose circles are ready sooner.
    certify_as_earned
        Of equally good plans take the one certified as early and as high as earned.
    drop_idle
        Leave out what no tier, target or budget rests on.
    keep_near
        Of equally good plans take the one nearest to the plan it starts from.
    merged_years
        Solve blocks of circles with their years merged first, and spread the plan over the years.
    idle_tiers
        Close the tiers for which a lower one that asks for no more will do.
    spare_options
        Leave out options that help nothing, or for which another one at the same site will do.
    priced_options
        Relax large blocks by pricing options, and branch on the tiers of circles in a tree of its own.
    """

    greedy_start: bool = True
    reach_targets: bool = True
    offer_start: bool = True
    reduced_cost_fixing: bool = True
    bring_forward: bool = True
    certify_as_earned: bool = True
    drop_idle: bool = True
    keep_near: bool = True
    merged_years: bool = True
    idle_tiers: bool = True
    spare_options: bool = True
    priced_options: bool = True

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return the names of all ideas, in order of declaration."""
        return tuple(field.name for field in fields(cls))

    def without(self, *names: str) -> Ideas:
        """Return the same choice with some ideas switched off.

        Raises
        ------
        ValueError
            If there is no idea of that name.
        """
        unknown = [name for name in names if name not in self.names()]
        if unknown:
            message = f"no idea is called {', '.join(unknown)}; there are {', '.join(self.names())}"
            raise ValueError(message)
        return replace(self, **dict.fromkeys(names, False))


EVERY_IDEA = Ideas()

IDEA_TEXTS: dict[str, Text] = {
    "greedy_start": Text("从人工办法出发", "start from the office's own rule"),
    "reach_targets": Text(
        "缺的目标先逐圈精确求解", "missed targets first, circle by circle, each exactly"
    ),
    "offer_start": Text("把已知最好方案交给求解器", "offer the best plan known to the solver"),
    "reduced_cost_fixing": Text("按检验数固定变量", "fix variables by reduced cost"),
    "bring_forward": Text("同样好的方案，能早则早", "works as early as the money allows"),
    "certify_as_earned": Text("达到即认定", "certify as soon as earned"),
    "drop_idle": Text("去掉方案不依靠的项目", "leave out what nothing rests on"),
    "keep_near": Text("同样好时少改原方案", "as near to the earlier plan as equally good"),
    "merged_years": Text("各片区先合并年度求解", "blocks first, with their years merged"),
    "idle_tiers": Text("不用的等级先不算", "close tiers for which a lower one will do"),
    "spare_options": Text(
        "无用的、同址可替代的方案选项先去掉", "leave out options that no plan needs"
    ),
    "priced_options": Text(
        "大片区按对偶价格筛选方案选项，按等级分支", "large blocks by branch and price"
    ),
}
