"""The words of the house as values: artifact, effect, asset, estate, impact, verdict, advice, assessment, diagnostic.

Values only, standard library only (the codec alone uses msgspec). Nothing here reads a file or decides anything.
Decisions recorded here:
* A parser also returns what an artifact *defines* (``Findings.declared``), so an estate reader asks the same queue and there is no
  second SQL, Python or HCL reader.
* The words of the page are part of the assessment (``Page``): reports then import the model only.
* Parts known only at run time stand in an embedded text as ``_hole_N_``, a valid identifier everywhere, so offsets stay true.
"""
