"""Names that a notebook service sets before the first cell: what they stand for, by their type and the SQL dialect they speak.

Source: https://docs.databricks.com/en/notebooks/notebooks-code.html, https://ipython.readthedocs.io/en/stable/interactive/magics.html
"""

from __future__ import annotations

PRESET: dict[str, tuple[str, str]] = {
    "spark": ("pyspark.Session", "spark"),
    "sqlContext": ("pyspark.Session", "spark"),
    "dbutils": ("dbutils", ""),
    "get_ipython": ("IPython.get_ipython", ""),
}
"""name -> (type, dialect); a name that the file sets itself is never looked up here."""
