"""Findings and charts as something to look at: pictures, tables, reports, exchange formats."""
