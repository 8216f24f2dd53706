"""Databricks notebooks: ``dbutils`` on files, other notebooks and passwords. ``spark`` is in ``frames``.

Source: https://docs.databricks.com/en/dev-tools/databricks-utils.html
"""

from __future__ import annotations

from riskscan.knowledge.python.brief import Brief, rows
from riskscan.knowledge.python.call import Call, Gives
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo

_DOCS = "https://docs.databricks.com/en/dev-tools/databricks-utils.html"
_ALL, _ONE, _WORK, _NO = Scope.ALL, Scope.ONE, Undo.WITH_WORK, Undo.NO

# fmt: off
CALLS: tuple[Call, ...] = rows("dbutils", "", 'print(dbutils.fs.ls("/mnt/lake/raw"))', _DOCS, (
    Brief("dbutils.fs.rm", Operation.DELETE, "remove_tree", AssetKind.FILE, _ALL, _NO, (0, "dir"), 'dbutils.fs.rm("/mnt/lake/raw", True)', "/mnt/lake/raw", (Trait.RECURSIVE,), when=(("1|recurse", ("True",)),), suffix="all"),
    Brief("dbutils.fs.rm", Operation.DELETE, "remove", AssetKind.FILE, _ONE, _NO, (0, "dir"), 'dbutils.fs.rm("/mnt/lake/raw/day.csv")', "/mnt/lake/raw/day.csv"),
    Brief("dbutils.fs.mv", Operation.WRITE, "move", AssetKind.FILE, _ALL, _WORK, (0, "from_"), 'dbutils.fs.mv("/mnt/lake/raw/day.csv", "/mnt/lake/old/day.csv")', "/mnt/lake/raw/day.csv"),
    Brief("dbutils.fs.cp", Operation.WRITE, "save", AssetKind.FILE, _ALL, _WORK, (1, "to"), 'dbutils.fs.cp("/mnt/lake/raw", "/mnt/lake/copy", True)', "/mnt/lake/copy"),
    Brief("dbutils.fs.put", Operation.WRITE, "save", AssetKind.FILE, _ALL, _WORK, (0, "file"), 'dbutils.fs.put("/mnt/lake/settings.json", text, True)', "/mnt/lake/settings.json", payload=(1,)),
    Brief("dbutils.notebook.run", Operation.EXECUTE, "run", AssetKind.PROGRAM, Scope.UNKNOWN, Undo.UNKNOWN, (0, "path"), 'dbutils.notebook.run("./load_orders", 600)', "./load_orders", plain="It runs the notebook {name}, which we did not see."),
))
# fmt: on

GIVES: tuple[Gives, ...] = ()
