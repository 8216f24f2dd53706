"""Packages that come with Oracle and only show, wait, count or tune: no row and no structure changes.

Source: Oracle Database PL/SQL Packages and Types Reference 19c.
"""

from __future__ import annotations

import re

_SILENT = re.compile(
    r"(?:sys\.)?(?:dbms_(?:lock|session)\.sleep|dbms_(?:application_info|random|output|metadata|xplan|assert|crypto|rowid|types|hprof|profiler)\.\w+"
    r"|dbms_session\.(?:set_identifier|set_context|set_nls|set_sql_trace|clear_\w+|unique_session_id|is_role_enabled|session_trace_\w+)"
    r"|dbms_lob\.(?:createtemporary|freetemporary|open|close|fileopen|fileclose|append|writeappend|write|read|trim|copy|loadfromfile)"
    r"|dbms_sql\.(?:open_cursor|close_cursor|bind_\w+|define_\w+|column_value|fetch_rows|describe_\w+|return_result)"
    r"|dbms_utility\.(?:get_\w+|format_\w+|comma_to_table|table_to_comma|name_\w+)|utl_raw\.\w+|utl_i18n\.\w+|utl_encode\.\w+)$"
)
_TUNES = re.compile(
    r"(?:sys\.)?(?:dbms_(?:workload_repository|sqltune|sqldiag|sqldiag_internal|spm|sqlpa|advisor|addm|auto_sqltune|monitor|system|trace|stats_advisor)"
    r")\.(?!drop_)\w+$"
)
_STATISTICS = re.compile(r"(?:sys\.)?dbms_stats\.\w+$")


def of_package(name: str) -> str | None:
    """What calling this routine (lower case) comes to: "" for nothing, a family of rows, or None where we do not know it."""
    if _SILENT.match(name):
        return ""
    return "tune" if _STATISTICS.match(name) or _TUNES.match(name) else None
