"""Send a sealed report: a client of shared/PROTOCOL.md, version 1, for Python 3.11 or later.

The headings in quotes are the sections of PROTOCOL.md that a part follows. As a program:

    python3 sealed_report.py --intake URL --hotline ID --root BASE64 --report FILE

It prints one line of JSON, {"outcome": "received", "tries": 1}, and exits with 0 if, and only if,
the receipt was right. "-" as FILE reads the report from standard input, so that it lies nowhere.
"""

import argparse
import base64
import calendar
import hashlib
import hmac
import http.client
import json
import queue
import random
import re
import secrets
import sys
import threading
import time
import unicodedata
import urllib.parse
import urllib.request
from collections.abc import Callable
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

# "Limits"
PLAINTEXT_BYTES = 8192
KEY_DOCUMENT_BYTES = 4096
KEY_LIFE = 255_600
CLOCK_ERROR = 86_400
MOST_EFFORT = 524_288
PUZZLES = 16
MOST_LOCATIONS = 20
REQUEST_SECONDS = 30


# "Words and notation"


def string(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("a text was expected")
    return value


def from_base64(text: object, length: int | None = None) -> bytes:
    """Strict base64: padded, no white space, unused bits zero."""
    data = base64.b64decode(string(text).encode("ascii"), validate=True)
    if base64.b64encode(data).decode() != text or length not in (None, len(data)):
        raise ValueError("not the base64 that was expected")
    return data


def from_base64url(text: object, length: int) -> bytes:
    """Strict base64url: not padded."""
    data = base64.urlsafe_b64decode(string(text).encode("ascii") + b"=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(data).rstrip(b"=").decode() != text or len(data) != length:
        raise ValueError("not the base64url that was expected")
    return data


def from_json(data: bytes) -> object:
    """RFC 8259 in UTF-8, no name twice, and digits alone where a number stands."""

    def unique(pairs):
        if len(dict(pairs)) != len(pairs):
            raise ValueError("a name stands twice")
        return dict(pairs)

    def refuse(literal):
        raise ValueError(f"no whole number: {literal}")

    def digits(literal):
        return refuse(literal) if literal.startswith("-") else int(literal)

    try:
        return json.loads(
            data.decode("utf-8"),
            object_pairs_hook=unique,
            parse_int=digits,
            parse_float=refuse,
            parse_constant=refuse,
        )
    except RecursionError as error:
        raise ValueError("too deep") from error


def members(value: object, *names: str) -> list:
    """The values of an object that has these members and no other."""
    if not isinstance(value, dict) or value.keys() != set(names):
        raise ValueError("an object with other members was expected")
    return [value[name] for name in names]


def whole_number(value: object, bits: int) -> int:
    if type(value) is not int or not 0 <= value < 1 << bits:
        raise ValueError("a number was expected")
    return value


# "Key document"


class KeyDocumentError(Exception):
    """Form, Signature, Hotline, Time or Sequence, as in "Verify it"."""


class KeyConfig(NamedTuple):
    key_id: bytes
    hotline: str
    sequence: int
    not_before: int
    not_after: int
    pow_floor: int
    public_key: bytes


CURVE_PRIME = 2**255 - 19
SMALL_ORDER_8 = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
SMALL_ORDERS = {0, 1, CURVE_PRIME - 1, SMALL_ORDER_8, CURVE_PRIME - SMALL_ORDER_8}


def is_signature(key: bytes, signature: bytes, message: bytes) -> bool:
    """Ed25519, strict: the library checks S and the equation without cofactor, not the points."""
    for point in (key, signature[:32]):
        y = int.from_bytes(point, "little") & (2**255 - 1)
        if y >= CURVE_PRIME or y in SMALL_ORDERS:
            return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def hotline_id(value: object) -> str:
    if not (slug.fits(string(value)) and len(value) <= slug.most):
        raise ValueError("not the id of a hotline")
    return value


def parse_config(text: str) -> KeyConfig:
    hotline, sequence, not_before, not_after, pow_floor, public_key = members(
        from_json(text.encode("utf-8")),
        "hotline",
        "sequence",
        "not_before",
        "not_after",
        "pow_floor",
        "public_key",
    )
    return KeyConfig(
        key_id=hashlib.sha256(text.encode("utf-8")).digest()[:8],
        hotline=hotline_id(hotline),
        sequence=whole_number(sequence, 64),
        not_before=whole_number(not_before, 64),
        not_after=whole_number(not_after, 64),
        pow_floor=whole_number(pow_floor, 32),
        public_key=from_base64(public_key),
    )


def verify_key_document(
    document: bytes, hotline: str, root: bytes, now: int, least_sequence: int = 0
) -> KeyConfig:
    """The key to seal to, or a KeyDocumentError; the numbers are the steps of "Verify it"."""
    try:
        # 1
        if len(document) > KEY_DOCUMENT_BYTES:
            raise ValueError("too long")
        certificate, config = members(from_json(document), "certificate", "config")
        certificate_text, certificate_signature = members(certificate, "text", "signature")
        config_text, config_signature = members(config, "text", "signature")
        certificate_bytes = string(certificate_text).encode("utf-8")
        config_bytes = string(config_text).encode("utf-8")
        certificate_signature = from_base64(certificate_signature, 64)
        config_signature = from_base64(config_signature, 64)
        # 2
        label = b"sealed-report v1 certificate\n"
        if not is_signature(root, certificate_signature, label + certificate_bytes):
            raise KeyDocumentError("Signature")
        # 3
        certified, signer, valid_from, valid_until = members(
            from_json(certificate_bytes), "hotline", "signer", "not_before", "not_after"
        )
        certified = hotline_id(certified)
        signer = from_base64(signer, 32)
        valid_from = whole_number(valid_from, 64)
        valid_until = whole_number(valid_until, 64)
        # 4
        label = b"sealed-report v1 key config\n"
        if not is_signature(signer, config_signature, label + config_bytes):
            raise KeyDocumentError("Signature")
        # 5
        key = parse_config(config_text)
        check_public_key(key.public_key)
        # 6
        if not certified == key.hotline == hotline:
            raise KeyDocumentError("Hotline")
        # 7
        if not key.not_before <= key.not_after <= key.not_before + KEY_LIFE:
            raise ValueError("a life that is too long")
        if key.pow_floor > MOST_EFFORT:
            raise ValueError("too much work")
    except ValueError as error:
        raise KeyDocumentError("Form") from error
    # 8
    for begin, end in ((valid_from, valid_until), (key.not_before, key.not_after)):
        if not (now + CLOCK_ERROR >= begin and now < end + CLOCK_ERROR):
            raise KeyDocumentError("Time")
    # 9
    if key.sequence < least_sequence:
        raise KeyDocumentError("Sequence")
    return key


# "Report": "Kinds of text"


class ReportError(ValueError):
    """A report that no receiver would take. `rule` names a rule of several members."""

    def __init__(self, reason: str, rule: str | None = None):
        super().__init__(reason)
        self.rule = rule


# Unicode's White_Space, which is not what str.strip() takes by itself.
WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B)))
WHITE_SPACE += "\u2028\u2029\u202f\u205f\u3000"


