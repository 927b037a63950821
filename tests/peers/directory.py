"""A directory of hotlines, as The Update Framework's own library reads and writes it.

`read URL ROOT` prints the directory at an address, which begins with the root in a file. `write FOLDER ENDS` writes a
directory, whose text is read from standard input, as one officer signs it until that second since 1970, with its root in
`1.root.json`.
"""

import hashlib
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import (
    MetaFile,
    Metadata,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)
from tuf.ngclient import Updater

TARGET = "directory.json"


def read(url, root):
    with tempfile.TemporaryDirectory() as folder:
        updater = Updater(
            metadata_dir=folder,
            metadata_base_url=url,
            target_dir=folder,
            target_base_url=url,
            bootstrap=Path(root).read_bytes(),
        )
        updater.refresh()
        print(Path(updater.download_target(updater.get_targetinfo(TARGET))).read_text())


def write(folder, ends):
    folder = Path(folder)
    text = sys.stdin.buffer.read()
    signer = CryptoSigner.generate_ed25519()
    ends = datetime.fromtimestamp(int(ends), timezone.utc)
    root = Root(expires=ends, consistent_snapshot=True)
    for role in ["root", "targets", "snapshot", "timestamp"]:
        root.add_key(signer.public_key, role)
    file = TargetFile.from_data(TARGET, text, ["sha256"])
    targets = Targets(expires=ends, targets={TARGET: file})
    snapshot = Snapshot(expires=ends, meta={"targets.json": MetaFile(1)})
    timestamp = Timestamp(expires=ends, snapshot_meta=MetaFile(1))
    for name, signed in [
        ("1.root", root),
        ("1.targets", targets),
        ("1.snapshot", snapshot),
        ("timestamp", timestamp),
    ]:
        metadata = Metadata(signed)
        metadata.sign(signer)
        metadata.to_file(str(folder / f"{name}.json"))
    digest = hashlib.sha256(text).hexdigest()
    (folder / f"{digest}.{TARGET}").write_bytes(text)


match sys.argv[1:]:
    case ["read", url, root]:
        read(url, root)
    case ["write", folder, ends]:
        write(folder, ends)
    case _:
        sys.exit(__doc__)
