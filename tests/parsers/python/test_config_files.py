"""Settings in files beside the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskscan import scan
from riskscan.model.effect import Trait

PROGRAM = "import psycopg2\n{imports}\n{load}\nconn = psycopg2.connect(host={host}, dbname='shop')\nconn.autocommit = True\nconn.cursor().execute(f'TRUNCATE TABLE {{{schema}}}.orders')\n"
INI = "[db]\nHost = {host}\nschema = sales\npassword = hunter2secret\n"
WAYS = [
    ("load.ini", INI, "import configparser", "c = configparser.ConfigParser()\nc.read('load.ini')", "c['db']['host']", "c['db'].get('schema', 'x')"),
    ("load.ini", INI, "from configparser import ConfigParser", "c = ConfigParser()\nc.read(['none.ini', 'load.ini'])", "c.get('db', 'host')", "c.get('db', 'schema')"),
    (
        "c.yaml", "db:\n  host: {host}\n  schema: sales\n", "import yaml",
        "with open('c.yaml') as f:\n    c = yaml.safe_load(f)", "c['db']['host']", "c['db']['schema']",
    ),
    ("c.json", '{{"host": "{host}", "schema": "sales"}}', "import json", "c = json.load(open('c.json'))", "c['host']", "c['schema']"),
    (
        "c.toml", 'host = "{host}"\nschema = "sales"\n', "import tomllib\nfrom pathlib import Path",
        "c = tomllib.loads(Path('c.toml').read_text())", "c['host']", "c.get('schema')",
    ),
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=[w[3].replace("\n", ";") for w in WAYS])
@pytest.mark.parametrize(("host", "live"), [("orders-prod.example.com", True), ("localhost", False)])
def test_a_host_and_a_schema_of_a_file_are_known(way, host: str, live: bool, tmp_path: Path) -> None:
    name, text, imports, load, asked, schema = way
    (tmp_path / name).write_text(text.format(host=host))
    (tmp_path / "x.py").write_text(PROGRAM.format(imports=imports, load=load, host=asked, schema=schema))
    result = scan([tmp_path / "x.py"], against=[tmp_path], policies=False)
    (effect,) = [e for e in result.effects if e.verb == "truncate"]
    assert effect.asset.name == "sales.orders"
    assert effect.has(Trait.PRODUCTION) is live
    assert "hunter2secret" not in repr(result)


def test_a_file_that_is_not_there_leaves_a_gap(tmp_path: Path) -> None:
    _, _, imports, load, asked, schema = WAYS[0]
    (tmp_path / "x.py").write_text(PROGRAM.format(imports=imports, load=load, host=asked, schema=schema))
    result = scan([tmp_path / "x.py"], against=[tmp_path], policies=False)
    (effect,) = [e for e in result.effects if e.verb == "truncate"]
    assert not effect.has(Trait.PRODUCTION)


@pytest.mark.parametrize("text", ["[db\nhost = x", "{", "a: [", "[db]\nhost=x\n[db]\nhost=y\n", ""])
def test_a_broken_file_stops_nothing(text: str, tmp_path: Path) -> None:
    for name in ("load.ini", "c.yaml", "c.json", "c.toml"):
        (tmp_path / name).write_text(text)
    for _, _, imports, load, asked, schema in WAYS:
        (tmp_path / "x.py").write_text(PROGRAM.format(imports=imports, load=load, host=asked, schema=schema))
        result = scan([tmp_path / "x.py"], against=[tmp_path], policies=False)
        assert [e.verb for e in result.effects if e.verb == "truncate"]
