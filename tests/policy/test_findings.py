"""What the findings of a policy file say does not depend on the run."""

from pathlib import Path

from placement.errors import Text
from placement.policy.findings import Findings
from placement.yamlfile import Document, Where


def test_known_names_are_listed_in_a_fixed_order(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    findings = Findings(Document(path, tmp_path, {"a": 1}, {(): Where(path.name, 1)}, (path,)))
    known = frozenset(f"line_{letter}" for letter in "qwertyuiop")
    problem = findings.unknown("PL834", ("a",), Text("渠道", "line"), "zzz", known)
    assert problem.mend.en == f"known: {', '.join(sorted(known))}"
    problem = findings.unknown("PL834", ("a",), Text("渠道", "line"), "zzz", ["b", "a"])
    assert problem.mend.en == "known: b, a"
