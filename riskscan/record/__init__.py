"""The record: every request and every decision, kept where nobody can lose it or quietly change it.

A stage beside the others: it takes values of the model and gives values of the model back. Pages about it are made in ``reports``.

Decisions recorded here:

* **One table, lines that are only ever added.** A decision is a new line that names its request. Nothing is changed in place, so "who
  decided what, when" needs no history table. Triggers in the database refuse UPDATE, DELETE and TRUNCATE, and an INSERT that does not
  continue the chain (which also stops ``INSERT OR REPLACE``, whose hidden delete fires no trigger).
* **A hash chain.** Each line holds the SHA-256 of the line before and of its own fields. A change, a gap or a swap is found by
  ``verify``. A chain alone cannot show that its *end* was cut off, or that all of it was written anew by somebody who owns the
  database; the receipts that are printed when something is kept (``12:9f86d081884c7d65``) can, and ``verify --receipt`` compares them.
* **Empty fields are left out of the hash**, so a later version may add a column and old lines still verify.
* **SQLite by default**, one file in the user's data folder, with its plain rollback journal and full syncs: what was acknowledged
  survives ``kill -9`` and power cuts, and no side files need to be copied along. One writer at a time (``BEGIN IMMEDIATE``).
* **PostgreSQL by URL** for a team; an advisory lock makes writers take turns, so they need no more than SELECT and INSERT.
* **SQLAlchemy Core** speaks to both. It is a dependency of the plain install, imported by this package only and only when the record is
  used. The PostgreSQL driver is the extra ``riskscan[postgresql]``.
* **Migrations** are a tuple of functions, applied in order under the same lock as writes. A record that a newer riskscan wrote is read
  and refused, never guessed at.
"""
