"""Opinion groups, what they agree on, and an order of comments that all of them can live with.

Everything starts from a ``VoteMatrix`` and ends in an ``OpinionMap``:

    from hustings.algorithms.opinion.mapping import draw_map
    from hustings.algorithms.opinion.matrix import VoteMatrix

    opinion_map = draw_map(VoteMatrix.from_votes([("ann", "1", 1), ("bob", "1", -1)]))

Pure NumPy and SciPy. No result depends on the order of people, comments or votes.
"""
