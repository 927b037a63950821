"""Prints a key and a certificate for this machine, as `{ "key", "certificate" }`. The argument is for how many
days the certificate holds."""

import json
import sys

from tls import certify

private, certificate = certify(float(sys.argv[1]))
print(json.dumps({"key": private.decode(), "certificate": certificate.decode()}))
