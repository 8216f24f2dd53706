"""The user table of a Django project, by the function that names it."""

from __future__ import annotations

from riskscan.model.artifact import Language
from riskscan.model.effect import Operation, Scope
from tests.support import effects

HEAD = "from django.contrib.auth import get_user_model\n\nUser = get_user_model()\n"


def test_users_that_are_deleted() -> None:
    (effect,) = [e for e in effects(HEAD + "User.objects.all().delete()\n", Language.PYTHON, "x.py") if e.operation is Operation.DELETE]
    assert effect.asset.name.endswith("User")
    assert effect.scope is Scope.ALL


def test_users_that_are_counted() -> None:
    assert not [e for e in effects(HEAD + "print(User.objects.count())\n", Language.PYTHON, "x.py") if e.operation is not Operation.READ]
