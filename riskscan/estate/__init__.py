"""What exists, read from files: tables, jobs, reports, resources, teams, and how they depend on each other.

Decisions recorded here:
* A reader owns no second parser: SQL, Python, shell and Terraform go through ``Ask``, the queue, which the caller hands in.
* Every reader sees one file at a time and yields a small ``Estate``; names that need other files (a dbt ``ref``, an alias) stay names
  until ``merge`` joins them, so the order of files never matters and each piece can be kept on disk by its content.
* A mention (``Method.MATCHED``) is weaker than a definition: it never gives an owner, and it joins a definition only where one fits.
"""
