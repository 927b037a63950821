"""HPKE as `cryptography` does it: a request on each line of the input, an answer on each line of
the output. Bytes travel as base64; `key` is a public key to seal to, or the seed of a private one.

  { "do": "seal", suite, key, info, plaintext }        →  { enc, ciphertext }
  { "do": "open", suite, key, info, enc, ciphertext }  →  { plaintext }, or {}

It exports no secrets, so there is no receipt.
"""

import json
import sys
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

import xwing

KEMS = {"x25519": KEM.X25519, "xwing": KEM.MLKEM768_X25519}


PUBLIC = {"x25519": X25519PublicKey.from_public_bytes, "xwing": xwing.public}
PRIVATE = {"x25519": X25519PrivateKey.from_private_bytes, "xwing": xwing.private}


def seal(name, suite, key, info, plaintext):
    sealed = suite.encrypt(plaintext, PUBLIC[name](key), info)
    length = KEMS[name].enc_length()
    return {"enc": sealed[:length], "ciphertext": sealed[length:]}


def open_(name, suite, key, info, enc, ciphertext):
    try:
        return {"plaintext": suite.decrypt(enc + ciphertext, PRIVATE[name](key), info)}
    except InvalidTag:
        return {}


for line in sys.stdin:
    request = json.loads(line)
    act, name = {"seal": seal, "open": open_}[request.pop("do")], request.pop("suite")
    suite = Suite(KEMS[name], KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    answer = act(name, suite, **{name: b64decode(value) for name, value in request.items()})
    encoded = {name: b64encode(value).decode() for name, value in answer.items()}
    print(json.dumps(encoded), flush=True)
