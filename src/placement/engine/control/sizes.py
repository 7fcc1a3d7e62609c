"""From what size on an instance, a part or a block is solved otherwise: side by side, as they hang together.

All are counted in *uses* (:func:`~placement.formulation.uses.count_uses`), to which models grow in proportion. Those
of the shipped scenarios and of the benchmarks, measured:

==========================  =======  =======  ============
instance                    circles     uses  years merged
==========================  =======  =======  ============
Qingdao                         231    2,578         2,578
quick                            14    5,867         4,244
d10-hard                         10    6,120         4,172
Minhou                           15   10,448         2,612
d20-hard                         20   11,649         8,344
Liangzhou                         8   28,500        14,250
national (mofcom)                23   48,136        16,215
Jining                          302  163,240       118,824
==========================  =======  =======  ============

Counting takes 20 ms for Jining and 80 ms for the national tables, so whoever needs the number counts anew.
"""

from __future__ import annotations

from placement.formulation.uses import count_uses
from placement.instance import Instance

LARGEST_WHOLE = 60_000
"""An instance ends as one model up to here: every shipped scenario but the city, which no such model was seen to solve."""
SMALLEST_MERGED = 1_500
"""An instance of several years has its years merged first from here: proved Qingdao, which one model did not."""
LARGEST_UNPRICED = 3_000
"""Merged years are one model up to here; blocks of ten circles on closed sooner by branch and price."""
LARGEST_GRADED = 20_000
"""The same where more grades than tiers are open: proved Liangzhou, and brought the national tables much nearer."""
WORTH_A_PROCESS = 3_000
"""Blocks go to processes of their own from here; one takes a second to start, about as long as so small a block."""
FEW_USES = 4_000
"""A target ties circles into one block up to here, however much of the city they are: Qingdao is proven as one."""
TOO_LARGE_TO_REPEAT = 8_000
"""A block that has only become tighter is mended instead of solved anew from here: a proof of twenty circles takes
10 to 60 CPU seconds, and the answer to a small change is wanted at once."""
LARGEST_AT_ONCE = 10_000
"""All circles of an earlier plan are free up to here when it is repaired; a repair has some seconds."""
LARGEST_CONFIRMED = 8_000
"""A second proof of an optimum is tried up to here, as long as half of the solve took: quick has it where that is enough."""


def is_soon_repeated(instance: Instance) -> bool:
    """Tell whether an instance is small enough to be solved anew as soon as a plan of it could be mended."""
    return count_uses(instance) <= TOO_LARGE_TO_REPEAT


def is_one_model(instance: Instance) -> bool:
    """Tell whether an instance is small enough to be solved as one model."""
    return count_uses(instance) <= LARGEST_WHOLE