def in_one_word(text: str) -> bool:
    return not any(char in WHITE_SPACE or unicodedata.category(char) == "Cc" for char in text)


def host(address: str) -> str | None:
    """The host of a web address, or None if it is no web address."""
    match = re.fullmatch(r"https?://([^/?#\\]*)(?:[/?#\\].*)?", address, re.I | re.A | re.S)
    if match is None or not in_one_word(address):
        return None
    name = match[1].rpartition("@")[2]
    if not name.startswith("["):
        name = name.partition(":")[0]
    return name if name.strip(".") else None


def is_onion(address: str) -> bool:
    pattern = r"(?:.*\.)?(?:[a-z2-7]{56}|[a-z2-7]{16})\.onion\.*"
    return re.fullmatch(pattern, host(address) or "", re.I | re.A) is not None


def is_date(text: str) -> bool:
    day, clock = "[0-9]{4}-[0-9]{2}-[0-9]{2}", "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
    if not re.fullmatch(rf"{day}(?:T{clock}(?:Z|[+-]{clock})?)?", text):
        return False
    year, month, day = (int(part) for part in text[:10].split("-"))
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


class Kind(NamedTuple):
    most: int
    fits: Callable[[str], bool]

    def __call__(self, value: object) -> str:
        """The text without white space at its ends; a ReportError if it is not of this kind."""
        if not isinstance(value, str):
            raise ReportError("a text was expected")
        text = value.strip(WHITE_SPACE)
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise ReportError("half a surrogate pair")
        if not 1 <= len(text) <= self.most or not self.fits(text):
            raise ReportError("a text of another form was expected")
        return text


