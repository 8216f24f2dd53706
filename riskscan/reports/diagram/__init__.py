"""The picture "What it touches": the graph in headed columns, worst path in front.

``picture`` chooses the boxes and their columns, ``layout`` their places, ``svg`` draws them, ``outline`` says the same as a list
(phones), as a tree (terminal) and as Mermaid text (tickets). Decisions recorded here:
* Columns have a meaning and a heading, which no layout library offers, so the layout is ours. Equal input gives equal bytes.
* A line goes from left to right, or straight down from one box to the next one below it. A loop shows without its last line.
* At most 14 boxes. Boxes of one column and kind share one ("and 6 more reports"); the file and the worst path keep their own.
"""
