"""X-Wing keys of `cryptography`, from the bytes in which this project writes them."""

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHAKE256, Hash
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey


def public(key):
    """ML-KEM's key, then X25519's."""
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(key[:1184]),
        X25519PublicKey.from_public_bytes(key[1184:]),
    )


def private(seed):
    """64 bytes for ML-KEM and 32 for X25519, all from the seed."""
    mlkem, x25519 = halves(seed)
    return MLKEM768X25519PrivateKey(mlkem, x25519)


def public_bytes(seed):
    """The public key of a seed."""
    return b"".join(half.public_key().public_bytes_raw() for half in halves(seed))


def halves(seed):
    shake = Hash(SHAKE256(96))
    shake.update(seed)
    secrets = shake.finalize()
    return (
        MLKEM768PrivateKey.from_seed_bytes(secrets[:64]),
        X25519PrivateKey.from_private_bytes(secrets[64:]),
    )
