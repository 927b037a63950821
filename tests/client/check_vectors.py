"""Hold sealed_report.py against the test vectors: "Check yourself" in shared/PROTOCOL.md.

    python3 check_vectors.py [--vectors DIR]

What a receiver does, and a client never, stands here: opening, unpadding, checking a proof.
"""

import argparse
import base64
import contextlib
import hashlib
import json
import sys
from pathlib import Path

import sealed_report as client
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

VECTORS = Path(__file__).resolve().parents[2] / "shared" / "tests" / "vectors"


class Refused(Exception):
    """By a receiver, under one of the names in "Check yourself"."""


# A receiver's part


def unpad(block: bytes) -> bytes:
    text, _, rest = block.partition(b"\0")
    if not text or rest.strip(b"\0"):
        raise Refused("Damaged")
    return text


def xwing_keys(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    expanded = hashlib.shake_256(seed).digest(96)
    return (
        MLKEM768PrivateKey.from_seed_bytes(expanded[:64]),
        X25519PrivateKey.from_private_bytes(expanded[64:]),
    )


def public_key(suite: str, private_key: bytes) -> bytes:
    if suite == "x25519":
        return X25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()
    return b"".join(key.public_key().public_bytes_raw() for key in xwing_keys(private_key))


def decapsulate(private_key: bytes, public_key: bytes, enc: bytes) -> bytes:
    if len(public_key) == 32:
        key = X25519PrivateKey.from_private_bytes(private_key)
        dh = key.exchange(X25519PublicKey.from_public_bytes(enc))
        return client.dhkem_secret(dh, enc, public_key)
    mlkem, x25519 = xwing_keys(private_key)
    ss_x25519 = x25519.exchange(X25519PublicKey.from_public_bytes(enc[1088:]))
    return client.xwing_secret(mlkem.decapsulate(enc[:1088]), ss_x25519, enc, public_key)


def open_message(config: client.KeyConfig, private_key: bytes, message: bytes):
    """Plaintext and receipt, checked in the order of the protocol."""
    if len(message) not in (9416, 8328):
        raise Refused("Length")
    if message[:8] != b"SEALRPT\x01":
        raise Refused("Magic")
    if not any(message[20:24]) and any(message[16:88]):
        raise Refused("ProofOfWork")
    if message[8:16] != config.key_id:
        raise Refused("UnknownKey")
    enc, ciphertext = message[88:-8208], message[-8208:]
    try:
        secret = decapsulate(private_key, config.public_key, enc)
        suite = client.SUITES[len(config.public_key)].id
        context = client.key_schedule(suite, secret, client.message_info(config))
        plaintext = ChaCha20Poly1305(context.key).decrypt(context.nonce, ciphertext, b"")
    except (InvalidTag, ValueError) as error:
        raise Refused("Ciphertext") from error
    return plaintext, context.export(b"ack", 32)


def receive(config: client.KeyConfig, private_key: bytes, message: bytes) -> bytes:
    plaintext, _ = open_message(config, private_key, message)
    try:
        text = unpad(plaintext)
    except Refused as error:
        raise Refused("Padding") from error
    try:
        written = client.write_report(client.from_json(text))
    except client.ReportError as error:
        raise Refused("Report", error.rule) from error
    except ValueError as error:
        raise Refused("Report", None) from error
    if written != text:
        raise Refused("Report", None)
    return text


def check_proof(proof: bytes, seed: bytes, digest: bytes) -> None:
    effort = int.from_bytes(proof[4:8], "big")
    if not 0 < effort <= client.MOST_EFFORT:
        raise Refused("NotSolved")
    for puzzle in range(client.PUZZLES):
        hashed = hashlib.sha256(
            b"sealed-report v1 puzzle"
            + seed
            + digest
            + proof[4:8]
            + bytes([puzzle])
            + proof[8 + 4 * puzzle : 12 + 4 * puzzle]
        ).digest()
        if int.from_bytes(hashed[:8], "big") > (2**64 - 1) // effort:
            raise Refused("NotSolved")


# Sealing with known randomness


def encapsulate_with(randomness: bytes, public_key: bytes, enc: bytes) -> tuple[bytes, bytes]:
    """enc and shared secret, all of it from the randomness but for X-Wing's ciphertext of ML-KEM.

    The library cannot make that one from a given m. It is taken from the vector, and proven by its
    secret: SHA3-512(m, SHA3-256(key)) begins with it (FIPS 203, algorithm 17), and opening gives
    this very secret only if the ciphertext is the one that m makes (algorithm 18).
    """
    if len(public_key) == 32:
        # RFC 9180, section 7.1.3
        prk = client.labeled_extract(b"KEM\x00\x20", b"", b"dkp_prk", randomness)
        scalar = client.labeled_expand(b"KEM\x00\x20", prk, b"sk", b"", 32)
        ephemeral = X25519PrivateKey.from_private_bytes(scalar)
        enc = ephemeral.public_key().public_bytes_raw()
        dh = ephemeral.exchange(X25519PublicKey.from_public_bytes(public_key))
        return enc, client.dhkem_secret(dh, enc, public_key)
    m, scalar = randomness[:32], randomness[32:]
    hashed_key = hashlib.sha3_256(public_key[:1184]).digest()
    ss_mlkem = hashlib.sha3_512(m + hashed_key).digest()[:32]
    ephemeral = X25519PrivateKey.from_private_bytes(scalar)
    ss_x25519 = ephemeral.exchange(X25519PublicKey.from_public_bytes(public_key[1184:]))
    enc = enc[:1088] + ephemeral.public_key().public_bytes_raw()
    return enc, client.xwing_secret(ss_mlkem, ss_x25519, enc, public_key)


# The files


def same(got: object, expected: object) -> None:
    if got != expected:
        raise AssertionError(f"got {got!r:.200}, expected {expected!r:.200}")


@contextlib.contextmanager
def refusal(entry: dict):
    try:
        yield
    except (Refused, client.KeyDocumentError) as error:
        rule = [entry["rule"]] if "rule" in entry else []
        same([arg for arg in error.args if arg], [entry["error"], *rule])
    else:
        raise AssertionError("was accepted")


def verify(entry: dict) -> client.KeyConfig:
    trust = entry["trust"]
    return client.verify_key_document(
        entry["document"].encode(),
        trust["hotline"],
        client.from_base64(trust["root"], 32),
        entry["now"],
        trust["least_sequence"],
    )


def is_written(report: bytes) -> None:
    """Members and sets turned round come out in the one form."""
    turned = json.loads(report, object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    for menu in ("content_types", "payment_methods"):
        if menu in turned:
            turned[menu] = turned[menu][::-1] + turned[menu]
    same(client.write_report(turned), report)


def key_document(entry: dict, files: dict) -> None:
    for part, seed, label in (
        ("certificate", "root_seed", b"sealed-report v1 certificate\n"),
        ("config", "signer_seed", b"sealed-report v1 key config\n"),
    ):
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(entry[seed]))
        signature = key.sign(label + entry[part]["text"].encode())
        same(base64.b64encode(signature).decode(), entry[part]["signature"])
    config = verify(entry)
    same(config.key_id.hex(), entry["key_id"])
    same(config.public_key, public_key(entry["suite"], bytes.fromhex(entry["private_key"])))


def message(entry: dict, files: dict) -> None:
    config = client.parse_config(entry["config"])
    private_key = bytes.fromhex(entry["private_key"])
    randomness = bytes.fromhex(entry["randomness"])
    posted = client.from_base64(entry["message"])
    report = entry["report"].encode()
    same(config.key_id.hex(), entry["key_id"])
    info = client.message_info(config)
    same(info.hex(), entry["info"])
    # Open
    plaintext, receipt = open_message(config, private_key, posted)
    same(unpad(plaintext), report)
    same(client.is_receipt(json.dumps({"receipt": entry["receipt"]}).encode(), receipt), True)
    same(client.message_digest(posted).hex(), entry["digest"])
    is_written(report)
    # Seal, with the same randomness and with another
    enc, secret = encapsulate_with(randomness, config.public_key, posted[88:-8208])
    same(secret, decapsulate(private_key, config.public_key, enc))
    again = client.seal_with(config, enc, secret, info, client.pad(report))
    same(again, client.Sealed(posted, receipt))
    other = client.seal(config, client.pad(report))
    same(open_message(config, private_key, other.message), (plaintext, other.receipt))
    same(other.receipt != receipt, True)


def proof_of_work(entry: dict, files: dict) -> None:
    posted = client.from_base64(files["messages"][entry["message"]]["message"])
    digest = client.message_digest(posted)
    same(digest.hex(), entry["digest"])
    challenge = client.parse_challenge(json.dumps(entry["challenge"]).encode())
    proof = client.solve(challenge, 0, digest)
    same([int.from_bytes(proof[at : at + 4], "big") for at in range(8, 72, 4)], entry["nonces"])
    same(proof.hex(), entry["proof"])
    check_proof(proof, challenge.seed, digest)
    proven = client.with_proof(posted, proof)
    same(client.message_digest(proven), digest)
    same(len(proven), len(posted))


def effort(entry: dict, files: dict) -> None:
    asked, floor = entry["challenge_effort"], entry["pow_floor"]
    same(client.effort_to_spend(asked, floor), entry["effort"])


def report(entry: dict, files: dict) -> None:
    is_written(entry["report"].encode())
    same(client.write_report(client.from_json(entry["report"].encode())), entry["report"].encode())


def padding(entry: dict, files: dict) -> None:
    block = client.pad(entry["text"].encode(), entry["block_bytes"])
    same(block.hex(), entry["block"])
    same(unpad(block), entry["text"].encode())


def malformed_key_document(entry: dict, files: dict) -> None:
    with refusal(entry):
        verify(entry)


def unusable_key(entry: dict, files: dict) -> None:
    with refusal(entry):
        try:
            client.check_public_key(client.from_base64(entry["public_key"], 32))
        except ValueError as error:
            raise Refused("Seal") from error


class Scripted(client.Client):
    """The client's own steps, with answers to its posts that are given."""

    def __init__(self, key: dict, challenge: dict, answers: list):
        trust = key["trust"]
        root = client.from_base64(trust["root"], 32)
        super().__init__("", trust["hotline"], root, now=lambda: key["now"])
        self.key = key
        self.answers = list(answers)
        self.questions = {
            "/v1/key-config": key["document"].encode(),
            "/v1/proof-of-work": json.dumps(challenge).encode(),
        }
        self.asked = []

    def ask(self, path: str, message: bytes | None = None) -> client.Answer:
        self.asked.append(path)
        if message is None:
            return client.Answer(200, None, self.questions[path])
        status = self.answers.pop(0)
        config = client.parse_config(self.key["config"]["text"])
        private_key = bytes.fromhex(self.key["private_key"])
        _, receipt = open_message(config, private_key, message)
        encoded = base64.urlsafe_b64encode(receipt).rstrip(b"=").decode()
        return client.Answer(status, None, json.dumps({"receipt": encoded}).encode())


def one_try(entry: dict, files: dict) -> None:
    scripted = Scripted(files["key"], files["challenge"], entry["answers"])
    outcome, _ = scripted.attempt(client.pad(b"{}"))
    # A key that is unknown twice is refused for good.
    outcome = {None: "wait", "unknown-key": "refused"}.get(outcome, outcome)
    same(outcome, entry["outcome"])
    same(scripted.answers, [])
    same(scripted.asked.count("/v1/key-config"), entry["key_documents"])


def wait(entry: dict, files: dict) -> None:
    answer = client.Answer(503, entry["retry_after"], b"")
    same(client.seconds_to_wait(entry["failures"], answer), entry["seconds"])


def malformed_message(entry: dict, files: dict) -> None:
    whole = files["messages"][entry["message"]]
    posted = client.from_base64(whole["message"])
    at, end = entry["at"], entry["at"] + entry["remove"]
    posted = posted[:at] + bytes.fromhex(entry["insert"]) + posted[end:]
    with refusal(entry):
        config = client.parse_config(whole["config"])
        open_message(config, bytes.fromhex(whole["private_key"]), posted)


def malformed_plaintext(entry: dict, files: dict) -> None:
    whole = files["messages"][entry["message"]]
    config = client.parse_config(whole["config"])
    enc, secret = client.SUITES[len(config.public_key)].encapsulate(config.public_key)
    plaintext = entry["plaintext"].encode().ljust(client.PLAINTEXT_BYTES, b"\0")
    sealed = client.seal_with(config, enc, secret, bytes.fromhex(entry["info"]), plaintext)
    with refusal(entry):
        receive(config, bytes.fromhex(whole["private_key"]), sealed.message)


def malformed_padding(entry: dict, files: dict) -> None:
    with refusal(entry):
        unpad(bytes.fromhex(entry["block"]))


def malformed_proof(entry: dict, files: dict) -> None:
    posted = client.from_base64(files["messages"][entry["message"]]["message"])
    with refusal(entry):
        seed = client.from_base64(entry["seed"], 32)
        check_proof(bytes.fromhex(entry["proof"]), seed, client.message_digest(posted))


def malformed_challenge(entry: dict, files: dict) -> None:
    with refusal(entry):
        try:
            client.parse_challenge(entry["body"].encode())
        except ValueError as error:
            raise Refused("Form") from error


def malformed_receipt(entry: dict, files: dict) -> None:
    with refusal(entry):
        # Without a look at which one is expected: this one is not even a receipt.
        try:
            (given,) = client.members(client.from_json(entry["body"].encode()), "receipt")
            client.from_base64url(given, 32)
        except ValueError as error:
            raise Refused("Form") from error


def main() -> int:
    parser = argparse.ArgumentParser(description="Check sealed_report.py with the test vectors.")
    parser.add_argument("--vectors", type=Path, default=VECTORS, metavar="DIR")
    directory = parser.parse_args().vectors

    def load(file: str):
        return json.loads((directory / file).read_text(encoding="utf-8"))

    messages, malformed = load("messages.json"), load("malformed.json")
    keys, proofs = load("key-documents.json"), load("proof-of-work.json")
    files = {
        "messages": {entry["name"]: entry for entry in messages},
        "key": next(key for key in keys if key["name"] == "a key for X25519"),
        "challenge": proofs[0]["challenge"],
    }
    lists = [
        ("key-documents.json", keys, key_document),
        ("messages.json", messages, message),
        ("proof-of-work.json", proofs, proof_of_work),
        ("efforts.json", load("efforts.json"), effort),
        ("reports.json", load("reports.json"), report),
        ("padding.json", load("padding.json"), padding),
        ("malformed.json, key_documents", malformed["key_documents"], malformed_key_document),
        ("tries.json", load("tries.json"), one_try),
        ("waits.json", load("waits.json"), wait),
        ("malformed.json, public_keys", malformed["public_keys"], unusable_key),
        ("malformed.json, messages", malformed["messages"], malformed_message),
        ("malformed.json, plaintexts", malformed["plaintexts"], malformed_plaintext),
        ("malformed.json, padding", malformed["padding"], malformed_padding),
        ("malformed.json, proofs", malformed["proofs"], malformed_proof),
        ("malformed.json, challenges", malformed["challenges"], malformed_challenge),
        ("malformed.json, receipts", malformed["receipts"], malformed_receipt),
    ]
    failures = 0
    for title, entries, check in lists:
        right = 0
        for entry in entries:
            try:
                check(entry, files)
                right += 1
            except Exception as error:
                print(f"  {title}: {entry['name']}: {type(error).__name__}: {error}")
        failures += len(entries) - right
        print(f"{right:3} of {len(entries):3}  {title}")
        failures += not entries
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
