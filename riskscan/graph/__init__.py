"""The estate and the effects as one graph: what is reached, by which path, and what clashes.

Every edge points the way harm flows. Plain dictionaries carry the traversal (3 to 30 times faster than networkx at 20,000 nodes and
no import cost); networkx is asked only where its algorithms are needed (loops). Nothing is cut off before the judgement.
"""
