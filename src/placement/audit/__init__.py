"""The auditor: recomputes a plan from ids and years, in integers, and is what the reader sees.

It imports neither the options, nor the instance, nor the formulation, nor the engine, and prices works
and programmes in arithmetic of its own. What it shares with them, and so cannot check: the readers of
policy, tables and scenario (targets, budgets and locks as they were read), the walking reach, and the
rubric's ``Match`` and point arithmetic, the numbers the targets require, and the weights with which
outlets count towards shares and densities. :func:`audit_plan` raises on any contradiction; a plan is
published only after it returned.
"""

from placement.audit.statement import Statement, audit_plan

__all__ = ["Statement", "audit_plan"]
