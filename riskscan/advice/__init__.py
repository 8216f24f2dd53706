"""The words that the person reads, and the way out: reasons, risks, steps, alternatives, what would lower the level, the review plan.

Everything is composed from effects, impacts and answers; each claim keeps the ids that it rests on. Nothing is invented: a number, an
owner or a time that no file says is "not known". Scoring again is asked of the scan through a function, so advice knows no scoring.
"""
