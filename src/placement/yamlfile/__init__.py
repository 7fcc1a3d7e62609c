"""YAML files for people: strict reading, inheritance, and errors that name file, line and key.

Reading is YAML 1.2 with less: no anchors, aliases, tags, merge keys or duplicate keys, at most 1 MB,
32 levels and 100,000 values. Decimals arrive as :class:`decimal.Decimal`, exactly as written.
"""

from placement.yamlfile.document import Document, Key, KeyPath, Where, dotted, shown_path
from placement.yamlfile.expected import named_in, read_as, sort_at
from placement.yamlfile.inherit import inherit
from placement.yamlfile.meant import scenario_meant
from placement.yamlfile.model import Number, StrictModel, fault
from placement.yamlfile.near import did_you_mean, near_match
from placement.yamlfile.parse import read_yaml
from placement.yamlfile.patch import expand_dotted, patch
from placement.yamlfile.paths import is_yaml, project_root, resolve_inside
from placement.yamlfile.readable import Readable, readable_part
from placement.yamlfile.validate import validate

__all__ = [
    "Document",
    "Key",
    "KeyPath",
    "Number",
    "Readable",
    "StrictModel",
    "Where",
    "did_you_mean",
    "dotted",
    "expand_dotted",
    "fault",
    "inherit",
    "is_yaml",
    "named_in",
    "near_match",
    "patch",
    "project_root",
    "read_as",
    "read_yaml",
    "readable_part",
    "resolve_inside",
    "scenario_meant",
    "shown_path",
    "sort_at",
    "validate",
]
