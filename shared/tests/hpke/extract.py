#!/usr/bin/env python3
"""Writes x25519.json and xwing.json: known answers of others, as far as the protocol needs them.

    pip install cryptography==50.0.2 cryptography_vectors==50.0.2
    python3 extract.py   # Python 3.11 or later

The protocol's `aad` is empty and its receipt is exported under "ack". No vector has these two, so
they are computed here from the vector's own secrets, with another library than the one we use.
"""

import json
from pathlib import Path

import cryptography_vectors
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

PACKAGE = "PyPI cryptography_vectors 50.0.2, HPKE/"
BASE, HKDF_SHA256, CHACHA20_POLY1305 = 0, 1, 3


def export(vector, context, length):
    """RFC 9180, section 5.3."""
    suite = b"HPKE" + b"".join(vector[part].to_bytes(2) for part in ("kem_id", "kdf_id", "aead_id"))
    info = length.to_bytes(2) + b"HPKE-v1" + suite + b"sec" + context
    return HKDFExpand(SHA256(), length, info).derive(bytes.fromhex(vector["exporter_secret"]))


def facts(vector, source):
    for one in vector["exports"]:
        context = bytes.fromhex(one["exporter_context"])
        assert export(vector, context, one["L"]).hex() == one["exported_value"]
    first = vector["encryptions"][0]
    nonce, plaintext = bytes.fromhex(vector["base_nonce"]), bytes.fromhex(first["pt"])
    aead = ChaCha20Poly1305(bytes.fromhex(vector["key"]))
    assert aead.encrypt(nonce, plaintext, bytes.fromhex(first["aad"])).hex() == first["ct"]
    return {
        "source": source,
        **{name: vector[name] for name in ("info", "ikmR", "skRm", "pkRm", "ikmE", "enc")},
        **{name: first[name] for name in ("pt", "aad", "ct")},
        "exports": vector["exports"],
        "ct_without_aad": aead.encrypt(nonce, plaintext, b"").hex(),
        "receipt": export(vector, b"ack", 32).hex(),
    }


def write(name, kem, file, source):
    text = cryptography_vectors.open_vector_file(f"HPKE/{file}", "r").read()
    suite = (BASE, kem, HKDF_SHA256, CHACHA20_POLY1305)
    [vector] = [
        one
        for one in json.loads(text)
        if (one["mode"], one["kem_id"], one["kdf_id"], one["aead_id"]) == suite
    ]
    text = json.dumps(facts(vector, f"{source}; {PACKAGE}{file}"), indent=2)
    Path(__file__).with_name(f"{name}.json").write_text(text + "\n")


write("x25519", 0x0020, "test-vectors.json", "RFC 9180, appendix A.2.1")
write("xwing", 0x647A, "hpke-pq-test-vectors.json", "vectors of draft-ietf-hpke-pq")
