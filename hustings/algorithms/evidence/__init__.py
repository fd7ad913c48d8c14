"""How much more probable is what two accounts show if one person runs both?

Pure computation on plain texts and arrays: own words, habit counts, likelihood ratios, their
calibration and their self-test. Nothing here decides anything about a person.
"""
