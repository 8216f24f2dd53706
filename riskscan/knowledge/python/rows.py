"""All rows for Python, from every file of this package. A file that is not named here is not used, and a test says so."""

from __future__ import annotations

from riskscan.knowledge.python import (
    accounts,
    advertising,
    airflow,
    aws_rows,
    cloud,
    commerce,
    databricks,
    dbapi,
    files,
    frames,
    google,
    lakes,
    messages,
    migrations,
    networks,
    operators,
    orm,
    outreach,
    pandas,
    payments,
    programs,
    science,
    services,
    special_stores,
    sqlalchemy,
    stores,
    web,
    workplace,
)
from riskscan.knowledge.python.call import Call, Gives

_FILES = (
    dbapi, sqlalchemy, orm, pandas, frames, databricks, aws_rows, google, cloud, web, messages, stores, services, workplace, files, science, programs, airflow, migrations,
    payments, operators, lakes, special_stores, outreach, accounts, advertising, commerce, networks,
)  # fmt: skip

CALLS: tuple[Call, ...] = tuple(row for file in _FILES for row in file.CALLS)
GIVES: tuple[Gives, ...] = tuple(row for file in _FILES for row in file.GIVES)
