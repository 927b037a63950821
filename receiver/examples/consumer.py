#!/usr/bin/env python3
"""Takes reports out of the desk, each into a file of its own: an example to begin from.

    RECEIVER_TOKEN=... python3 consumer.py http://127.0.0.1:7702 reports/

A report is acked, and with that deleted at the desk, only when its file is on the disk. Whatever
ends this halfway loses nothing: the lease runs out, and the report comes again. It then has the
same id, and so the same file.

Everything in a report was written by a stranger. Nothing in it is to be fetched, run, put into a
shell or shown as HTML.
"""

import json
import os
import sys
import urllib.request

# Reports at a time, and the seconds in which they have to be acked.
MAX, LEASE_SECONDS = 20, 600

# No proxy of the environment's: the token is for the desk alone.
HTTP = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def post(desk, path, body):
    """Posts JSON; gives the JSON of the answer, if it has any. Refusals are exceptions."""
    request = urllib.request.Request(
        desk + path,
        data=json.dumps(body).encode(),
        headers={
            "Authorization": f"Bearer {os.environ['RECEIVER_TOKEN']}",
            "Content-Type": "application/json",
        },
    )
    with HTTP.open(request, timeout=60) as answer:
        return json.loads(answer.read() or "null")


def keep(folder, claim):
    """Writes a report so that it is there whole, or not at all, whatever happens."""
    # The desk gives ids as 32 hexadecimal digits: safe as the name of a file.
    path = os.path.join(folder, claim["id"] + ".json")
    with open(path + ".part", "w", encoding="utf-8") as part:
        json.dump(claim["report"], part)
        part.flush()
        os.fsync(part.fileno())
    os.replace(path + ".part", path)
    directory = os.open(folder, os.O_RDONLY)
    os.fsync(directory)
    os.close(directory)


def main(desk, folder):
    """Takes all that waits."""
    os.makedirs(folder, mode=0o700, exist_ok=True)
    while True:
        request = {"max": MAX, "lease_seconds": LEASE_SECONDS}
        claims = post(desk, "/v1/claims", request)["claims"]
        if not claims:
            return
        for claim in claims:
            if claim["report"] is None:
                print(f"{claim['id']} cannot be read; the desk's log says why", file=sys.stderr)
                continue
            keep(folder, claim)
            post(desk, f"/v1/claims/{claim['id']}/ack", {"lease": claim["lease"]})


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), sys.argv[2])
