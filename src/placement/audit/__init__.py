"""The auditor: recomputes a plan from ids and years, in integers, and is what the reader sees.

It reads the scenario's tables, the policy's rubric arithmetic, the walking reach and the programmes'
payouts. It imports neither the instance, nor the formulation, nor the engine, so an error there cannot
hide here. :func:`audit_plan` raises on any contradiction; a plan is published only after it returned.
"""

from placement.audit.statement import Statement, audit_plan

__all__ = ["Statement", "audit_plan"]
