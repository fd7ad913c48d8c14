"""Counts written out as a table."""

import numpy as np
from scipy import sparse

from hustings.algorithms.evidence.counts import compact


def counts_of(table):
    """Return counts from rows of whole numbers."""
    matrix = sparse.csr_matrix(np.asarray(table))
    return compact(
        matrix.data, columns=matrix.indices, starts=matrix.indptr, features=matrix.shape[1]
    )
