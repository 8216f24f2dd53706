"""Which values in code are passwords and keys. A value is never returned, shown or kept: callers ask yes or no.

Source: the published prefixes of the providers named beside each pattern.
"""

from __future__ import annotations

import re

_NAME = re.compile(
    r"(?i)(pass(word|wd|phrase)?|pwd|secret|token|api_?key|access_?key|private_?key|secret_?key|account_?key|credential|auth)s?$|^(pw|pgpassword)$"
)
_NOT_SECRET_NAME = re.compile(
    r"(?i)(name|url|uri|path|file|field|param|header|env|var|id|prompt|label|arn)$|bypass$|(^|_)(creation|client|idempotency|continuation|next|page|http)_?tokens?$"
)
_PLACEHOLDER = re.compile(
    r"(?i)^$|^[<{\[$%(].*|^(x+|\*+|\.+|none|null|todo|change[-_]?me.*|replace[-_]?me.*|insert[-_ ].*|(add|enter|put|use|set|my|the|this[-_]is)?[-_ ]?your.*|(example|placeholder|sample|dummy|mock|test|testing)([-_ ].*)?|password|secret|postgres|root|admin|foo|bar"
    r"|fake|required|optional|enabled?|disabled?|true|false|default|auto|oobesystem|specialize|auditsystem|inherit|plaintext|(arn:aws|projects/|/)[\w:/.*@-]*)$"
)
_WORDS = re.compile(r"[A-Z]+(_[A-Z]+)+|[a-z]+([-_][a-z]+)*[-_]key")  # the name of a constant or of a key, not the key
_NAMES_ONE = re.compile(r"(?i)(\w*_)?secrets?(_?(name|id|ref|path))?")
_PLACE = re.compile(r"[a-z]{2,}\d{0,2}([-_./][a-z]{2,}\d{0,2})+")  # words, as names of secrets in a vault or cluster are written
_TOKENS = (
    re.compile(r"\b(AKIA|ASIA)[0-9A-Z]{16}\b"),  # AWS access key id
    re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36,}\b"),  # GitHub tokens
    re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{10,}"),  # Slack
    re.compile(r"\bsk_live_[A-Za-z0-9]{16,}"),  # Stripe
    re.compile(r"\bAIza[0-9A-Za-z_-]{35}\b"),  # Google API key
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    re.compile(r"\bsk-(?:proj|ant|svcacct|or)-[\w-]{16,}|\bsk-[A-Za-z0-9]{32,}"),  # OpenAI, Anthropic, OpenRouter
    re.compile(r"\bglpat-[\w-]{20,}"),  # GitLab
    re.compile(r"\bSG\.[\w-]{16,}\.[\w-]{16,}"),  # SendGrid
    re.compile(r"\b(?:npm_[A-Za-z0-9]{36}|hf_[A-Za-z0-9]{30,}|pypi-[\w-]{50,}|shpat_[a-f0-9]{32})\b"),  # npm, Hugging Face, PyPI, Shopify
    re.compile(r"(?<=AccountKey=)[A-Za-z0-9+/]{40,}={0,2}"),  # Azure storage
    re.compile(
        r"(?<=hooks\.slack\.com/services/)T[A-Z0-9]{8,}/B[A-Z0-9]{8,}/(?!X{8})[A-Za-z0-9]{20,}"
    ),  # Slack: whoever has the address may post
)
_SHAPES = (
    *_TOKENS,
    re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s:/@{}$<>]+:(?![{$<*])[^\s:/@]{3,}@"),  # password in a URL
    re.compile(
        r"(?i)\bpassword\s*=\s*(?![{$%<*'\"_]|(?:ConvertTo|Get|Read|New|Import|Invoke)-)[^\s;&'\"]{3,}"
    ),  # password in a connection text
)

_LITERAL = re.compile(r"""([\w-]+)(["']?\s*[:=]\s*)(["'])([^"'\n]{1,400})\3""")  # password = "..." and "password": "..."


def is_secret(name: str, value: str) -> bool:
    """True where a constant of this name with this value is a password or key in plain sight; placeholders do not count."""
    if any(shape.search(value) for shape in _SHAPES):
        return True
    if not _NAME.search(name) or _NOT_SECRET_NAME.search(name):
        return False
    if _NAMES_ONE.fullmatch(name) and _PLACE.fullmatch(value):
        return False  # secret="airflow-gke-secrets": where it is kept
    if _letters(value) in (_letters(name), "my" + _letters(name)):
        return False  # secret_key = "secretKey": the name of what belongs there
    return len(value) >= 4 and not _PLACEHOLDER.match(value) and not _WORDS.fullmatch(value) and " " not in value.strip()


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def without_secrets(text: str) -> str:
    """The text with the password of URLs and connection texts taken out, for anything that is shown or kept."""
    text = re.sub(r"(?i)(\b[a-z][a-z0-9+.-]*://)[^\s/@]*@", r"\1", text)
    text = re.sub(r"(?i)\b(password|pwd)\s*=\s*('[^']*'|\"[^\"]*\"|[^\s;&]+)", r"\1=…", text)
    for shape in _TOKENS:
        text = shape.sub("…", text)
    return text


def masked(code: str) -> str:
    """Lines of code with the values of passwords and keys taken out, and nothing else: names of users, hosts and variables stay."""
    code = re.sub(r"(?i)(\b[a-z][a-z0-9+.-]*://[^\s:/@{}$<>'\"]+:)(?![{$<*])[^\s:/@'\"]{3,}@", r"\1…@", code)
    code = _LITERAL.sub(lambda m: f"{m[1]}{m[2]}{m[3]}…{m[3]}" if is_secret(m[1], m[4]) else m[0], code)
    for shape in _SHAPES[:6]:
        code = shape.sub("…", code)
    return code
