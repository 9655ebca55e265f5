"""Who may sit at the desk: accounts with a password, and the sessions that are open."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from autograder.store.desk.tables import account, session
from autograder.store.store import now

INSTRUCTOR, MARKER = "instructor", "marker"
ROLES = (INSTRUCTOR, MARKER)
SHORTEST_PASSWORD = 10
SESSION = timedelta(hours=12)
# RFC 7914; the cost that OWASP's Password Storage Cheat Sheet gives for scrypt.
_COST, _BLOCK, _LANES = 2**15, 8, 3


class AccountError(ValueError):
    """An account cannot be made or changed; the text says what was expected."""


@dataclass(frozen=True)
class Session:
    """Somebody at the desk: the name, the role, and what each of their changes has to carry."""

    name: str
    role: str
    csrf: str

    @property
    def is_instructor(self) -> bool:
        return self.role == INSTRUCTOR


def set_account(connection: Connection, name: str, role: str, password: str) -> None:
    """Add an account, or give it another password and role; its sessions end.

    Raises AccountError.
    """
    if role not in ROLES:
        raise AccountError(f"expected the role {' or '.join(ROLES)}, found {role!r}")
    if not name.strip() or len(name) > 128 or name != name.strip() or not name.isprintable():
        raise AccountError(f"expected a name of at most 128 letters, found {name!r}")
    if len(password) < SHORTEST_PASSWORD:
        raise AccountError(f"expected a password of at least {SHORTEST_PASSWORD} characters")
    values = {"password": _hashed(password), "role": role, "changed": now()}
    same = account.c.name == name
    if connection.execute(update(account).where(same).values(values)).rowcount == 0:
        connection.execute(insert(account).values(values | {"name": name}))
    connection.execute(delete(session).where(session.c.name == name))


def remove_account(connection: Connection, name: str) -> bool:
    """Take an account away, with its sessions; returns whether there was one."""
    connection.execute(delete(session).where(session.c.name == name))
    return connection.execute(delete(account).where(account.c.name == name)).rowcount > 0


def accounts(connection: Connection) -> dict[str, str]:
    """The role of everybody with an account, by name."""
    query = select(account.c.name, account.c.role).order_by(account.c.name)
    return {row.name: row.role for row in connection.execute(query)}


def role_of(connection: Connection, name: str, password: str) -> str | None:
    """The role of an account whose password this is; None where it is not, or there is none."""
    query = select(account.c.password, account.c.role).where(account.c.name == name)
    found = connection.execute(query).first()
    if found is None:
        _hashed(password)  # an unknown name takes as long as a wrong password
        return None
    return found.role if _fits(password, found.password) else None


def open_session(connection: Connection, name: str, role: str) -> str:
    """Begin a session; returns the secret of its cookie, of which only a digest is kept."""
    secret = secrets.token_urlsafe(32)
    connection.execute(delete(session).where(session.c.until < now()))
    csrf, until = secrets.token_hex(16), now() + SESSION
    entry = {"digest": _digest(secret), "name": name, "role": role, "csrf": csrf, "until": until}
    connection.execute(insert(session).values(entry))
    return secret


def session_of(connection: Connection, secret: str, at: datetime | None = None) -> Session | None:
    """The session whose cookie holds this secret, if it is still open."""
    c = session.c
    query = select(c.name, c.role, c.csrf)
    query = query.where(c.digest == _digest(secret), c.until > (at or now()))
    found = connection.execute(query).first()
    return Session(*found) if found else None


def close_session(connection: Connection, secret: str) -> None:
    """End a session."""
    connection.execute(delete(session).where(session.c.digest == _digest(secret)))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _hashed(password: str) -> str:
    salt = secrets.token_bytes(16)
    return f"{_COST}:{salt.hex()}:{_key(password, salt, _COST).hex()}"


def _fits(password: str, kept: str) -> bool:
    cost, salt, key = kept.split(":")
    found = _key(password, bytes.fromhex(salt), int(cost))
    return secrets.compare_digest(found, bytes.fromhex(key))


def _key(password: str, salt: bytes, cost: int) -> bytes:
    size = {"r": _BLOCK, "p": _LANES, "maxmem": 2**26, "dklen": 32}
    return hashlib.scrypt(password.encode(), salt=salt, n=cost, **size)
