"""API keys: who a caller is, told by a key of which only the hash is kept."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

WANTED = "want a line a caller, NAME:HASH or NAME:HASH:annotator, as `extractor serve --new-key NAME` prints it"
_LINE = re.compile(r"([\w.-]{1,64}):([0-9a-f]{64})(:annotator)?")


class KeysError(ValueError):
    """Keys that cannot be used; says where, what is wrong and what would be right."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The hashes of the keys by the names of the callers; without any, everybody may call."""

    hashes: tuple[tuple[str, bytes], ...] = ()
    annotators: frozenset[str] = frozenset()  # who may write annotations

    def __bool__(self) -> bool:
        return bool(self.hashes)

    def find_caller(self, key: str) -> str | None:
        """Whose key that is; every hash is compared, each in constant time, so that time tells nothing."""
        digest = sha256(key.encode("utf-8", "surrogatepass")).digest()
        found = [name for name, known in self.hashes if hmac.compare_digest(known, digest)]
        return found[0] if found else None


def read_keys(lines: Iterable[str], *, where: str) -> Keys:
    """The keys that the lines name; blank lines and # comments are left out.

    >>> read_keys(["# since May", f"portal:{'0' * 64}"], where="keys.txt").find_caller("guess") is None
    True
    """
    hashes, annotators = {}, set()
    for number, line in enumerate(map(str.strip, lines), 1):
        if not line or line.startswith("#"):
            continue
        if (match := _LINE.fullmatch(line)) is None:
            raise KeysError(f"{where}:{number}: this is no hashed key; {WANTED}")
        if match[1] in hashes:
            raise KeysError(f"{where}:{number}: {match[1]} has a key already; give each its own name")
        hashes[match[1]] = bytes.fromhex(match[2])
        annotators |= {match[1]} if match[3] else set()
    return Keys(tuple(hashes.items()), frozenset(annotators))


def make_key(name: str) -> tuple[str, str]:
    """A new key of 256 random bits, and the line with its hash to keep.

    A hash without salt or stretching is enough for a key that nobody chose.
    """
    key = secrets.token_urlsafe(32)
    line = f"{name}:{sha256(key.encode()).hexdigest()}"
    if _LINE.fullmatch(line) is None:
        raise KeysError(f"{name!r} cannot name a caller; letters, digits, . - and _ can, 64 at most")
    return key, line
