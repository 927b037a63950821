"""Prints the vectors of FOLLOW-UP.md, made from fixed seeds by a client that was written from that document alone. The
ciphertexts of messages are other ones each time: whoever runs this anew replaces the file.

    python tests/peers/follow_up_vectors.py > shared/tests/vectors/follow-up.json
"""

import json
from base64 import b64encode
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

import follow_up
import xwing
from follow_up import DAY, LABEL, SLOT, SLOTS, Mailbox, askable, read_board, read_code, signed_text

HOUR = 500_000
NOW = HOUR * 3600 + 60
HOTLINE = "example"
CODE = "12345678901234567890123456789039"

REPORT = {
    "id": "00112233445566778899aabbccddeeff",
    "category": "csam",
    "locations": [{"type": "web", "url": "https://bad.example/page"}],
    "language": "en",
}

QUESTION = {"id": "0102030405060708090a0b0c0d0e0f10", "until": NOW + 30 * DAY, "text": "في أي مجموعة؟\nIn which group?"}


def text64(data):
    return b64encode(data).decode()


def drawn(name, length):
    """Bytes that look random and follow from a name."""
    blocks = (sha256(f"{name} {block}".encode()).digest() for block in range(length // 32 + 1))
    return b"".join(blocks)[:length]


def signer(name):
    return Ed25519PrivateKey.from_private_bytes(drawn(name, 32))


def certificate(root, asker, hotline=HOTLINE, days=60, label=b"asker"):
    text = json.dumps(
        {
            "hotline": hotline,
            "signer": text64(asker.public_key().public_bytes_raw()),
            "not_before": NOW - DAY,
            "not_after": NOW + days * DAY,
        },
        separators=(",", ":"),
    )
    return {"text": text, "signature": text64(root.sign(LABEL + label + b"\n" + text.encode()))}


def slot(mailbox, asker, question=QUESTION, hour=HOUR, salt=drawn("salt", 16)):
    text = question["text"].encode()
    signature = asker.sign(LABEL + b"asked\n" + signed_text(HOTLINE, mailbox, question))
    plaintext = signature + bytes.fromhex(question["id"]) + question["until"].to_bytes(8) + text + bytes(952 - len(text))
    tag = mailbox.tag(hour)
    return tag + salt + ChaCha20Poly1305(mailbox.slot_key(salt)).encrypt(bytes(12), plaintext, tag)


def head(of, hour=HOUR):
    written = json.dumps({"hour": hour, "certificate": of}, separators=(",", ":")).encode()
    return written + bytes(SLOT - len(written))


def main():
    root, asker, stranger = signer("root"), signer("asker"), signer("stranger")
    mailbox = Mailbox(CODE, HOTLINE)
    at = SLOT * 42
    fill = drawn("fill", SLOT * (1 + SLOTS))
    true_head, true_slot = head(certificate(root, asker)), slot(mailbox, asker)
    board = true_head + fill[SLOT:at] + true_slot + fill[at + SLOT :]
    public = root.public_key().public_bytes_raw()

    def change(name, error, place, remove, insert, now=None):
        changed = board[:place] + insert + board[place + remove :]
        try:
            read = read_board(changed, mailbox, HOTLINE, public, NOW if now is None else now)
            assert read is None and error == "None", name
        except follow_up.Refused as refused:
            assert str(refused) == error, (name, refused)
        of_time = {} if now is None else {"now": now}
        return {"name": name, "error": error, "at": place, "remove": remove, "insert": insert.hex(), **of_time}

    def other_head(name, error, *of, **more):
        return change(name, error, 0, SLOT, head(certificate(*of, **more)))

    def other_slot(name, error, *of, **more):
        return change(name, error, at, SLOT, slot(*of, **more))

    unread = [
        change("a byte too many", "Form", len(board), 0, b"\0"),
        change("a byte too few", "Form", len(board) - 1, 1, b""),
        change("no head", "Form", 0, 1, b"["),
        change("an old board", "Time", 0, 0, b"", HOUR * 3600 + 7200 + DAY),
        change("a board of tomorrow", "Time", 0, 0, b"", HOUR * 3600 - DAY - 1),
        change("another tag", "None", at, 1, bytes([true_slot[0] ^ 1])),
        change("another salt", "Forged", at + 16, 1, bytes([true_slot[16] ^ 1])),
        change("another ciphertext", "Forged", at + 32, 1, bytes([true_slot[32] ^ 1])),
        other_slot("a question of the hour before", "None", mailbox, asker, hour=HOUR - 1),
        other_slot("signed by a stranger", "Forged", mailbox, stranger),
        other_slot("ended", "None", mailbox, asker, {**QUESTION, "until": NOW - DAY}),
        other_head("a stranger's certificate", "Forged", root, stranger),
        other_head("a certificate by the asker", "Forged", asker, asker),
        other_head("another hotline's certificate", "Forged", root, asker, hotline="other"),
        other_head("an ended certificate", "Time", root, asker, days=-1),
        change(
            "a certificate for reports",
            "Forged",
            0,
            SLOT,
            head({**certificate(root, asker), "signature": text64(root.sign(b"sealed-report v1 certificate\n" + certificate(root, asker)["text"].encode()))}),
        ),
    ]
    assert read_board(board, mailbox, HOTLINE, public, NOW) == QUESTION

    seed = drawn("intake", 32)
    config = json.dumps(
        {
            "hotline": HOTLINE,
            "sequence": 7,
            "not_before": NOW,
            "not_after": NOW + DAY,
            "pow_floor": 0,
            "public_key": text64(xwing.public_bytes(seed)),
        },
        separators=(",", ":"),
    )
    answer = {"answer": {"id": "ff" * 16, "question": QUESTION["id"], "text": "In der zweiten: «B»\nÄ"}}

    def plain(content):
        return json.dumps(content, separators=(",", ":"), ensure_ascii=False)

    contents = [askable(REPORT, mailbox), answer]
    messages = [
        {"message": text64(follow_up.seal(content, config, HOTLINE)), "plaintext": plain(content)}
        for content in contents
    ]
    written = plain(contents[0])
    plaintexts = [
        plain(REPORT),
        "{}",
        written.replace('"askable":', '"askable": '),
        written.replace("csam", "grooming"),
        plain({**contents[0], **answer}),
        plain({"answer": {**answer["answer"], "more": 1}}),
        plain({"answer": {**answer["answer"], "text": " x"}}),
        plain({"answer": {**answer["answer"], "question": QUESTION["id"][1:]}}),
    ]
    groups = [CODE[place : place + 4] for place in range(0, 32, 4)]
    arabic = CODE.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    typed = [CODE, " ".join(groups), "-".join(groups), "\n".join(groups) + "\u200f", arabic]
    wrong = ["", CODE[1:], CODE + "0", CODE[:-1] + "8", CODE[1] + CODE[0] + CODE[2:], CODE[:-1] + "O"]
    assert all(read_code(text) == CODE for text in typed) and not any(map(read_code, wrong))
    vectors = {
        "code": CODE,
        "typed": typed,
        "wrong": wrong,
        "hotline": HOTLINE,
        "root": text64(public),
        "now": NOW,
        "mailbox_key": mailbox.key.hex(),
        "mailbox": mailbox.name.hex(),
        "tag": mailbox.tag(HOUR).hex(),
        "salt": drawn("salt", 16).hex(),
        "slot_key": mailbox.slot_key(drawn("salt", 16)).hex(),
        "board": text64(board),
        "question": QUESTION,
        "unread": unread,
        "config": config,
        "private_key": seed.hex(),
        "messages": messages,
        "plaintexts": plaintexts,
    }
    print(json.dumps(vectors, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
