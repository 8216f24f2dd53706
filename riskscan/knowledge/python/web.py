"""Calls to web services: requests, httpx, urllib, aiohttp."""

from __future__ import annotations

from riskscan.knowledge.python.call import Call, Gives
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Undo

# fmt: off
_VERBS = (
    ("get", Operation.READ, Undo.YES, False), ("head", Operation.READ, Undo.YES, False), ("options", Operation.READ, Undo.YES, False),
    ("post", Operation.SEND, Undo.UNKNOWN, True), ("put", Operation.WRITE, Undo.UNKNOWN, True), ("patch", Operation.WRITE, Undo.UNKNOWN, True),
    ("delete", Operation.DELETE, Undo.UNKNOWN, True),
)
_WORDS = {"delete": "http_delete"}
_PAYLOAD = ("json", "data", "content", "files", "body")
_SESSIONS = (
    ("requests.Session", "requests", "", ""), ("requests.sessions.Session", "requests", "", ""), ("requests.session", "requests", "", ""),
    ("httpx.Client", "httpx", "base_url", ""), ("httpx.AsyncClient", "httpx", "base_url", "async"), ("aiohttp.ClientSession", "aiohttp", "base_url", "async"),
    ("requests_oauthlib.OAuth2Session", "requests", "", ""), ("urllib3.PoolManager", "urllib3", "", ""), ("requests_toolbelt.sessions.BaseUrlSession", "requests", "base_url", ""), ("cloudscraper.create_scraper", "requests", "", ""),
    ("google.auth.transport.requests.AuthorizedSession", "requests", "", ""), ("authlib.integrations.requests_client.OAuth2Session", "requests", "", ""),
)
_SOURCES = {"requests": "https://requests.readthedocs.io/en/latest/api/", "httpx": "https://www.python-httpx.org/api/"}
_URL = "https://api.example.com/v1/orders/7"

GIVES: tuple[Gives, ...] = (
    *(Gives(call=call, type="http.Session", within=(base,) if base else ()) for call, _, base, _ in _SESSIONS),
    Gives(call="http.Session.mount", type="self"),
    Gives(call="urllib.request.Request", type="urllib.Request", carries=(("name", 0),)),
    *(Gives(call=f"urllib.request.Request.{name}", type="urllib.Request", carries=(("name", "self"),)) for name in ("add_header",)),
    Gives(call="urllib.request.build_opener", type="urllib.Opener"),
)

