"""Run red-dwarf on an export of ours (``hustings opinion export --long``).

Started with the Python of a throw-away environment:

    python opinion_red_dwarf.py VOTES.csv MODERATED,OUT

Prints {"groups": {voter: cluster}, "seconds": …}.
"""

import csv
import json
import sys
import time

from reddwarf.implementations.polis import run_pipeline
from reddwarf.models import Vote


def main(path: str, moderated: str) -> None:
    with open(path, newline="") as file:
        votes = [Vote(**row).model_dump() for row in csv.DictReader(file)]
    begun = time.perf_counter()
    result = run_pipeline(
        votes=votes,
        mod_out_statement_ids=[int(name) for name in moderated.split(",") if name],
        random_state=0,
    )
    seconds = time.perf_counter() - begun
    clusters = result.participants_df["cluster_id"].dropna()
    groups = {str(person): str(int(cluster)) for person, cluster in clusters.items()}
    print(json.dumps({"groups": groups, "seconds": seconds}))


main(*sys.argv[1:])
