"""Saved queries: investigative questions as files, the same answer on either graph store."""

from __future__ import annotations

from interlink.queries.catalog import find_query, matching, query_files
from interlink.queries.header import FAMILIES
from interlink.queries.query_file import Query, parse_query
from interlink.queries.run import Answer, run_query
from interlink.queries.spec import Parameter

__all__ = [
    "FAMILIES",
    "Answer",
    "Parameter",
    "Query",
    "find_query",
    "matching",
    "parse_query",
    "query_files",
    "run_query",
]