CALLS: tuple[Call, ...] = (
    *(Call(
        id=f"python/{library}.{verb}", call=f"{library}.{verb}", operation=operation, verb=_WORDS.get(verb, verb), kind=AssetKind.URL, undo=undo, by_key=key, named_by=(0, "url"), payload=_PAYLOAD, source=source,
        example=f'import {library}\n\nresponse = {library}.{verb}("{_URL}", timeout=30)\nprint(response.status_code)\n', expect=(f"{operation} url:{_URL} {'one' if key else 'unknown'}",),
        near_misses=(f'import {library}\n\nresponse = {library}.{"get" if verb != "get" else "delete"}("{_URL}")\n', f'settings = {{"a": 1}}\nprint(settings.get("{_URL}"))\n'),
    ) for library, source in _SOURCES.items() for verb, operation, undo, key in _VERBS),
    *(Call(
        id=f"python/{library}.request-{verb}", call=f"{library}.request", operation=operation, verb=_WORDS.get(verb, verb), kind=AssetKind.URL, undo=undo, by_key=key, named_by=(1, "url"), payload=_PAYLOAD,
        when=(("0|method", (verb.upper(), verb)),), source=source,
        example=f'import {library}\n\n{library}.request("{verb.upper()}", "{_URL}")\n', expect=(f"{operation} url:{_URL} {'one' if key else 'unknown'}",),
        near_misses=(f'import {library}\n\n{library}.request("{"GET" if verb != "get" else "DELETE"}", "{_URL}")\n',),
    ) for library, source in _SOURCES.items() for verb, operation, undo, key in _VERBS),
    *(Call(
        id=f"python/{library}.request", call=f"{library}.request", operation=Operation.SEND, verb="request", kind=AssetKind.URL, undo=Undo.UNKNOWN, named_by=(1, "url"), payload=_PAYLOAD,
        when=(("0|method", ("?",)),), source=source,
        example=f'import sys\n\nimport {library}\n\n{library}.request(sys.argv[1], "{_URL}")\n', expect=(f"send url:{_URL} unknown",),
        near_misses=(f'import {library}\n\n{library}.request("GET", "{_URL}")\n',),
    ) for library, source in _SOURCES.items()),
    *(Call(
        id=f"python/http-session.{verb}", call=f"http.Session.{verb}", operation=operation, verb=_WORDS.get(verb, verb), kind=AssetKind.URL, undo=undo, by_key=key, named_by=(0, "url"), within=("self",), payload=_PAYLOAD, source=_SOURCES["requests"],
        example=f'import requests\n\nwith requests.Session() as session:\n    session.headers["Accept"] = "application/json"\n    session.{verb}("{_URL}")\n', expect=(f"{operation} url:{_URL} {'one' if key else 'unknown'}",),
        near_misses=(f'import requests\n\nsession = requests.Session()\nsession.{"get" if verb != "get" else "delete"}("{_URL}")\n',),
    ) for verb, operation, undo, key in _VERBS),
    *(Call(
        id=f"python/http-session.request-{verb}", call="http.Session.request", operation=operation, verb=_WORDS.get(verb, verb), kind=AssetKind.URL, undo=undo, by_key=key, named_by=(1, "url"), within=("self",), payload=_PAYLOAD,
        when=(("0|method", (verb.upper(), verb)),), source=_SOURCES["httpx"],
        example=f'import httpx\n\nclient = httpx.Client()\nclient.request("{verb.upper()}", "{_URL}")\n', expect=(f"{operation} url:{_URL} {'one' if key else 'unknown'}",),
        near_misses=(f'import httpx\n\nclient = httpx.Client()\nclient.request("{"GET" if verb != "get" else "DELETE"}", "{_URL}")\n',),
    ) for verb, operation, undo, key in _VERBS),
    Call(
        id="python/urllib.urlopen-post", call="urllib.request.urlopen", operation=Operation.SEND, verb="post", kind=AssetKind.URL, undo=Undo.UNKNOWN, by_key=True, named_by=(0, "url"), payload=(1, "data"), needs=(1, "data"), source="https://docs.python.org/3/library/urllib.request.html",
        example=f'import urllib.request\n\nurllib.request.urlopen("{_URL}", data=b"a=1")\n', expect=(f"send url:{_URL} one",),
        near_misses=(f'import urllib.request\n\nprint(urllib.request.urlopen("{_URL}").read())\n',),
    ),
    Call(
        id="python/urllib.urlopen", call="urllib.request.urlopen", operation=Operation.READ, verb="get", kind=AssetKind.URL, undo=Undo.YES, named_by=(0, "url"), when=(("1|data", ("", "None")),), source="https://docs.python.org/3/library/urllib.request.html",
        example=f'from urllib.request import urlopen\n\nwith urlopen("{_URL}") as response:\n    print(response.read())\n', expect=(f"read url:{_URL} unknown",),
        near_misses=(f'import urllib.request\n\nurllib.request.urlopen("{_URL}", data=b"a=1")\n',),
    ),
    *(Call(
        id=f"python/urllib.Request-{verb}", call="urllib.request.Request", operation=operation, verb=_WORDS.get(verb, verb), kind=AssetKind.URL, undo=Undo.UNKNOWN, by_key=True, named_by=(0, "url"), payload=(1, "data"), when=(("method", (verb.upper(),)),), source="https://docs.python.org/3/library/urllib.request.html",
        example=f'import urllib.request\n\nrequest = urllib.request.Request("{_URL}", method="{verb.upper()}")\nurllib.request.urlopen(request)\n', expect=(f"{operation} url:{_URL} one",),
        near_misses=(f'import urllib.request\n\nrequest = urllib.request.Request("{_URL}")\nurllib.request.urlopen(request)\n',),
    ) for verb, operation in (("post", Operation.SEND), ("put", Operation.WRITE), ("patch", Operation.WRITE), ("delete", Operation.DELETE))),
    Call(
        id="python/urllib.Request-data", call="urllib.request.Request", operation=Operation.SEND, verb="post", kind=AssetKind.URL, undo=Undo.UNKNOWN, by_key=True, named_by=(0, "url"), payload=(1, "data"), when=(("method", ("",)),), needs=(1, "data"), source="https://docs.python.org/3/library/urllib.request.html",
        example=f'import urllib.request\n\nrequest = urllib.request.Request("{_URL}", data=b"a=1")\nurllib.request.urlopen(request)\n', expect=(f"send url:{_URL} one",),
        near_misses=(f'import urllib.request\n\nrequest = urllib.request.Request("{_URL}")\nurllib.request.urlopen(request)\n',),
    ),
    Call(
        id="python/urllib.urlretrieve", call="urllib.request.urlretrieve", operation=Operation.WRITE, verb="download", kind=AssetKind.FILE, undo=Undo.WITH_WORK, by_key=True, named_by=(1, "filename"), needs=(1, "filename"), within=(0, "url"), source="https://docs.python.org/3/library/urllib.request.html",
        plain="It saves what it fetches as {target}.",
        example=f'import urllib.request\n\nurllib.request.urlretrieve("{_URL}", "orders.json")\n', expect=("write file:orders.json one",),
        near_misses=(f'import urllib.request\n\nurllib.request.urlretrieve("{_URL}")\n',),
    ),
    *(Call(
        id=f"python/gql.{name}", call=f"gql.Client.{name}", operation=Operation.SEND, verb="post", kind=AssetKind.URL, undo=Undo.UNKNOWN, named_by=("self",), payload=("variable_values",), source="https://gql.readthedocs.io/en/stable/",
        example=f'from gql import Client, gql\nfrom gql.transport.requests import RequestsHTTPTransport\n\nclient = Client(transport=RequestsHTTPTransport(url="https://api.example.com/graphql"))\nclient.{name}(gql("mutation {{ deleteUser(id: 7) }}"))\n', expect=("delete url:https://api.example.com/graphql unknown",),
    ) for name in ("execute", "execute_async")),
)
GIVES += (
    Gives(call="gql.gql", type="text"),
    Gives(call="gql.Client", type="gql.Client", carries=(("name", "transport"),)),
    *(Gives(call=call, type="gql.Transport", carries=(("name", "url"), )) for call in ("gql.transport.requests.RequestsHTTPTransport", "gql.transport.aiohttp.AIOHTTPTransport", "gql.transport.httpx.HTTPXTransport")),
)