def fitting(pattern: str) -> Callable[[str], bool]:
    return lambda text: re.fullmatch(pattern, text) is not None


def text_of(most: int) -> Kind:
    return Kind(most, lambda text: True)


name = Kind(200, fitting(r"[^\n\r\u2028\u2029]+"))
magnet = Kind(1000, name.fits)
web = Kind(2048, lambda text: host(text) is not None)
onion = Kind(2048, is_onion)
email = Kind(254, lambda text: in_one_word(text) and 0 < text.rfind("@") < len(text) - 1)
date = Kind(22, is_date)
language = Kind(35, fitting(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*"))
slug = Kind(40, fitting(r"[a-z0-9-]+"))
report_id = Kind(32, fitting(r"[0-9a-f]{32}"))


# "Report": its members, in the order of the tables


def one_of(*values: str) -> Callable:
    def check(value):
        if value not in values:
            raise ReportError("a value of the menu was expected")
        return value

    return check


def set_of(*values: str) -> Callable:
    """In the order of the menu, each value once; None, which leaves it out, if it is empty."""

    def check(given):
        if not isinstance(given, list) or any(value not in values for value in given):
            raise ReportError("values of the menu were expected")
        return [value for value in values if value in given] or None

    return check


def boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise ReportError("true or false was expected")
    return value


def only_true(value: object) -> bool | None:
    return boolean(value) or None


def object_of(kinds: dict, given: object) -> dict:
    """The members of `given`, each checked, in the order of `kinds`."""
    if not isinstance(given, dict) or given.keys() - kinds.keys():
        raise ReportError("an object of other members was expected")
    checked = {member: kinds[member](given[member]) for member in kinds if member in given}
    return {member: value for member, value in checked.items() if value is not None}


def credentials(given: object) -> dict:
    checked = object_of({"user": name, "password": name}, given)
    if len(checked) != 2:
        raise ReportError("user and password are both required")
    return checked


# "Locations": members; of each group in the second table at least one is required
LOCATION_MEMBERS = {
    "web": {"url": web, "referrer": web},
    "social": {"platform": name, "url": web, "handle": name, "posted_on": date},
    "chat": {"app": name, "handle": name},
    "game": {"name": name, "handle": name},
    "newsgroup": {"group": name, "server": name, "sender": name, "date": date, "subject": name},
    "file_sharing": {"file_name": name, "search_terms": name, "magnet": magnet, "client": name},
    "onion": {"url": onion},
    "email": {"sender": email, "subject": name, "date": date},
    "other": {"text": text_of(1000)},
}
LOCATION_REQUIRED = {
    "web": [["url"]],
    "social": [["platform"], ["url", "handle"]],
    "chat": [["app"]],
    "game": [["name"]],
    "newsgroup": [["group"]],
    "file_sharing": [["file_name", "search_terms", "magnet"]],
    "onion": [["url"]],
    "email": [["sender"]],
    "other": [["text"]],
}


def location(given: object) -> dict:
    kind = given.get("type") if isinstance(given, dict) else None
    if not isinstance(kind, str) or kind not in LOCATION_MEMBERS:
        raise ReportError("an unknown type of location")
    checked = object_of({"type": one_of(kind)} | LOCATION_MEMBERS[kind], given)
    for group in LOCATION_REQUIRED[kind]:
        if not any(member in checked for member in group):
            raise ReportError("a location lacks a member", "Location" if group[1:] else None)
    return checked


def locations(given: object) -> list:
    if not isinstance(given, list):
        raise ReportError("a list of locations was expected")
    if not 1 <= len(given) <= MOST_LOCATIONS:
        raise ReportError("no location, or too many", "Locations")
    return [location(one) for one in given]


REPORT_MEMBERS = {
    "id": report_id,
    "category": one_of("csam", "grooming", "sextortion", "hate_speech", "other"),
    "locations": locations,
    "observed_on": date,
    "description": text_of(2000),
    "content_types": set_of("image", "video", "text", "audio", "live", "link"),
    "age_hint": one_of("infant", "prepubescent", "pubescent", "unknown"),
    "child_in_danger": boolean,
    "paid_access": one_of("yes", "no", "unknown"),
    "payment_methods": set_of(
        "card", "bank_transfer", "online_wallet", "cryptocurrency", "gift_card", "phone", "other"
    ),
    "site_credentials": credentials,
    "contact": email,
    "feedback": only_true,
    "good_faith": only_true,
    "language": language,
    "partner": slug,
}


def write_report(given: object) -> bytes:
    """The one form of a report, as in "How it is written", or a ReportError."""
    report = object_of(REPORT_MEMBERS, given)
    if any(member not in report for member in ("id", "category", "locations", "language")):
        raise ReportError("a member is missing")
    if report["category"] in ("grooming", "hate_speech") and "description" not in report:
        raise ReportError("a description is required", "Description")
    if report["category"] == "hate_speech" and "good_faith" not in report:
        raise ReportError("the statement of good faith is required", "GoodFaith")
    if "contact" in report and "feedback" not in report:
        raise ReportError("a contact without feedback", "Contact")
    text = json.dumps(report, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
    if len(text) > PLAINTEXT_BYTES:
        raise ReportError("too long")
    return text


# "Padding"


def pad(text: bytes, block_bytes: int = PLAINTEXT_BYTES) -> bytes:
    if not text or 0 in text or len(text) > block_bytes:
        raise ReportError("cannot be padded")
    return text.ljust(block_bytes, b"\0")


# "HPKE": base mode of RFC 9180, as far as two suites and one seal need it


def labeled_extract(suite: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    """RFC 9180, section 4; RFC 5869, section 2.2."""
    return hmac.digest(salt, b"HPKE-v1" + suite + label + ikm, "sha256")


def labeled_expand(suite: bytes, prk: bytes, label: bytes, info: bytes, length: int) -> bytes:
    """RFC 9180, section 4; RFC 5869, section 2.3, where one block of 32 bytes is enough."""
    labeled_info = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return hmac.digest(prk, labeled_info + b"\x01", "sha256")[:length]


def dhkem_secret(dh: bytes, enc: bytes, public_key: bytes) -> bytes:
    """RFC 9180, section 4.1: ExtractAndExpand."""
    kem = b"KEM\x00\x20"
    prk = labeled_extract(kem, b"", b"eae_prk", dh)
    return labeled_expand(kem, prk, b"shared_secret", enc + public_key, 32)


def x25519_encapsulate(public_key: bytes) -> tuple[bytes, bytes]:
    """enc and the shared secret. The library refuses an all-zero result with a ValueError."""
    ephemeral = X25519PrivateKey.generate()
    enc = ephemeral.public_key().public_bytes_raw()
    dh = ephemeral.exchange(X25519PublicKey.from_public_bytes(public_key))
    return enc, dhkem_secret(dh, enc, public_key)


def xwing_secret(ss_mlkem: bytes, ss_x25519: bytes, enc: bytes, public_key: bytes) -> bytes:
    label = bytes.fromhex("5c2e2f2f5e5c")
    return hashlib.sha3_256(
        ss_mlkem + ss_x25519 + enc[1088:] + public_key[1184:] + label
    ).digest()


def xwing_encapsulate(public_key: bytes) -> tuple[bytes, bytes]:
    """enc and the shared secret. The library checks ML-KEM's numbers (FIPS 203, section 7.2)."""
    ss_mlkem, ct_mlkem = MLKEM768PublicKey.from_public_bytes(public_key[:1184]).encapsulate()
    ephemeral = X25519PrivateKey.generate()
    ss_x25519 = ephemeral.exchange(X25519PublicKey.from_public_bytes(public_key[1184:]))
    enc = ct_mlkem + ephemeral.public_key().public_bytes_raw()
    return enc, xwing_secret(ss_mlkem, ss_x25519, enc, public_key)


class Suite(NamedTuple):
    id: bytes
    encapsulate: Callable[[bytes], tuple[bytes, bytes]]


# The length of the public key says which one it is.
SUITES = {
    1216: Suite(bytes.fromhex("647a00010003"), xwing_encapsulate),
    32: Suite(bytes.fromhex("002000010003"), x25519_encapsulate),
}


def check_public_key(public_key: bytes) -> None:
    if len(public_key) not in SUITES:
        raise ValueError("a key of no suite")
    SUITES[len(public_key)].encapsulate(public_key)  # fails if its numbers are out of range


class Context(NamedTuple):
    """RFC 9180, section 5.1: what the key schedule gives, for both ends."""

    key: bytes
    nonce: bytes
    exporter: bytes
    suite: bytes

    def export(self, context: bytes, length: int) -> bytes:
        """RFC 9180, section 5.3."""
        return labeled_expand(self.suite, self.exporter, b"sec", context, length)


def key_schedule(suite_id: bytes, shared_secret: bytes, info: bytes) -> Context:
    suite = b"HPKE" + suite_id
    context = b"\x00" + labeled_extract(suite, b"", b"psk_id_hash", b"")
    context += labeled_extract(suite, b"", b"info_hash", info)
    secret = labeled_extract(suite, shared_secret, b"secret", b"")
    return Context(
        key=labeled_expand(suite, secret, b"key", context, 32),
        nonce=labeled_expand(suite, secret, b"base_nonce", context, 12),
        exporter=labeled_expand(suite, secret, b"exp", context, 32),
        suite=suite,
    )


# "Message"


class Sealed(NamedTuple):
    message: bytes
    receipt: bytes


def message_info(config: KeyConfig) -> bytes:
    suite = SUITES[len(config.public_key)].id
    return b"sealed-report v1 report\x01" + suite + config.key_id + config.hotline.encode("utf-8")


def seal(config: KeyConfig, plaintext: bytes) -> Sealed:
    """A message without a proof of work, and the receipt that it must be answered with."""
    suite = SUITES[len(config.public_key)]
    enc, shared_secret = suite.encapsulate(config.public_key)
    return seal_with(config, enc, shared_secret, message_info(config), plaintext)


def seal_with(
    config: KeyConfig, enc: bytes, shared_secret: bytes, info: bytes, plaintext: bytes
) -> Sealed:
    context = key_schedule(SUITES[len(config.public_key)].id, shared_secret, info)
    ciphertext = ChaCha20Poly1305(context.key).encrypt(context.nonce, plaintext, b"")
    message = b"SEALRPT\x01" + config.key_id + bytes(72) + enc + ciphertext
    return Sealed(message, context.export(b"ack", 32))


# "Proof of work"


class Challenge(NamedTuple):
    number: int
    seed: bytes
    effort: int


def parse_challenge(data: bytes) -> Challenge:
    number, seed, effort = members(from_json(data), "number", "seed", "effort")
    return Challenge(whole_number(number, 32), from_base64(seed, 32), whole_number(effort, 32))


def message_digest(message: bytes) -> bytes:
    return hashlib.sha256(message[:16] + message[88:]).digest()


def effort_to_spend(asked: int, pow_floor: int) -> int:
    return min(max(asked, pow_floor), MOST_EFFORT)


def solve(challenge: Challenge, pow_floor: int, digest: bytes) -> bytes:
    """The 72 bytes of proof; all zero if no effort is asked for."""
    effort = effort_to_spend(challenge.effort, pow_floor)
    if effort == 0:
        return bytes(72)
    most = (2**64 - 1) // effort
    start = hashlib.sha256(b"sealed-report v1 puzzle" + challenge.seed + digest)
    start.update(effort.to_bytes(4, "big"))
    proof = challenge.number.to_bytes(4, "big") + effort.to_bytes(4, "big")
    for puzzle in range(PUZZLES):
        nonce = 0
        while True:
            attempt = start.copy()
            attempt.update(bytes([puzzle]) + nonce.to_bytes(4, "big"))
            if int.from_bytes(attempt.digest()[:8], "big") <= most:
                break
            nonce += 1
        proof += nonce.to_bytes(4, "big")
    return proof


def with_proof(message: bytes, proof: bytes) -> bytes:
    return message[:16] + proof + message[88:]


# "Receipt"


def is_receipt(answer: bytes, receipt: bytes) -> bool:
    try:
        (given,) = members(from_json(answer), "receipt")
        return hmac.compare_digest(from_base64url(given, 32), receipt)
    except ValueError:
        return False


# "HTTP"


class Answer(NamedTuple):
    status: int
    retry_after: str | None
    body: bytes


def is_passing(status: int) -> bool:
    """Whether the same request may work later."""
    return status in (408, 429) or 500 <= status <= 599


def seconds_to_wait(failures: int, answer: Answer | None) -> int:
    """The wait after that many failures in a row, before chance."""
    asked = (answer and answer.retry_after) or ""
    if re.fullmatch("[0-9]+", asked) and int(asked) < 2**32:
        return min(max(int(asked), 2), 120)
    return (2, 4, 8, 16, 30)[min(failures, 5) - 1]


class Failed(Exception):
    """The report is not received; the text is the outcome."""


class Client:
    """One hotline's intake. `root` is known beforehand, never learned from the intake."""

    def __init__(
        self, intake: str, hotline: str, root: bytes, most_tries: int = 8, now=time.time
    ):
        self.intake = intake.rstrip("/")
        self.hotline = hotline
        self.root = root
        self.now = now
        self.most_tries = most_tries  # "there is no last try" where a reporter looks on
        self.least_sequence = 0
        self.tries = 0
        # "Privacy": no cookies, no cache, no User-Agent; and nobody is followed elsewhere.
        self.opener = urllib.request.OpenerDirector()
        self.opener.addheaders = []
        for handler in ("ProxyHandler", "HTTPHandler", "HTTPSHandler"):
            self.opener.add_handler(getattr(urllib.request, handler)())

    def ask(self, path: str, message: bytes | None = None) -> Answer | None:
        """None if there is no whole answer within 30 seconds."""
        headers = {} if message is None else {"Content-Type": "application/x-sealed-report"}
        request = urllib.request.Request(self.intake + path, data=message, headers=headers)
        result = queue.SimpleQueue()

        def work():
            try:
                with self.opener.open(request, timeout=REQUEST_SECONDS) as answer:
                    body = answer.read(KEY_DOCUMENT_BYTES + 1)
                    if answer.length and len(body) <= KEY_DOCUMENT_BYTES:
                        raise OSError("the answer was cut")
                    result.put(Answer(answer.status, answer.headers["Retry-After"], body))
            except (OSError, http.client.HTTPException):
                result.put(None)

        # In a thread, because the library's timeout is one for each read.
        threading.Thread(target=work, daemon=True).start()
        try:
            return result.get(timeout=REQUEST_SECONDS)
        except queue.Empty:
            return None

    def wait(self, failures: int, answer: Answer | None) -> None:
        """After that many failures in a row, as in "How long to wait"."""
        if max(failures, self.tries) >= self.most_tries:
            raise Failed("unavailable")
        time.sleep(seconds_to_wait(failures, answer) * random.uniform(1, 2))

    def get(self, path: str) -> bytes:
        failures = 0
        while True:
            answer = self.ask(path)
            if answer and answer.status == 200:
                return answer.body
            if answer and not is_passing(answer.status):
                raise Failed("refused")
            failures += 1
            self.wait(failures, answer)

    def key_config(self) -> KeyConfig:
        document = self.get("/v1/key-config")
        now = int(self.now())
        config = verify_key_document(
            document, self.hotline, self.root, now, self.least_sequence
        )
        self.least_sequence = config.sequence
        return config

    def prove(self, config: KeyConfig, message: bytes) -> bytes:
        try:
            challenge = parse_challenge(self.get("/v1/proof-of-work"))
        except ValueError as error:
            raise Failed("refused") from error
        return with_proof(message, solve(challenge, config.pow_floor, message_digest(message)))

    def seal(self, plaintext: bytes) -> tuple[KeyConfig, Sealed]:
        """Fetch the key of the day, seal, and prove the work that the config asks for."""
        config = self.key_config()
        sealed = seal(config, plaintext)
        if config.pow_floor:
            sealed = sealed._replace(message=self.prove(config, sealed.message))
        return config, sealed

    def send(self, report: dict) -> str:
        """The outcome: "received", or why not."""
        try:
            # The id stays the same for every try.
            plaintext = pad(write_report({"id": secrets.token_hex(16)} | report))
            return self.deliver(plaintext)
        except ReportError:
            return "invalid-report"
        except KeyDocumentError as error:
            return f"key-document-{error}".lower()
        except Failed as failure:
            return str(failure)

    def deliver(self, plaintext: bytes) -> str:
        """Try after try, with a wait between two; "How far a try goes"."""
        failures = 0
        while True:
            outcome, answer = self.attempt(plaintext)
            if outcome:
                return outcome
            failures += 1
            self.wait(failures, answer)

    def attempt(self, plaintext: bytes) -> tuple[str | None, Answer | None]:
        """One try: at most one new key, and one new proof for each message. No outcome: wait."""
        for _ in range(2):
            try:
                config, sealed = self.seal(plaintext)
            except KeyDocumentError as error:
                if str(error) == "Sequence":
                    return None, None
                raise
            outcome, answer = self.post(config, sealed)
            if outcome != "unknown-key":
                break
        return outcome, answer

    def post(self, config: KeyConfig, sealed: Sealed) -> tuple[str | None, Answer | None]:
        """By the table in "What an answer to a message means"."""
        answer = self.ask_for_receipt(sealed)
        if answer and answer.status == 428:
            sealed = sealed._replace(message=self.prove(config, sealed.message))
            answer = self.ask_for_receipt(sealed)
        status = answer.status if answer else None
        if status is not None and 200 <= status <= 299:
            right = status == 202 and is_receipt(answer.body, sealed.receipt)
            return "received" if right else "wrong-receipt", answer
        if status == 409:
            return "unknown-key", answer
        if status is None or status == 428 or is_passing(status):
            return None, answer
        return "refused", answer

    def ask_for_receipt(self, sealed: Sealed) -> Answer | None:
        self.tries += 1
        return self.ask("/v1/reports", sealed.message)


def intake_address(text: str) -> str:
    """HTTP over TLS; without TLS only to this very machine, for tests."""
    address = urllib.parse.urlsplit(text)
    local = address.hostname in ("localhost", "127.0.0.1", "::1")
    if not (address.scheme == "https" or (address.scheme == "http" and local)):
        raise ValueError("https is required")
    return text


def root_key(text: str) -> bytes:
    return from_base64(text, 32)


def main() -> int:
    parser = argparse.ArgumentParser(description="Send a sealed report.")
    parser.add_argument("--intake", required=True, type=intake_address, metavar="URL")
    parser.add_argument("--hotline", required=True, type=slug, metavar="ID")
    parser.add_argument("--root", required=True, type=root_key, metavar="BASE64")
    parser.add_argument("--report", required=True, type=argparse.FileType("rb"), metavar="FILE")
    parser.add_argument("--tries", default=8, type=int, metavar="N", help="then give up")
    given = parser.parse_args()
    client = Client(given.intake, given.hotline, given.root, given.tries)
    try:
        report = from_json(given.report.read())
        outcome = client.send(report) if isinstance(report, dict) else "invalid-report"
    except ValueError:
        outcome = "invalid-report"
    except KeyboardInterrupt:
        outcome = "stopped"
    print(json.dumps({"outcome": outcome, "tries": client.tries}))
    return 0 if outcome == "received" else 1


if __name__ == "__main__":
    sys.exit(main())
