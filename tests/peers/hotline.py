"""A second hotline, written from EXCHANGE.md alone: a desk and an intake in one, with the id of the argument.

It listens on a port of this machine, as EXCHANGE.md says, and prints `{ "root", "url" }`. A second argument such as `2,1` has
the versions of parcels that it speaks. Version 2 is one that nobody has written down: whoever speaks it puts a member `more` into
all that it writes, as a later version may. Then it answers each line of the input with a line of the output:

  { "do": "know", hotline, root, url }              →  {}             another hotline, by its root
  { "do": "send", to, kind, body }                  →  { id, parcel, refusals }  a parcel, until there is a receipt that
                                                                      holds, and the problems that it was refused with;
                                                                      with `version`, it is tried in that version first
  { "do": "got" }                                   →  { parcels }    what has arrived since: version, kind, from, id, body
  { "do": "open", file }                            →  what a file says, or { refused }
  { "do": "follow", directory, files }              →  {}             a directory, which it names from then on; its mirror
                                                                      has these files, by their names
  { "do": "heard" }                                 →  { heard }      the directory that each sender and each receipt
                                                                      has named since, null if none
"""

import json
import os
import sys
import threading
import time
from base64 import b64decode, b64encode
from hashlib import sha256
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlparse

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

import xwing

SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
LABEL = "sealed-report v1 "
LENGTH = 32768
DAY = 24 * 3600
ATTEMPTS = 20


class Refused(Exception):
    """What somebody else sent does not hold; the text says why."""


def text64(data):
    return b64encode(data).decode()


def hour(at):
    return time.strftime("%Y-%m-%dT%H:00:00Z", time.gmtime(at))


def signed(key, label, content):
    text = json.dumps(content)
    signature = key.sign(f"{LABEL}{label}\n{text}".encode())
    return {"text": text, "signature": text64(signature)}


def verified(public, label, signed_text):
    """The content of a signed text, if the signature is right."""
    try:
        key = Ed25519PublicKey.from_public_bytes(b64decode(public))
        key.verify(
            b64decode(signed_text["signature"]), f"{LABEL}{label}\n{signed_text['text']}".encode()
        )
    except (InvalidSignature, KeyError, ValueError) as error:
        raise Refused(f"the signature under {label!r}") from error
    return json.loads(signed_text["text"])


def info(sender, to, key, parcel):
    return "\n".join([f"{LABEL}parcel", sender, to, key, parcel]).encode()


