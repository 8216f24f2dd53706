"""Where a report is attached: the comment and the files go to the ticket in which somebody asked.

A stage beside the others. It imports the model only and takes ready-made texts: what the comment says is made in ``reports``.

Decisions recorded here:

* **No client library; one small transport on the standard library.** Each was weighed. ``jira`` and ``atlassian-python-api`` send comments
  as strings (ADF, comment properties and ``comment/list`` need raw requests anyway) and print tokens in debug logs. ``PyGithub`` and
  ``python-gitlab`` are well kept, but their own retries, redirects and connection objects would hide the request that ``--dry-run``
  promises to show; ``rt`` pulls a second HTTP stack; ``python-redmine`` and ``pysnow`` are no longer kept. Each system needs three to
  five calls. One transport means one place where tokens are hidden, one rule for retries, one refusal of redirects and of plain HTTP.
* **Tokens come from the environment only**, go into headers only, and every text that leaves this package (errors, dry runs, server
  answers) passes ``Secrets.hide`` first.
* **Idempotent by a hidden marker** that names the request (key of its paths, hash of its file), the report and the hash of the JSON. A
  comment counts as ours only where the marker stands at its place *and* we wrote it, so nobody can make us overwrite their words.
  Attached files carry that hash in their name: the same name is never attached twice.
* **Systems that keep comments for ever** (Request Tracker, ServiceNow) get no second copy of the same file with the same answer; another
  answer is a new comment, and the outcome says that the older one stays.
* **A request that may or may not have arrived** (5xx, broken line) is looked up by its marker before it is sent again.
* **A dry run sends nothing at all**, not even the look-up; it shows every request as it would be for a ticket without a report.
"""
