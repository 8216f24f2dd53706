"""Attaching: find what is ours, then add, change or replace it."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from riskscan.tickets.values import File, Outcome, Parcel, System


class Behavior(StrEnum):
    """What to do where a report on the same request is there already."""

    UPDATE = "update"
    NEW = "new"
    HIDE_AND_NEW = "hide-and-new"


def fitting(files: tuple[File, ...], largest: int) -> tuple[tuple[File, ...], tuple[str, ...]]:
    """(the files that a system takes, the names of the others with the reason)."""
    if largest <= 0:
        return (), tuple(f"{file.name}: this system takes no files from programs" for file in files)
    left = tuple(f"{file.name}: it has {len(file.data):,} bytes, {largest:,} are allowed" for file in files if len(file.data) > largest)
    return tuple(file for file in files if len(file.data) <= largest), left


def attach(system: System, parcel: Parcel, behavior: Behavior = Behavior.UPDATE, left_out: tuple[str, ...] = ()) -> Outcome:
    """Puts a parcel into a ticket and says what happened. The same parcel twice changes nothing. Raises TicketError.

    Where comments stay for ever, the same file with the same answer, read on another day, is no news either.
    """
    found = system.mine(parcel.marker) if behavior is not Behavior.NEW else ()
    there = system.attached() if parcel.files else frozenset()
    fresh = tuple(file for file in parcel.files if file.name not in there)
    sending = replace(parcel, files=fresh)
    names = tuple(file.name for file in fresh)
    if behavior is Behavior.UPDATE and found:
        newest = found[-1]
        if newest.marker == parcel.marker and not fresh:
            return Outcome("unchanged", system.name, (), left_out)
        if system.edits:
            system.change(newest, sending)
            return Outcome("updated", system.name, names, left_out)
        if newest.marker.same_answer(parcel.marker):
            return Outcome("unchanged", system.name, (), left_out)
    if behavior is Behavior.HIDE_AND_NEW and system.hides:
        for comment in found:
            system.hide(comment)
    system.add(sending)
    action = "added" if not found else "replaced" if system.hides and behavior is Behavior.HIDE_AND_NEW else "again"
    return Outcome(action, system.name, names, left_out)
