"""The level and the score.

Four questions for each effect, each answered by a maximum or a threshold count over what that effect reaches; a table maps the
answers to a level; the level of the file is the highest of its effects. The table is data (``decision_table.csv``), a team may
edit it, and loading rejects one that is not monotone. The score is 20 x level + 0..19, so number and word cannot disagree.
Certainty never enters the level or score: it only sets the range from proven to at worst.

Hiding never helps, in three steps. A name that says no more than which thing it is (a table, a bucket, a command) may be replaced by a
variable and the level stays. Where a value decides whether the old state can be brought back, or how wide a right is, and only the run
knows it, the answer is "not known" and never the milder one. Where the value is evidence by itself (a live host, the root of a machine,
everyone on the internet, every right, the number 0), it cannot be assumed for every variable, or each script with parameters and each
Terraform module would alarm; there the range reaches at least as far up as that value would have taken the score, and where that is a
higher level the verdict says so and asks for the value (``Verdict.at_worst``). So a hidden value never lowers the level in silence, and
nothing lowers the upper end of the range. What a name, a switch, or the name of a program or of a part of a library is, counts as code
and not as a value; so does a file for the result that the person chooses, and a password that is kept out of the file.

Decided here: one filtered change of rows that nothing relies on (3,1,0,2) is medium and not high, because a hold on
every retention clean-up would be a false alarm; and where the place itself is scratch or development and nothing relies on it
(C = R = 0) the level is never above low.
"""
