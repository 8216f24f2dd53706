"""The level and the score.

Four questions for each effect, each answered by a maximum or a threshold count over what that effect reaches; a table maps the
answers to a level; the level of the file is the highest of its effects. The table is data (``decision_table.csv``), a team may
edit it, and loading rejects one that is not monotone. The score is 20 x level + 0..19, so number and word cannot disagree.
Certainty never enters the level or score: it only sets the range from proven to at worst.

Hiding never helps, in two steps. A name that says no more than which thing it is (a table, a bucket, a command) may be replaced by a
variable and the level stays. A name that is evidence by itself (a live host, the root of a machine) cannot be assumed for every
variable, or each script with parameters would alarm; there the range reaches as far up as that name would have taken the score.

Decided here: one filtered change of rows that nothing relies on (3,1,0,2) is medium and not high, because a hold on
every retention clean-up would be a false alarm; and where the place itself is scratch or development and nothing relies on it
(C = R = 0) the level is never above low.
"""
