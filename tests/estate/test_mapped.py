"""Tables that classes of Python stand for."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskscan import scan
from riskscan.estate.read import read
from riskscan.model.estate import EdgeKind
from riskscan.parsers import queue

ALCHEMY = """
from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, declarative_base, mapped_column
Base = declarative_base()

class Order(Base):
    __tablename__ = "orders"
    __table_args__ = ({"schema": "shop"},)
    id = Column("order_id", Integer, primary_key=True)
    note = Column(String)

class Line(Base):
    __tablename__ = "lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    amount: Mapped[int]
    def total(self): ...

class Basis(Base):
    __abstract__ = True
"""
DJANGO = """
from django.db import models

class Customer(models.Model):
    name = models.TextField()
    class Meta:
        db_table = "customers"

class Order(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)

class Dated(models.Model):
    at = models.DateTimeField()
    class Meta:
        abstract = True
"""
USES = "from django.http import JsonResponse\nfrom MODULE import NAME\ndef all(request):\n    return JsonResponse({'c': list(NAME.objects.values())})\n"


def fed(folder: Path, files: dict[str, str]) -> dict[tuple[str, str], tuple[str, ...]]:
    """(table, program) -> the columns that the program names."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    edges = read([folder], queue.read).dependencies
    return {
        (e.source.removeprefix("table:"), e.target.removeprefix("program:")): e.columns
        for e in edges
        if e.kind is EdgeKind.FEEDS and e.source.startswith("table:")
    }


def test_classes_of_sqlalchemy(tmp_path: Path) -> None:
    assert fed(tmp_path, {"app/models.py": ALCHEMY}) == {
        ("shop.orders", "app/models.py"): ("order_id", "note"),
        ("lines", "app/models.py"): ("id", "amount"),
    }


def test_classes_of_django(tmp_path: Path) -> None:
    assert fed(tmp_path, {"shop/models.py": DJANGO}) == {
        ("customers", "shop/models.py"): ("name",),
        ("shop_order", "shop/models.py"): ("customer_id",),
    }


@pytest.mark.parametrize("module", [".models", "shop.models"])
def test_who_takes_a_class_uses_its_table(module: str, tmp_path: Path) -> None:
    found = fed(tmp_path, {"shop/models.py": DJANGO, "shop/views.py": USES.replace("MODULE", module).replace("NAME", "Customer")})
    assert {table for table, program in found if program == "shop/views.py"} == {"customers"}


@pytest.mark.parametrize(
    "views",
    [
        USES.replace("MODULE", ".models").replace("NAME", "Dated"),
        USES.replace("MODULE", ".elsewhere").replace("NAME", "Customer"),
        "from django.http import JsonResponse\nfrom .models import Customer\n",
        "import django\n# from .models import Customer\nCustomer = 1\nprint(Customer)\n",
    ],
)
def test_near_misses(views: str, tmp_path: Path) -> None:
    assert not any(program == "shop/views.py" for _, program in fed(tmp_path, {"shop/models.py": DJANGO, "shop/views.py": views}))


def test_a_column_that_a_class_names_breaks_its_programs_and_another_does_not(tmp_path: Path) -> None:
    files = {
        "app/models.py": ALCHEMY,
        "app/api.py": USES.replace("MODULE", "app.models").replace("NAME", "Order"),
        "t.sql": "create table shop.orders (order_id int, note text, old text);",
    }
    fed(tmp_path / "estate", files)
    harmed = {}
    for column in ("note", "old"):
        (tmp_path / f"{column}.sql").write_text(f"alter table shop.orders drop column {column};")
        result = scan([tmp_path / f"{column}.sql"], against=[tmp_path / "estate"], policies=False)
        harmed[column] = {i.asset for i in result.impacts}
    assert harmed == {"note": {"program:app/models.py", "program:app/api.py"}, "old": set()}
