"""The versions of what a home holds beside its databases.

A number rises when homes of the number before cannot be read as they are: a column or schema renamed, removed
or meaning something else. What is only added changes none: columns that a table lacks read as empty.
"""

from __future__ import annotations

__all__ = ["VERSIONS"]

VERSIONS = {"lake": 1, "ontology": 1}
