"""A million ranked ballots from the file to the JSON, and a Scottish ward of 2017 counted."""

from __future__ import annotations

from evaluate import show
from evaluate_ballots import DATASET, million_goals, ward_speed
from goals import SHARED_DATA
from scottish_wards import wards

if __name__ == "__main__":
    for goal in million_goals():
        show(goal)
    if (SHARED_DATA / DATASET).exists():
        show(ward_speed(list(wards(SHARED_DATA / DATASET))))
