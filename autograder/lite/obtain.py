"""Every file of Pyodide that a site needs, each checked, from the first place that has it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.common.text import listed
from autograder.lite.cache import Cache, sha256
from autograder.lite.pyodide import CORE, LOCK, Core, LiteError, Release, chosen, release_of
from autograder.lite.sources import (
    ITS_VERSION,
    NotHad,
    Source,
    from_npm,
    from_pip,
    named,
    released,
)

_SHOWN = 3
Say = Callable[[str], None]


class Obtained:
    """The files of one Pyodide, had from the cache or from where they are."""

    def __init__(
        self,
        place: Path | None = None,
        cache: Cache | None = None,
        say: Say = lambda text: None,
        sources: Mapping[str, Sequence[Source]] | None = None,
        release: Release | None = None,
    ) -> None:
        """Args: where the author has a Pyodide, if anywhere; the cache; who is told of downloads;
        `sources` for "packages" and, by version, for a core, in place of those known; `release`
        in place of the course's own.

        Raises LiteError: there is nothing at `place`, or it is for another Python.
        """
        self._named = named(place) if place else None
        self.cache = cache or Cache()
        self._say = say
        self._sources = sources
        self.release = self._other_release() or release or chosen()

    def packages(self, wanted: Mapping[str, Mapping[str, Any]]) -> dict[str, bytes]:
        """The files of these packages of the lock, by file name; raises LiteError."""
        digests = {str(each["file_name"]): str(each["sha256"]) for each in wanted.values()}
        return self._have(digests, self._places("packages", ""))

    def core(self) -> tuple[Core, dict[str, bytes]]:
        """The first core that can be had, and its files; raises LiteError."""
        failed: LiteError | None = None
        for core in self.release.cores:
            try:
                return core, self._have(core.files, self._places("core", core.version))
            except LiteError as error:
                failed = failed or error
        assert failed is not None
        raise failed

    def _other_release(self) -> Release | None:
        """The release in the place that was named, if it is another one than ours."""
        if self._named is None:
            return None
        try:
            found = dict(self._named.fetch([LOCK]))
            own = release_of(json.loads(found[LOCK])) if found else None
        except (NotHad, KeyError, TypeError, ValueError) as error:
            raise LiteError(f"PYODIDE={self._named.name} cannot be used: {error}") from error
        return None if own is None or own.version == chosen().version else own

    def _places(self, what: str, version: str) -> list[Source]:
        first = [self._named] if self._named else []
        if self._sources is not None:
            return [*first, *self._sources.get(version or what, ())]
        if what == "core":
            first += [released(version, core=True), from_npm(version)]
        else:
            version = self.release.version
            first.append(released(version, core=False))
        return [*first, from_pip()] if version == ITS_VERSION else first

    def _have(self, wanted: Mapping[str, str | None], places: Sequence[Source]) -> dict[str, bytes]:
        """The wanted files (name → sha256, None for whatever it is); raises LiteError."""
        have = {name: data for name, digest in wanted.items() if (data := self._kept(digest))}
        why: list[str] = []
        for place in places:
            missing = {name: wanted[name] for name in wanted if name not in have}
            if not missing:
                break
            try:
                have |= self._from(place, missing, why)
            except NotHad as error:
                why.append(f"{place.name}: {error}")
        if lacking := [name for name in wanted if name not in have]:
            reasons = "; ".join(why) or "nowhere"
            raise LiteError(
                f"Pyodide's {listed(lacking, _SHOWN)} cannot be had ({reasons});"
                " get the whole release, then: make lite PYODIDE=its folder or archive"
            )
        return have

    def _kept(self, digest: str | None) -> bytes | None:
        return self.cache.get(digest) if digest else None

    def _from(
        self, place: Source, missing: Mapping[str, str | None], why: list[str]
    ) -> dict[str, bytes]:
        """What a place has of the missing files and is what it should be."""
        self._say(f"Pyodide: {len(missing)} files, from {place.name} ...")
        found: dict[str, bytes] = {}
        differs: list[str] = []
        for name, data in place.fetch(missing):
            expected = missing[name]
            if expected in (None, sha256(data)):
                self.cache.put(data)
                found[name] = data
            elif name not in found:
                differs.append(name)
        differs = [name for name in differs if name not in found]
        if differs and place is self._named and not set(differs) <= set(CORE):
            raise LiteError(
                f"{differs[0]} in PYODIDE={place.name} is not the file of Pyodide"
                f" {self.release.version} (its sha256 differs from {LOCK}): get it again, or leave"
                " PYODIDE out"
            )
        if differs:
            why.append(f"{place.name}: {listed(differs, _SHOWN)} differs from {LOCK}")
        elif not found:
            why.append(f"{place.name}: has none of them")
        return found