class Hotline:
    def __init__(self, name, seeds=None, clock=time.time, versions=(1,)):
        """A hotline with keys from these four seeds: of the root, the desk's signer, the intake's signer and the exchange key."""
        self.name = name
        self.versions = list(versions)
        self.clock = clock
        self.seeds = seeds or [os.urandom(32) for _ in range(4)]
        signers = [Ed25519PrivateKey.from_private_bytes(seed) for seed in self.seeds[:3]]
        self.root, self.desk, self.intake = signers
        self.seed = self.seeds[3]
        self.others = {}
        self.receipts = {}
        self.directory = None
        self.mirror = {}
        self.heard = []
        self.arrived = []
        self.lock = threading.Lock()
        now = int(clock())
        self.certificate = self.certify("exchange certificate", self.desk, now)
        self.intake_certificate = self.certify("certificate", self.intake, now)
        document = {
            "hotline": name,
            "sequence": 1,
            "not_before": now - 60,
            "not_after": now + 7 * DAY,
            "versions": self.versions,
            "public_key": text64(xwing.public_bytes(self.seed)),
            **self.more(),
        }
        self.key = self.signed(self.desk, "exchange key", document)
        self.key_name = sha256(self.key["text"].encode()).hexdigest()[:16]

    def certify(self, label, key, now):
        content = {
            "hotline": self.name,
            "signer": text64(key.public_key().public_bytes_raw()),
            "not_before": now - 60,
            "not_after": now + 30 * DAY,
            **self.more(),
        }
        return self.signed(self.root, label, content)

    def signed(self, key, label, content):
        return {**signed(key, label, content), **self.more()}

    def more(self):
        """What a later version may say besides."""
        return {"more": [{"of": "version 2"}]} if max(self.versions) > 1 else {}

    def signer_of(self, name, label, certificate, grace=0):
        """The signer that the root of another hotline has certified."""
        if name not in self.others:
            raise Refused(f"{name} is not known")
        content = verified(self.others[name]["root"], label, certificate)
        now = self.clock()
        if content["hotline"] != name:
            raise Refused("a certificate for another hotline")
        if not content["not_before"] - 3600 <= now < content["not_after"] + 3600 + grace:
            raise Refused("a certificate that does not hold now")
        return content["signer"]

    # What arrives.

    def admit(self, parcel):
        """Steps 1 to 3: the head, and the signer of its sender."""
        if parcel.get("format") != "sealed-report parcel":
            raise Refused("no parcel")
        claimed = json.loads(parcel["head"]["text"])
        if claimed["version"] not in self.versions:
            raise Refused("version")
        signer = self.signer_of(
            claimed["from"], "exchange certificate", parcel["certificate"], grace=14 * DAY
        )
        head = verified(signer, "parcel", parcel["head"])
        if head["to"] != self.name:
            raise Refused("it is for another hotline")
        if sha256(b64decode(parcel["ciphertext"])).hexdigest() != head["ciphertext_sha256"]:
            raise Refused("another ciphertext")
        if head["key"] != self.key_name:
            raise Refused("key")
        return head, signer

    def open(self, parcel):
        """All five steps: what the parcel says."""
        head, signer = self.admit(parcel)
        sealed = b64decode(head["enc"]) + b64decode(parcel["ciphertext"])
        about = info(head["from"], head["to"], head["key"], head["id"])
        try:
            padded = SUITE.decrypt(sealed, xwing.private(self.seed), about)
        except InvalidTag as error:
            raise Refused("it does not open") from error
        if len(padded) != LENGTH:
            raise Refused("another length")
        contents = verified(signer, "parcel contents", json.loads(padded.rstrip(b"\0")))
        if any(contents[name] != head[name] for name in ("id", "from", "to", "key")):
            raise Refused("contents of another parcel")
        return {**contents, "version": head["version"]}

    def take(self, parcel):
        """Takes a parcel at the intake: the status, and the receipt."""
        try:
            head, _ = self.admit(parcel)
        except Refused as reason:
            problem = {"type": f"urn:sealed-report:problem:parcel-{reason}"}
            return {"key": 409, "version": 400}.get(str(reason), 403), problem
        with self.lock:
            known = (head["from"], head["id"])
            if known not in self.receipts:
                self.receipts[known] = self.receipt(parcel, head)
                self.arrived.append(parcel)
                self.heard.append(head.get("directory"))
            return 202, self.receipts[known]

    def receipt(self, parcel, head):
        content = {
            "hotline": self.name,
            "from": head["from"],
            "id": head["id"],
            "head_sha256": sha256(parcel["head"]["text"].encode()).hexdigest(),
            "arrived": hour(self.clock()),
            **self.named(),
            **self.more(),
        }
        receipt = self.signed(self.intake, "parcel receipt", content)
        return {"certificate": self.intake_certificate, "receipt": receipt, **self.more()}

    def named(self):
        """The directory that it goes by, for a head or a receipt."""
        return {"directory": self.directory} if self.directory else {}

    # What leaves.

    def key_of(self, name):
        """The public key of another hotline, checked, its name, and the highest version that both speak."""
        _, document = self.http(name, "GET", "/v1/exchange-key")
        signer = self.signer_of(name, "exchange certificate", document["certificate"])
        key = verified(signer, "exchange key", document["key"])
        both = set(key["versions"]) & set(self.versions)
        if key["hotline"] != name or not both:
            raise Refused("a key of another hotline or version")
        if not key["not_before"] - 3600 <= self.clock() < key["not_after"]:
            raise Refused("a key that does not hold now")
        key_name = sha256(document["key"]["text"].encode()).hexdigest()[:16]
        return b64decode(key["public_key"]), key_name, max(both)

    def seal(self, to, kind, body, parcel, public_key, key_name, version=1):
        named = {"id": parcel, "from": self.name, "to": to, "key": key_name}
        contents = {"kind": kind, **named, "made": hour(self.clock()), "body": body, **self.more()}
        contents = self.signed(self.desk, "parcel contents", contents)
        return self.seal_text(contents, named, public_key, version)

    def seal_text(self, contents, named, public_key, version=1):
        """The parcel with these signed contents, and a head that names this."""
        plaintext = json.dumps(contents).encode()
        padded = plaintext.ljust(LENGTH, b"\0")
        about = info(named["from"], named["to"], named["key"], named["id"])
        sealed = SUITE.encrypt(padded, xwing.public(public_key), about)
        enc, ciphertext = sealed[:1120], sealed[1120:]
        head = {
            "version": version,
            **named,
            "enc": text64(enc),
            "ciphertext_sha256": sha256(ciphertext).hexdigest(),
            **self.named(),
            **self.more(),
        }
        return {
            **self.more(),
            "format": "sealed-report parcel",
            "certificate": self.certificate,
            "head": self.signed(self.desk, "parcel", head),
            "ciphertext": text64(ciphertext),
        }

    def send(self, to, kind, body, version=None):
        parcel_id = os.urandom(16).hex()
        refusals = []
        for _ in range(ATTEMPTS):
            public_key, key_name, best = self.key_of(to)
            key = (public_key, key_name, version or best)
            parcel = self.seal(to, kind, body, parcel_id, *key)
            status, receipt = self.http(to, "POST", "/v1/parcels", json.dumps(parcel))
            if status == 202:
                self.check(to, parcel_id, parcel, receipt)
                return {"id": parcel_id, "parcel": json.dumps(parcel), "refusals": refusals}
            refusals.append(receipt)
            version = None
        raise Refused(f"no receipt after {ATTEMPTS} attempts: {status}")

    def check(self, to, parcel_id, parcel, receipt):
        """Checks a receipt for what was sent."""
        signer = self.signer_of(to, "certificate", receipt["certificate"])
        content = verified(signer, "parcel receipt", receipt["receipt"])
        expected = {
            "hotline": to,
            "from": self.name,
            "id": parcel_id,
            "head_sha256": sha256(parcel["head"]["text"].encode()).hexdigest(),
        }
        if any(content[name] != value for name, value in expected.items()):
            raise Refused("a receipt for something else")
        with self.lock:
            self.heard.append(content.get("directory"))

    def http(self, name, method, path, body=None):
        address = urlparse(self.others[name]["url"])
        connection = HTTPConnection(address.hostname, address.port, timeout=30)
        connection.request(method, path, body)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, json.loads(content or "{}")

    # What somebody asks of it.

    def do(self, request):
        act = request.pop("do")
        if act == "know":
            self.others[request["hotline"]] = request
            return {}
        if act == "send":
            return self.send(**request)
        if act == "open":
            return self.open(json.loads(request["file"]))
        if act == "follow":
            self.directory, self.mirror = request["directory"], request["files"]
            return {}
        if act == "heard":
            with self.lock:
                heard, self.heard = self.heard, []
            return {"heard": heard}
        with self.lock:
            arrived, self.arrived = self.arrived, []
        return {"parcels": [self.open(parcel) for parcel in arrived]}


