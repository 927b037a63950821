"""Reads what the desk hands off with what its recipients might use: a request on each line of the
input, an answer on each line of the output.

  { "xarf": text }  →  { "errors": [ … ] }     by `xarf`, as a report of version 4
  { "yaml": text }  →  { "value": … }          by `yaml`
  { "mail": base64 }  →  { "headers": { … }, "body": text,
                           "files": { name: [media type, text] } }     by Python's `email`
"""

import email
import json
import sys
from base64 import b64decode
from email import policy

import xarf
import yaml


def check(text):
    return {"errors": [str(error) for error in xarf.parse(text).errors]}


def parse(mail):
    message = email.message_from_bytes(b64decode(mail), policy=policy.SMTP)
    files = {
        file.get_filename(): [file.get_content_type(), file.get_content().decode()]
        for file in message.iter_attachments()
    }
    body = message.get_body(["plain"]).get_content()
    return {"headers": dict(message.items()), "body": body, "files": files}


READ = {"xarf": check, "yaml": lambda text: {"value": yaml.safe_load(text)}, "mail": parse}

for line in sys.stdin:
    ((kind, text),) = json.loads(line).items()
    print(json.dumps(READ[kind](text)), flush=True)
