"""Which assets of the estate an effect means: exact name, longer form, pattern, address; several where several fit."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from riskscan.estate.names import SQL_KINDS, bucket_in, parts_of, plausible
from riskscan.model.asset import Asset, AssetKind, AssetRef, Match, key_of
from riskscan.model.estate import Estate
from riskscan.model.homes import address_in, block_of, home_in, is_address, is_placed

EXACT, LONGER, BARE, SEVERAL = 1.0, 0.9, 0.7, 0.4
_HOLE = re.compile(r"\{[^{}]*\}")
_METHOD = re.compile(r"^(GET|PUT|POST|DELETE|PATCH|HEAD)\s+", re.I)
_DATED = re.compile(r"[$@]\d{6,}$")
Candidates = tuple[tuple[str, float], ...]


class Names:
    """An index of all names of an estate. Building is one pass over the assets; a look-up does not grow with them (patterns excepted)."""

    def __init__(self, estate: Estate) -> None:
        self._assets: dict[str, Asset] = {asset.key: asset for asset in estate.assets}
        self._tables: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        self._exact: dict[str, list[str]] = defaultdict(list)
        self._paths: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        self._urls: dict[str, list[tuple[str, tuple[str, ...], str]]] = defaultdict(list)
        for key in sorted(self._assets):
            self._add(self._assets[key])

    def _add(self, asset: Asset) -> None:
        names = dict.fromkeys((asset.name, *asset.aliases))
        for name in names:
            self._exact[_fold(name)].append(asset.key)
            if address_in(name):
                continue
            if asset.kind in SQL_KINDS:
                parts = parts_of(name)
                self._tables[parts[-1]].append((parts, asset.key))
            elif asset.kind is AssetKind.URL:
                method, segments = _url(name)
                self._urls[_plain(segments[-1]) if segments else ""].append((method, segments, asset.key))
            elif asset.kind in (AssetKind.PROGRAM, AssetKind.FILE) and "/" in name:
                parts = tuple(p for p in name.split("/") if p)
                self._paths[parts[-1] if parts else ""].append((parts, asset.key))

    def candidates(self, ref: AssetRef) -> Candidates:
        """(key, confidence) of every asset that the reference may mean, best first, then by key; empty where none fits."""
        if ref.match is Match.UNKNOWN and not _HOLE.sub("", ref.name).strip(". "):
            return ()
        found: dict[str, float] = {}
        for name in self._telling(ref):
            for key, confidence in self._one(ref, name):
                found[key] = max(found.get(key, 0.0), confidence)
        return tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))

    def _telling(self, ref: AssetRef) -> tuple[str, ...]:
        """The names of a reference, and the block that it is; where its folder is known here, not the address alone, which all may have."""
        names = (ref.name, *ref.aliases, *(block_of(home_in(a), address_in(a)) for a in ref.aliases if is_placed(a)))
        known = {address_in(name) for name in ref.aliases if address_in(name) and _fold(name) in self._exact}
        if not known:
            return names
        return tuple(name for name in names if name not in known and (name == ref.name or not is_address(name)))

    def _one(self, ref: AssetRef, name: str) -> Iterable[tuple[str, float]]:
        if address_in(name):
            exact = [key for key in self._exact.get(_fold(name), ()) if self._fits(ref.kind, key)]
            return [(key, EXACT) for key in exact] if not is_placed(name) else _graded(exact, EXACT, exact)  # a block is all its uses
        if ("{" in name or "*" in name) and ref.kind is not AssetKind.URL:
            return self._pattern(ref, name)
        if ref.kind in (AssetKind.TABLE, AssetKind.VIEW, AssetKind.SCHEMA, AssetKind.DATABASE):
            return self._table(ref.kind, _DATED.sub("", name)) or self._named(ref, name)
        if ref.kind is AssetKind.COLUMN:
            return self._table(AssetKind.TABLE, name.rpartition(".")[0])
        if ref.kind is AssetKind.URL:
            return self._url(name, ref.within)
        if ref.kind in (AssetKind.FILE, AssetKind.OBJECT, AssetKind.BUCKET):
            return self._stored(ref, name)
        return self._named(ref, name)

    def _fits(self, kind: AssetKind, key: str) -> bool:
        return plausible(kind, self._assets[key].kind)

    def _named(self, ref: AssetRef, name: str) -> Iterable[tuple[str, float]]:
        """Resources by physical name, alias, ARN or address; programs by their path from the end; machines by their first part too."""
        exact = [key for key in self._exact.get(_fold(name), ()) if self._fits(ref.kind, key)]
        if exact:
            return _graded(exact, EXACT, self._best(exact, ref))
        if name.startswith("arn:"):
            return self._named(ref, re.split(r"[:/]", name)[-1])
        if ref.kind is AssetKind.PROGRAM or "/" in name:
            return self._path(name, AssetKind.PROGRAM)
        if ref.kind in (AssetKind.SERVER, AssetKind.DNS) and "." in name:
            short = [key for key in self._exact.get(_fold(name.partition(".")[0]), ()) if self._fits(ref.kind, key)]
            return _graded(short, BARE, short)
        return ()

    def _best(self, keys: list[str], ref: AssetRef) -> list[str]:
        """Of several exact matches, those of the very kind and place."""
        same = [k for k in keys if self._assets[k].kind is ref.kind] or keys
        placed = [k for k in same if ref.within and ref.within == self._assets[k].fact("within")]
        return placed or same

    def _table(self, kind: AssetKind, name: str) -> Iterable[tuple[str, float]]:
        parts = parts_of(name)
        exact = key_of(kind, name)
        listed = [(p, k) for p, k in self._tables.get(parts[-1], ()) if self._fits(kind, k)]
        same = sorted({k for p, k in listed if p == parts} | ({exact} & set(self._assets)))
        if same:
            others = self._namesakes(same, parts, listed)
            return [*_graded(same, EXACT, same), *((k, SEVERAL) for k in others)]
        longer = sorted({k for p, k in listed if len(p) > len(parts) and p[-len(parts) :] == parts})
        if longer:
            return _graded(longer, BARE if len(parts) == 1 else LONGER, longer)
        shorter = sorted({k for p, k in listed if len(p) < len(parts) and parts[-len(p) :] == p and self._bare_only(k, p)})
        return _graded(shorter, BARE, shorter)

    def _bare_only(self, key: str, parts: tuple[str, ...]) -> bool:
        """A shorter name counts only where the asset has no longer name of its own, which would say another place."""
        return len(parts_of(self._assets[key].name)) <= len(parts)

    def _namesakes(self, same: list[str], parts: tuple[str, ...], listed: list[tuple[tuple[str, ...], str]]) -> list[str]:
        """Further tables that a bare name may mean: the same word in a schema."""
        if len(parts) > 1:
            return []
        return sorted({k for p, k in listed if len(p) > 1} - set(same))

    def _url(self, name: str, within: str) -> Iterable[tuple[str, float]]:
        """Calls whose path template fits the end of the address."""
        method, segments = _url(name)
        found: dict[str, float] = {}
        last = _plain(segments[-1]) if segments else ""
        for slot in dict.fromkeys((last, "")):
            for other_method, template, key in self._urls.get(slot, ()):
                if method and other_method and method != other_method:
                    continue
                if _fits_template(segments, template):
                    found[key] = max(found.get(key, 0.0), EXACT if segments == template else LONGER)
        return list(found.items())

    def _stored(self, ref: AssetRef, name: str) -> Iterable[tuple[str, float]]:
        """Files by path (and host), and the file store that an address lies in."""
        found: dict[str, float] = {}
        for key in self._exact.get(_fold(name), ()):
            asset = self._assets[key]
            if (
                asset.kind is ref.kind
                or (asset.kind in (AssetKind.BUCKET, AssetKind.OBJECT, AssetKind.FILE) and ref.kind is not AssetKind.BUCKET)
                or (ref.kind is AssetKind.BUCKET and asset.kind is AssetKind.RESOURCE)
            ):
                found[key] = EXACT
        bucket = bucket_in(ref.kind, name, ref.within)
        if bucket:
            for key in self._exact.get(_fold(bucket), ()):
                if self._assets[key].kind in (AssetKind.BUCKET, AssetKind.RESOURCE):
                    found[key] = EXACT if ref.kind is AssetKind.BUCKET else LONGER
        if ref.kind is AssetKind.FILE:
            return self._on_host(found, ref, name)
        return list(found.items())

    def _on_host(self, found: dict[str, float], ref: AssetRef, name: str) -> Iterable[tuple[str, float]]:
        """Folders of machines: the one on the named host; without a host, every machine that has such a folder."""
        holders = set(found)
        path = name.rstrip("/*") or "/"
        while path.strip("/") and not holders:  # "//" stays "//", however often its folder is asked for
            holders |= {
                k for k in self._exact.get(_fold(path), ()) if self._assets[k].kind is AssetKind.FILE and self._assets[k].fact("within")
            }
            path = posixpath.dirname(path)
        hosted = {k for k in holders if self._assets[k].fact("within")}
        named = {k for k in hosted if ref.within and self._assets[k].fact("within").lower() in ref.within.lower()}
        if named:
            return [*((k, LONGER) for k in sorted(named)), *((k, EXACT) for k in sorted(holders - hosted))]
        if ref.within and hosted:
            return [(k, found[k]) for k in sorted(holders - hosted)]
        level = BARE if len(hosted) == 1 else SEVERAL
        plain = [(k, found.get(k, LONGER)) for k in sorted(holders - hosted)]
        return plain + [(k, level) for k in sorted(hosted)] or self._path(name, AssetKind.FILE)

    def _path(self, name: str, kind: AssetKind) -> Iterable[tuple[str, float]]:
        """Files and programs whose path ends with the name, or the other way round."""
        parts = tuple(p for p in name.replace("\\", "/").split("/") if p not in ("", ".", ".."))
        if not parts:
            return ()
        fitting = sorted(
            {
                key
                for other, key in self._paths.get(parts[-1], ())
                if self._assets[key].kind is kind and (other[-len(parts) :] == parts or (len(other) > 1 and parts[-len(other) :] == other))
            }
        )
        return _graded(fitting, LONGER if len(parts) > 1 else BARE, fitting)

    def _pattern(self, ref: AssetRef, name: str) -> Iterable[tuple[str, float]]:
        """Names with unknown parts; a name that is unknown throughout fits nothing."""
        if sum(sign.isalnum() for sign in _HOLE.sub("", name)) < 3:
            return ()
        sought = _wildcard(name, ref.kind in SQL_KINDS)
        kind = AssetKind.TABLE if ref.kind is AssetKind.COLUMN else ref.kind
        fitting = sorted(
            key
            for key, asset in self._assets.items()
            if (asset.kind is kind or self._fits(kind, key)) and any(sought.search(_fold(n)) for n in (asset.name, *asset.aliases))
        )
        fitting = [key for key in fitting if self._assets[key].kind is kind] or fitting
        graded = _graded(fitting, BARE, fitting)
        if kind in (AssetKind.OBJECT, AssetKind.FILE, AssetKind.BUCKET):
            bucket = bucket_in(ref.kind, name, ref.within)
            if bucket and "{" not in bucket:
                holders = [key for key in self._exact.get(_fold(bucket), ()) if self._assets[key].kind is AssetKind.BUCKET]
                graded += [(key, LONGER) for key in holders if key not in fitting]
        return graded


def _graded(keys: Iterable[str], one: float, best: list[str]) -> list[tuple[str, float]]:
    """One match gets its confidence, several get the lowest; of several the best alone may keep it."""
    unique = sorted(set(keys))
    if len(unique) == 1 or len(set(best)) == 1:
        return [(key, one if key in best else SEVERAL) for key in unique]
    return [(key, SEVERAL) for key in unique]


def _fold(name: str) -> str:
    return name.strip().strip('"`').lower()


def _plain(segment: str) -> str:
    """A path segment, empty where it is a hole."""
    return "" if "{" in segment or segment.startswith((":", "<")) or segment.isdigit() else segment.lower()


@lru_cache(maxsize=8192)
def _url(name: str) -> tuple[str, tuple[str, ...]]:
    """(method or empty, path segments with the host first where there is one) of an address."""
    found = _METHOD.match(name)
    method = found[1].upper() if found else ""
    rest = name[found.end() :] if found else name
    rest = re.sub(r"^[a-z][a-z0-9+.-]*://", "", rest, flags=re.I).split("?")[0].split("#")[0]
    return method, tuple(s.lower() if "{" not in s else s for s in rest.split("/") if s)


def _fits_template(segments: tuple[str, ...], template: tuple[str, ...]) -> bool:
    """True where the address ends with the template; at least one plain segment must agree."""
    if not template or len(template) > len(segments):
        return False
    pairs = list(zip(segments[-len(template) :], template, strict=True))
    return all(not _plain(b) or _plain(a) == _plain(b) for a, b in pairs) and any(_plain(a) and _plain(a) == _plain(b) for a, b in pairs)


@lru_cache(maxsize=4096)
def _wildcard(name: str, dotted: bool) -> re.Pattern[str]:
    """A name with ``{holes}`` and ``*`` as a pattern over folded names; a tag filter (``tag:Name=*x``) counts by its value."""
    text = _fold(name)
    text = text.rpartition("=")[2] if text.startswith("tag:") else text
    made = "".join(".*" if part == "*" or part.startswith("{") else re.escape(part) for part in re.split(r"(\{[^{}]*\}|\*)", text))
    return re.compile(("(?:^|\\.)" if dotted else "^") + made + "$")


__all__ = ["Names"]
