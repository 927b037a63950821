"""Prints the vectors of EXCHANGE.md, made from fixed seeds by a hotline that was written from that document alone. The
ciphertexts are other ones each time: whoever runs this anew replaces the file.

    python tests/peers/exchange_vectors.py > shared/tests/vectors/exchange.json
"""

import json

from hotline import Hotline, signed, text64
import xwing

NOW = 1800000000
IDS = [f"{number:032x}" for number in range(1, 5)]

REFERRAL = {
    "name": "Hotline of Norway",
    "contact": "desk@norway.example",
    "category": "csam",
    "observed_on": "2027-01-14",
    "received": "2027-01-14T10:00:00Z",
    "assessed_on": "2027-01-15",
    "explanation": "On the second page.",
    "child_in_danger": True,
    "items": [
        {
            "location": {"type": "web", "url": "https://bad.example/a"},
            "classification": "baseline",
            "gender": "female",
            "age_group": "infant",
            "commerciality": "a word of a later version",
            "ucs_labels": ["A1"],
            "hosting": {"address": "193.0.6.139", "country": "NL", "method": "delegations", "on": "2027-01-15"},
            "held_until": "2027-02-01",
        },
        {"location": {"type": "chat", "app": "Example"}, "classification": "national"},
    ],
    "of_a_later_version": 1,
}

DIRECTORY = {
    "network": "Example Network",
    "version": 7,
    "sha256": "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",
}

OUTCOME = {
    "to": IDS[0],
    "sequence": 2,
    "items": [
        {"item": 1, "became": "removed", "classification": "baseline"},
        {"item": 2, "became": "elsewhere", "country": "DE"},
    ],
}


def hotline(name, first):
    """A hotline whose seeds are bytes of one value each, from `first` on."""
    return Hotline(name, [bytes([first + at] * 32) for at in range(4)], lambda: NOW)


def keys(of):
    names = ["root_seed", "signer_seed", "intake_seed", "exchange_seed"]
    public = {"root": text64(of.root.public_key().public_bytes_raw())}
    return {"hotline": of.name, **dict(zip(names, map(text64, of.seeds))), **public}


def main():
    norway, netherlands = hotline("norway", 1), hotline("netherlands", 11)
    public = xwing.public_bytes(netherlands.seed)

    def sealed(kind, body, number):
        return norway.seal(netherlands.name, kind, body, IDS[number], public, netherlands.key_name)

    def as_another(number, signer, inner):
        """A parcel whose contents name another id, or are signed by somebody else."""
        named = {"id": IDS[number], "from": norway.name, "to": netherlands.name, "key": netherlands.key_name}
        contents = {"kind": "referral", **named, "id": inner, "made": "2027-01-15T08:00:00Z", "body": REFERRAL}
        return norway.seal_text(signed(signer, "parcel contents", contents), named, public)

    # Both name the directory that they go by in the first parcel and in its receipt.
    norway.directory = netherlands.directory = DIRECTORY
    referral = sealed("referral", REFERRAL, 0)
    norway.directory = None
    good = [("referral", REFERRAL, referral), ("outcome", OUTCOME, sealed("outcome", OUTCOME, 1))]
    netherlands.others["norway"] = keys(norway)
    _, receipt = netherlands.take(referral)
    vectors = {
        "now": NOW,
        "sender": keys(norway),
        "recipient": keys(netherlands),
        "certificate": norway.certificate,
        "key": {"certificate": netherlands.certificate, "key": netherlands.key},
        "key_name": netherlands.key_name,
        "parcels": [{"kind": kind, "body": body, "parcel": parcel} for kind, body, parcel in good],
        "directory": DIRECTORY,
        "receipt": receipt,
        "refused": [
            {"why": "the contents name another parcel", "parcel": as_another(2, norway.desk, IDS[0])},
            {"why": "somebody else signed the contents", "parcel": as_another(3, norway.intake, IDS[3])},
        ],
    }
    print(json.dumps(vectors, indent=2, ensure_ascii=False))


main()
