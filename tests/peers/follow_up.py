"""The reporter's half of FOLLOW-UP.md, written from that text and PROTOCOL.md alone.

    python follow_up.py INTAKE HOTLINE ROOT

answers each line of the input with a line of the output. It solves no proof of work.

  { "do": "report", report }              →  { code, status }   a report as JSON in a string, whose reporter can be asked
  { "do": "board" }                       →  { status, board }  the board, in base64
  { "do": "look", code }                  →  { read }           the question under a code, null if there is none or no board, or { error }
  { "do": "answer", question, text, id }  →  { status }
"""

import json
import os
import secrets
import sys
import time
from base64 import b64decode, b64encode, urlsafe_b64encode
from hashlib import sha256
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

import xwing

SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
SUITE_ID = bytes.fromhex("647a00010003")
LABEL = b"sealed-report v2 "
SLOT = 1088
SLOTS = 64
DAY = 24 * 3600


class Refused(Exception):
    """Nothing is read off a board; the text says why."""


def draw():
    digits = "".join(str(secrets.randbelow(10)) for _ in range(30))
    return digits + f"{98 - int(digits) * 100 % 97:02}"


def read_code(text):
    """The 32 digits of a code as somebody types it; none if it is no code."""
    digits = "".join(sign for sign in text if not (sign.isspace() or sign in "-.\u200e\u200f"))
    if len(digits) != 32 or not all(sign.isdecimal() for sign in digits):
        return None
    digits = f"{int(digits):032}"
    return digits if int(digits) % 97 == 1 else None


class Mailbox:
    def __init__(self, code, hotline):
        info = LABEL + b"code" + hotline.encode()
        self.key = HKDF(SHA256(), 32, salt=None, info=info).derive(code[:30].encode())
        self.name = self.expand(b"mailbox", 16)

    def expand(self, info, length):
        return HKDFExpand(SHA256(), length, LABEL + info).derive(self.key)

    def tag(self, hour):
        return self.expand(b"tag" + hour.to_bytes(8), 16)

    def slot_key(self, salt):
        return self.expand(b"question" + salt, 32)


def signed_by(public, label, text, signature):
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, LABEL + label + b"\n" + text)
    except InvalidSignature:
        return False
    return True


def signed_text(hotline, mailbox, question):
    lines = [hotline, mailbox.name.hex(), question["id"], str(question["until"]), question["text"]]
    return "\n".join(lines).encode()


def opened(slot, mailbox, hotline, asker):
    """The question of a slot; none if it is not the asker's."""
    try:
        plaintext = ChaCha20Poly1305(mailbox.slot_key(slot[16:32])).decrypt(bytes(12), slot[32:], slot[:16])
        text = plaintext[88:].rstrip(b"\0").decode()
    except (InvalidTag, UnicodeDecodeError):
        return None
    question = {"id": plaintext[64:80].hex(), "until": int.from_bytes(plaintext[80:88]), "text": text}
    good = signed_by(asker, b"asked", signed_text(hotline, mailbox, question), plaintext[:64])
    return question if good and text and "\0" not in text else None


def read_board(board, mailbox, hotline, root, now):
    """The question on a board; none if nothing is asked."""
    if len(board) != SLOT * (1 + SLOTS):
        raise Refused("Form")
    try:
        head = json.loads(board[:SLOT].rstrip(b"\0"))
        hour, certificate = head["hour"], head["certificate"]
        text, signature = certificate["text"], b64decode(certificate["signature"])
    except (ValueError, KeyError) as error:
        raise Refused("Form") from error
    if not hour * 3600 - DAY <= now < hour * 3600 + 7200 + DAY:
        raise Refused("Time")
    slots = [board[at : at + SLOT] for at in range(SLOT, len(board), SLOT)]
    slots = [slot for slot in slots if slot[:16] == mailbox.tag(hour)]
    if not slots:
        return None
    if not signed_by(root, b"asker", text.encode(), signature):
        raise Refused("Forged")
    certificate = json.loads(text)
    if certificate["hotline"] != hotline:
        raise Refused("Forged")
    if not certificate["not_before"] - DAY <= now < certificate["not_after"] + DAY:
        raise Refused("Time")
    asker = b64decode(certificate["signer"])
    questions = [opened(slot, mailbox, hotline, asker) for slot in slots]
    question = next((question for question in questions if question), None)
    if not question:
        raise Refused("Forged")
    return question if now < question["until"] + DAY else None


def message_info(config, hotline):
    key_id = sha256(config.encode()).digest()[:8]
    return LABEL + b"report" + b"\2" + SUITE_ID + key_id + hotline.encode(), key_id


def seal(content, config, hotline):
    """A message without a proof of work."""
    plaintext = json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()
    info, key_id = message_info(config, hotline)
    public = xwing.public(b64decode(json.loads(config)["public_key"]))
    sealed = SUITE.encrypt(plaintext + bytes(8192 - len(plaintext)), public, info)
    return b"SEALRPT\2" + key_id + bytes(72) + sealed


def askable(report, mailbox):
    key = urlsafe_b64encode(mailbox.key).decode().rstrip("=")
    return {"askable": {"mailbox": key, "report": report}}


class Reporter:
    def __init__(self, intake, hotline, root):
        self.intake, self.hotline, self.root = intake, hotline, b64decode(root)

    def get(self, path):
        with urlopen(self.intake + path) as answer:
            return answer.read()

    def post(self, content):
        # The chain of signatures of a key document is PROTOCOL.md's, and tested there.
        config = json.loads(self.get("/v1/key-config"))["config"]["text"]
        headers = {"Content-Type": "application/x-sealed-report"}
        message = seal(content, config, self.hotline)
        request = Request(self.intake + "/v2/reports", message, headers)
        try:
            with urlopen(request) as answer:
                return answer.status
        except HTTPError as error:
            return error.code

    def report(self, report):
        code = draw()
        status = self.post(askable(json.loads(report), Mailbox(code, self.hotline)))
        return {"code": code, "status": status}

    def board(self):
        try:
            return {"status": 200, "board": b64encode(self.get("/v2/board")).decode()}
        except HTTPError as error:
            return {"status": error.code}

    def look(self, code, now=None):
        mailbox = Mailbox(read_code(code), self.hotline)
        now = int(time.time()) if now is None else now
        try:
            board = self.get("/v2/board")
            return {"read": read_board(board, mailbox, self.hotline, self.root, now)}
        except Refused as error:
            return {"error": str(error)}
        except HTTPError:
            return {"read": None}

    def answer(self, question, text, id=None):
        answer = {"id": id or os.urandom(16).hex(), "question": question, "text": text}
        return {"status": self.post({"answer": answer})}


def main():
    reporter = Reporter(*sys.argv[1:])
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(getattr(reporter, asked.pop("do"))(**asked)), flush=True)


if __name__ == "__main__":
    main()
