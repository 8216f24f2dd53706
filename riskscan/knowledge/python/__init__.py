"""What Python calls touch: one file a family of libraries, put together in ``rows``.

A row's example is code as people write it, its ``expect`` what that code does, its near misses what looks alike and does nothing of the
kind. The rows hold no logic; ``aws`` alone has a rule, since nobody keeps sixteen thousand operations by hand.
"""
