"""A mail server on a free port of this machine, as `aiosmtpd` makes it.

The argument says how it is reached: `none`, `starttls` or `tls`. It wants a login, user `desk` and
password `right`, takes no mail to `nobody@…` and asks to come back later with mail to `later@…`.

The first line of its output is `{ "port", "certificate" }`; then comes a line `{ "from", "to",
"mail" }` for each mail that it gets, the mail in base64 as it came. It ends with its input.

A line `hold rcpt` or `hold data` of its input makes it keep back its answer to recipients, of which
the line `{ "held" }` tells, or to mails; `pass` ends this. Both are confirmed by a line `{ "done" }`.
A line `answer TEXT` gives the answer that is kept back; `answer close` cuts the connection.
"""

import asyncio
import json
import sys
from base64 import b64encode

from aiosmtpd.smtp import SMTP, AuthResult
from tls import certify, context

MODE = sys.argv[1]


def tell(line):
    print(json.dumps(line), flush=True)


HELD = set()
ANSWERS = asyncio.Queue()


async def answer(server, at):
    if at not in HELD:
        return "250 OK"
    if at == "rcpt":
        tell({"held": at})
    text = await ANSWERS.get()
    if text == "close":
        server.transport.abort()
    return text


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 nobody of this name, sentinel"
        if address.startswith("later@"):
            return "451 later, sentinel"
        envelope.rcpt_tos.append(address)
        return await answer(server, "rcpt")

    async def handle_DATA(self, server, session, envelope):
        mail = b64encode(envelope.content).decode()
        tell({"from": envelope.mail_from, "to": envelope.rcpt_tos, "mail": mail})
        return await answer(server, "data")


def authenticate(server, session, envelope, mechanism, login):
    right = (login.login, login.password) == (b"desk", b"right")
    return AuthResult(success=right, handled=False)


async def main():
    private, certificate = certify(days=1)
    tls = context(private, certificate)

    def server():
        return SMTP(
            Handler(),
            hostname="localhost",
            tls_context=tls if MODE == "starttls" else None,
            require_starttls=MODE == "starttls",
            auth_required=True,
            auth_require_tls=MODE == "starttls",
            authenticator=authenticate,
        )

    loop = asyncio.get_running_loop()
    listening = await loop.create_server(
        server, "127.0.0.1", 0, ssl=tls if MODE == "tls" else None
    )
    port = listening.sockets[0].getsockname()[1]
    tell({"port": port, "certificate": certificate.decode()})
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        what, _, text = line.strip().partition(" ")
        if what == "answer":
            ANSWERS.put_nowait(text)
            continue
        HELD.clear()
        if what == "hold":
            HELD.add(text)
        tell({"done": what})


asyncio.run(main())
