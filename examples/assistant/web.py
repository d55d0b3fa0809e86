"""Plumbing of the assistant's pages: forms, cookies, templates, headers."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from http.cookies import SimpleCookie
from pathlib import Path
from string import Template
from urllib.parse import parse_qs

from examples.assistant.gate import Environ, Start

HERE = Path(__file__).parent
WORDS: dict[str, dict[str, str]] = {
    name: json.loads((HERE / "words" / f"{name}.json").read_text("utf-8")) for name in ("en", "zh-hans")
}
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def e(text: str) -> str:
    """Escape for HTML, attributes included."""
    return html.escape(text, quote=True)


def language(environ: Environ) -> str:
    """`?lang=`, then the cookie, then what the browser prefers."""
    asked = parse_qs(environ.get("QUERY_STRING", "")).get("lang", [""])[0]
    wanted = asked or cookie_of(environ, "assistant_lang") or environ.get("HTTP_ACCEPT_LANGUAGE", "")
    return "zh-hans" if wanted.lower().startswith("zh") else "en"


def cookie_of(environ: Environ, name: str) -> str:
    """One cookie, empty where absent."""
    cookies = SimpleCookie(environ.get("HTTP_COOKIE", ""))
    return cookies[name].value if name in cookies else ""


def read_body(environ: Environ) -> bytes:
    """The body, 64 KiB at most."""
    length = environ.get("CONTENT_LENGTH") or "0"
    body: bytes = environ["wsgi.input"].read(min(int(length), 65_536)) if length.isdigit() else b""
    return body


def read_form(environ: Environ) -> dict[str, str]:
    """Fields of a posted form, empty for anything else."""
    if environ["REQUEST_METHOD"] != "POST":
        return {}
    return {
        name: values[0] for name, values in parse_qs(read_body(environ).decode("utf-8", "replace")).items()
    }


def template(name: str, values: dict[str, str]) -> str:
    """Fill a file of templates/; every placeholder must be given."""
    return Template((HERE / "templates" / f"{name}.html").read_text("utf-8")).substitute(values)


def page(environ: Environ, start: Start, kind: str, /, **values: str) -> Iterable[bytes]:
    """A page in the person's language. Values are HTML already; words are escaped here."""
    status, lang = values.pop("status_line", "200 OK"), language(environ)
    known = {f"t_{key}": e(word) for key, word in WORDS[lang].items()} | values
    body = template(kind, known)
    whole = template("page", known | {"lang": lang, "body": body, "page": kind})
    cookie = f"assistant_lang={lang}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax"
    return answer(start, status, "text/html; charset=utf-8", whole.encode(), cookie)


def static(path: str, start: Start) -> Iterable[bytes]:
    """A file of static/, by its name alone."""
    file = HERE / "static" / Path(path).name
    if not file.is_file() or file.suffix not in TYPES:
        return answer(start, "404 Not Found", "text/plain", b"not found")
    return answer(start, "200 OK", TYPES[file.suffix], file.read_bytes())


def redirect(start: Start, target: str, cookie: str = "") -> Iterable[bytes]:
    """Lead on with 303."""
    return answer(start, "303 See Other", "text/plain", b"", cookie, location=target)


def answer(
    start: Start, status: str, kind: str, body: bytes, cookie: str = "", *, location: str = ""
) -> Iterable[bytes]:
    """Send a body with the headers that every answer carries."""
    headers = [("Content-Type", kind), ("Content-Length", str(len(body))), ("Content-Security-Policy", CSP)]
    headers += [("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer")]
    headers += [("Cache-Control", "no-store")] if kind not in TYPES.values() else []
    headers += [("Set-Cookie", cookie)] if cookie else []
    headers += [("Location", location)] if location else []
    start(status, headers)
    return [body]
