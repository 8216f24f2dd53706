"""Indexes and operators on values; anything unknown stays unknown."""

from __future__ import annotations

from riskscan.parsers.terraform.functions import is_known, text_of
from riskscan.parsers.terraform.syntax import Missing, Unknown, Value


def show_key(key: Value) -> str:
    """``["k"]`` or ``[0]`` as in an address; nothing where there is no key."""
    if key is None or not is_known(key):
        return ""
    return f'["{key}"]' if isinstance(key, str) else f"[{text_of(key)}]"


def step(value: Value, key: Value) -> Value:
    """What stands in a list or map under a key."""
    if isinstance(value, dict) and is_known(key):
        return value[text_of(key)] if text_of(key) in value else Missing(text_of(key))
    if isinstance(value, list) and (isinstance(key, int) or (isinstance(key, str) and key.isdecimal() and len(key) < 7)):
        return value[int(key)] if -len(value) <= int(key) < len(value) else Missing("item")
    if isinstance(value, Unknown):
        return Unknown(f"{value.name}.{text_of(key)}" if is_known(key) else value.name)
    return Unknown("value")


def binary(sign: str, left: Value, right: Value) -> Value:
    """The result of an operator with two sides."""
    if sign == "&&" and (left is False or right is False):
        return False
    if sign == "||" and (left is True or right is True):
        return True
    if not (is_known(left) and is_known(right)):
        return Unknown("value")
    if sign in ("==", "!="):
        return (left == right) is (sign == "==")
    if sign in ("&&", "||"):
        return bool(left and right) if sign == "&&" else bool(left or right)
    if not isinstance(left, (int, float)) or not isinstance(right, (int, float)):
        return Unknown("value")
    return _number(sign, left, right)


def _number(sign: str, left: float, right: float) -> Value:
    if sign in ("/", "%"):
        if not right:
            return Unknown("value")
        result = left / right if sign == "/" else left % right
        return int(result) if result == int(result) else result
    compared = {">": left > right, "<": left < right, ">=": left >= right, "<=": left <= right}
    if sign in compared:
        return compared[sign]
    return {"+": left + right, "-": left - right, "*": left * right}.get(sign, Unknown("value"))
