"""Counts content items from their file, as a hotline's own analyst would with a spreadsheet: reads the CSV of
`receiver desk figures items` from standard input, and writes the figures as one line of JSON.

It shares nothing with the receiver but the names of the columns.
"""

import csv
import json
import statistics
import sys
from collections import defaultdict

OF_ALL = {"origin": "origin", "category": "category", "state": "state", "classification": "classification"}
OF_ILLEGAL = {
    "category_of_illegal": "category",
    "age_group": "age_group",
    "gender": "gender",
    "commerciality": "commerciality",
    "site_type": "site_type",
    "country": "country",
    "region": "region",
    "provider": "providers",
    "referral": "referrals",
}
TIMES = ["first_action", "decision", "police", "host", "removal", "referral", "outcome"]

items = list(csv.DictReader(sys.stdin))
illegal = [item for item in items if item["illegal"] == "yes"]


def table(of, column):
    values = defaultdict(list)
    for item in of:
        for value in item[column].split("\n"):
            values[value or "(none)"].append(item["case"])
    return {value: [len(cases), len(set(cases))] for value, cases in values.items()}


def times(column):
    hours = [int(item[column]) for item in items if item[column]]
    median = int(statistics.median(hours)) if hours else None
    return [len(hours), median] + [sum(hour <= days * 24 for hour in hours) for days in (1, 3, 7)]


tables = {fact: table(items, column) for fact, column in OF_ALL.items()}
for item in items:
    item["received_as"] = f"{item['origin']}: {item['state']}"
tables["received"] = table([item for item in items if item["origin"]], "received_as")
tables |= {fact: table(illegal, column) for fact, column in OF_ILLEGAL.items()}
print(
    json.dumps(
        {
            "items": len(items),
            "illegal": len(illegal),
            "tables": tables,
            "times": {to: times(f"hours_to_{to}") for to in TIMES},
        }
    )
)