def door(hotline):
    """The handler of the hotline's intake."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self):
            document = {"certificate": hotline.certificate, "key": hotline.key, **hotline.more()}
            name = self.path.removeprefix("/directory/")
            if self.path == "/v1/exchange-key":
                self.answer(200, json.dumps(document))
            elif name in hotline.mirror:
                self.answer(200, hotline.mirror[name])
            else:
                self.answer(404, "{}")

        def do_POST(self):
            length = int(self.headers["Content-Length"])
            if self.path != "/v1/parcels" or length > 65536:
                self.answer(404 if length <= 65536 else 413, "{}")
                return
            status, receipt = hotline.take(json.loads(self.rfile.read(length)))
            self.answer(status, json.dumps(receipt))

        def answer(self, status, content):
            body = content.encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    return Door


def main():
    versions = [int(version) for version in sys.argv[2].split(",")] if sys.argv[2:] else [1]
    hotline = Hotline(sys.argv[1], versions=versions)
    server = ThreadingHTTPServer(("127.0.0.1", 0), door(hotline))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    root = text64(hotline.root.public_key().public_bytes_raw())
    print(json.dumps({"root": root, "url": f"http://127.0.0.1:{server.server_port}"}), flush=True)
    for line in sys.stdin:
        try:
            answer = hotline.do(json.loads(line))
        except Refused as reason:
            answer = {"refused": str(reason)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
