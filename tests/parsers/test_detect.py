"""Which language a text is in: by name, by first line, by what only that language writes; and when it is none of them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscan.model.artifact import Language
from riskscan.parsers.detect import language_of

NONE_OF_THEM = {
    "prose": "Hi team,\n\nplease select the best offer from the list and send it to me.\nUpdate the file and delete from it what is old.\nimport duties apply.\nThanks\n",
    "more prose": "With regards to the plan:\ncopy that to Anna.\nCall me (any time).\nGrant access to Bob on Monday.\n",
    "markdown": "# Cleaning up\n\n1. Run the query:\n\n```sql\nDELETE FROM orders;\n```\n\n```bash\nrm -rf /srv/x\n```\n\nThen tell us.\n",
    "yaml": "version: 2\nmodels:\n  - name: orders\n    description: select all orders from shop\n    columns:\n      - name: id\n",
    "workflow": "name: ci\non: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n          export A=1\n          rm -rf dist\n",
    "compose": "services:\n  db:\n    image: postgres:16\n    command: psql -c 'select 1 from x'\n",
    "csv": "id,name,comment\n1,select,from here\n2,delete,from there\n",
    "json": json.dumps({"query": "DELETE FROM x", "lines": ["import os"]}, indent=1),
    "html": "<!doctype html>\n<html>\n<body>\n<select name=a>\n<option>from</option>\n</select>\n<script>\nimport x from 'y'\n</script>\n</body></html>\n",
    "dockerfile": "FROM python:3.12\nRUN apt-get update\nCOPY . /app\nCMD [\"python\", \"x.py\"]\n",
    "javascript": "import fs from 'fs';\nconst x = 1;\nfunction go() { return x; }\n",
    "ini": "[database]\nhost = db1\nselect = from\n",
    "log": "2024-01-01 INFO started\n2024-01-01 ERROR DELETE FROM orders failed\n",
    "empty": "",
}  # fmt: skip

READ = {
    "select": ("SELECT a\nFROM b;\n", Language.SQL),
    "delete": ("-- clean\ndelete from orders where id = 3;\n", Language.SQL),
    "with": ("WITH x AS (\n  SELECT 1\n)\nSELECT * FROM x\n", Language.SQL),
    "truncate": ("TRUNCATE TABLE orders;\n", Language.SQL),
    "python": ("import pandas as pd\n\ndf = pd.read_csv('x.csv')\n", Language.PYTHON),
    "python def": ("def go():\n    return 1\n", Language.PYTHON),
    "python with sql": ("import sqlite3\nc = sqlite3.connect('x')\nc.execute('''\nDELETE FROM x\n''')\n", Language.PYTHON),
    "shebang": ("#!/usr/bin/env bash\necho hi\n", Language.SHELL),
    "shell": ("set -e\nfor f in *.csv; do\n  rm \"$f\"\ndone\n", Language.SHELL),
    "shell with sql": ("psql -h db1 <<SQL\nDELETE FROM x;\nSQL\n", Language.SHELL),
    "one command": ("kubectl delete namespace shop\n", Language.SHELL),
    "aws": ("aws s3 rm s3://lake --recursive\n", Language.SHELL),
    "crontab": ("# m h dom mon dow command\n0 2 * * * /opt/jobs/load.sh\n*/5 * * * * rm -rf /tmp/x\n", Language.SCHEDULE),
    "terraform": ('resource "aws_s3_bucket" "lake" {\n  bucket = "x"\n}\n', Language.TERRAFORM),
    "plan": (json.dumps({"format_version": "1.2", "terraform_version": "1.9", "resource_changes": []}), Language.TERRAFORM_PLAN),
    "notebook": (json.dumps({"nbformat": 4, "cells": []}), Language.NOTEBOOK),
}  # fmt: skip


_DOCUMENTS = {
    "compose": Language.MANIFEST,
    "workflow": Language.PIPELINE,
    "dockerfile": Language.DOCKERFILE,
}  # never taken for what they quote


@pytest.mark.parametrize("name", NONE_OF_THEM)
def test_other_texts_are_none_of_our_languages(name):
    assert language_of("-", NONE_OF_THEM[name]) is _DOCUMENTS.get(name, Language.UNKNOWN)


@pytest.mark.parametrize("name", READ)
def test_content_tells(name):
    text, language = READ[name]
    assert language_of("-", text) is language


@pytest.mark.parametrize(
    ("path", "language"),
    [("x.SQL", Language.SQL), ("a\\b\\x.py", Language.PYTHON), ("x.sh", Language.SHELL), ("main.tf.json", Language.TERRAFORM), ("n.ipynb", Language.NOTEBOOK),
     ("readme.md", Language.MARKDOWN), ("x.yml", Language.UNKNOWN), ("x.csv", Language.SETTINGS), ("Dockerfile", Language.DOCKERFILE)],
)  # fmt: skip
def test_name_tells(path, language):
    assert language_of(path, "SELECT 1 FROM x;") is language


@given(st.text())
def test_any_text_has_an_answer(text):
    assert isinstance(language_of("-", text), Language)
