"""The assistant: pages, a few honest tools, and one capability behind `gate.verify_first`."""

from __future__ import annotations

import json
import os
import re
import secrets
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import HTTPError

from examples.assistant.gate import App, Bonafide, Environ, Start, signed, verify_first
from examples.assistant.web import (
    WORDS,
    answer,
    cookie_of,
    e,
    language,
    page,
    read_body,
    read_form,
    redirect,
    static,
    template,
)

Form = dict[str, str]

RULE, AGAIN_RULE = "advanced-capability@1", "still-you@1"
FACE_ALONE = "itmpl_selfie_again"
NAMES = ("Ada", "Bo", "美玲", "Omar")
CARD = {"approved": "open", "completed": "wait", "needs_review": "wait", "declined": "declined"}
OVER = {"expired", "failed"}
NONE_KEPT = 409
GONE = {404, 409}
"""Answers that mean: this inquiry was erased or has ended, ask anew."""
SECRETS = {
    "private_key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "cloud_key": re.compile(r"\bAKIA[0-9A-Z]{16}\b"),
    "token": re.compile(r"\b(?:ghp|xoxb|sk|whsec|bonafide)_[\w-]{16,}"),
}
TABLES = """
CREATE TABLE IF NOT EXISTS visit (token TEXT PRIMARY KEY, person TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS talk
  (id INTEGER PRIMARY KEY, person TEXT NOT NULL, who TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS inquiry (id TEXT PRIMARY KEY, person TEXT NOT NULL, status TEXT NOT NULL,
  event_at TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS told (webhook_id TEXT PRIMARY KEY);
"""


class Assistant:
    """The state (SQLite) and the pages."""

    def __init__(self, data: Path, bonafide: Bonafide, secret: str, own: str) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self.file, self.bonafide, self.secret, self.own = data / "assistant.sqlite3", bonafide, secret, own
        with self.rows() as rows:
            rows.executescript(TABLES)

    def rows(self) -> sqlite3.Connection:
        return sqlite3.connect(self.file, timeout=10)

    def app(self) -> App:
        """Everything, with the lab behind the gate."""
        return verify_first(self.pages, "/lab", self.verified, self.please_verify)

    def person(self, environ: Environ) -> str:
        query, token = "SELECT person FROM visit WHERE token = ?", cookie_of(environ, "assistant")
        found = self.rows().execute(query, (token,)).fetchone()
        return str(found[0]) if found else ""

    def latest(self, person: str) -> tuple[str, str]:
        """Identifier and status of the person's newest inquiry, empty where there is none."""
        query = "SELECT id, status FROM inquiry WHERE person = ? ORDER BY rowid DESC LIMIT 1"
        found = self.rows().execute(query, (person,)).fetchone()
        return (str(found[0]), str(found[1])) if found else ("", "")

    def verified(self, environ: Environ) -> bool:
        return self.latest(self.person(environ))[1] == "approved"

    def please_verify(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """What the gate shows instead of the lab: the reason in the chat, with the way on."""
        person = self.person(environ)
        if person:
            self.say(person, "gate", "")
        return redirect(start, "/#last")

    def say(self, person: str, who: str, text: str) -> None:
        with self.rows() as rows:
            rows.execute("INSERT INTO talk (person, who, text) VALUES (?, ?, ?)", (person, who, text[:2000]))

    def pages(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """What needs no name: files, health, the webhook."""
        path = environ["PATH_INFO"]
        if path.startswith("/static/"):
            return static(path, start)
        if path == "/webhooks/bonafide" and environ["REQUEST_METHOD"] == "POST":
            return self.webhook(environ, start)
        if path == "/healthz":
            return answer(start, "200 OK", "text/plain", b"ok")
        return self.rooms(environ, start)

    def rooms(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """The pages of somebody. Whoever has not picked a name sees the door."""
        path, person, form = environ["PATH_INFO"], self.person(environ), read_form(environ)
        if path == "/login" and form.get("name", "").strip():
            return self.login(start, form["name"].strip()[:30])
        if not person:
            doors = "".join(f'<button name="name" value="{e(n)}">{e(n)}</button>' for n in NAMES)
            return page(environ, start, "door", doors=doors)
        rooms = {"/say": self.hear, "/lab": self.lab, "/verify": self.verify, "/return": self.back}
        rooms |= {"/status": self.status, "/leave": self.leave, "/still-you": self.still_you}
        try:
            return rooms.get(path, self.chat)(environ, start, person, form)
        except OSError:
            return page(environ, start, "trouble", status_line="502 Bad Gateway")

    def status(self, _environ: Environ, start: Start, person: str, _form: Form) -> Iterable[bytes]:
        return answer(start, "200 OK", "application/json", json.dumps(self.latest(person)[1]).encode())

    def leave(self, _environ: Environ, start: Start, _person: str, _form: Form) -> Iterable[bytes]:
        return redirect(start, "/", "assistant=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax")

    def login(self, start: Start, name: str) -> Iterable[bytes]:
        token = secrets.token_urlsafe(24)
        with self.rows() as rows:
            rows.execute("INSERT INTO visit VALUES (?, ?)", (token, name))
        return redirect(start, "/", f"assistant={token}; Path=/; HttpOnly; SameSite=Lax")

    def chat(self, environ: Environ, start: Start, person: str, _form: Form) -> Iterable[bytes]:
        query = "SELECT who, text FROM talk WHERE person = ? ORDER BY id DESC LIMIT 30"
        said = self.rows().execute(query, (person,)).fetchall()[::-1]
        status, bubbles = self.latest(person)[1], []
        last_gate = max((i for i, (who, _) in enumerate(said) if who == "gate"), default=-1)
        for index, (who, text) in enumerate(said):
            if who != "gate":
                bubbles.append(f'<li class="{e(who)}"><p>{e(text)}</p></li>')
            elif index == last_gate:
                bubbles.append(f'<li class="bot">{card(status, WORDS[language(environ)])}</li>')
        talk = "".join(bubbles)
        return page(environ, start, "chat", name=e(person), talk=talk, status=e(status))

    def hear(self, environ: Environ, start: Start, person: str, form: Form) -> Iterable[bytes]:
        text = form.get("text", "").strip()
        if text:
            self.say(person, "me", text)
            if re.search(r"\blab\b|实验室", text, re.IGNORECASE):
                return redirect(start, "/lab")
            self.say(person, "bot", reply(text, WORDS[language(environ)]))
        return redirect(start, "/#last")

    def lab(self, environ: Environ, start: Start, _person: str, form: Form) -> Iterable[bytes]:
        """The guarded capability: find what looks like a secret in a text. Nothing of it is kept."""
        text = form.get("text", "")
        found = [name for name, pattern in SECRETS.items() if pattern.search(text)]
        words = WORDS[language(environ)]
        lines = [words[f"found_{name}"] for name in found] or ([words["found_none"]] if text else [])
        result = "".join(f"<li>{e(line)}</li>" for line in lines)
        return page(environ, start, "lab", result=result, text=e(text))

    def verify(self, environ: Environ, start: Start, person: str, _form: Form) -> Iterable[bytes]:
        """Lead to the hosted pages: the open inquiry, or a new one where there is none."""
        inquiry, status = self.latest(person)
        if not inquiry or status in OVER:
            return redirect(start, self.bonafide.link(self.ask(environ, person)))
        try:
            return redirect(start, self.bonafide.link(inquiry))
        except HTTPError as error:
            if error.code not in GONE:
                raise
            return redirect(start, self.bonafide.link(self.ask(environ, person)))

    def still_you(self, environ: Environ, start: Start, person: str, _form: Form) -> Iterable[bytes]:
        """Ask somebody who is verified for the face alone; where none is kept, say so and change nothing."""
        if not self.verified(environ):
            return self.please_verify(environ, start)
        try:
            return redirect(start, self.bonafide.link(self.ask(environ, person, FACE_ALONE)))
        except HTTPError as error:
            if error.code != NONE_KEPT:
                raise
            self.say(person, "bot", WORDS[language(environ)]["still_none"])
            return redirect(start, "/#last")

    def ask(self, environ: Environ, person: str, template: str = "") -> str:
        """Make an inquiry and remember whose it is."""
        lang = language(environ)
        rule, text = (AGAIN_RULE, "still_text") if template else (RULE, "rule_text")
        inquiry = self.bonafide.ask(
            f"demo-{person}",
            rule=rule,
            rule_text=WORDS[lang][text],
            back=f"{self.own}/return",
            language=lang,
            template=template,
        )
        with self.rows() as rows:
            rows.execute(
                "INSERT INTO inquiry (id, person, status) VALUES (?, ?, 'created')", (inquiry, person)
            )
        return inquiry

    def back(self, _environ: Environ, start: Start, person: str, __form: Form) -> Iterable[bytes]:
        """The person returns: ask for the status, in case the webhook is still on its way."""
        inquiry, _ = self.latest(person)
        if inquiry:
            now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            with self.rows() as rows:
                learn(rows, inquiry, self.bonafide.status(inquiry), now)
        return redirect(start, "/#last")

    def webhook(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Unlock on Bonafide's word alone: signed, fresh, and each message once."""
        body = read_body(environ)
        headers = {k[5:].replace("_", "-").lower(): v for k, v in environ.items() if k.startswith("HTTP_")}
        if not self.secret or not signed(headers, body, self.secret):
            return answer(start, "401 Unauthorized", "text/plain", b"signature refused")
        attributes = json.loads(body)["data"]["attributes"]
        inquiry = attributes["payload"]["data"]
        with self.rows() as rows:
            if rows.execute("INSERT OR IGNORE INTO told VALUES (?)", (headers["webhook-id"],)).rowcount:
                learn(rows, inquiry["id"], inquiry["attributes"]["status"], attributes["created-at"])
        return answer(start, "200 OK", "text/plain", b"ok")


def learn(rows: sqlite3.Connection, inquiry: str, status: str, at: str) -> None:
    """Take a status over unless something newer is known: webhooks come in any order."""
    update = "UPDATE inquiry SET status = ?, event_at = ? WHERE id = ? AND event_at <= ?"
    rows.execute(update, (status, at, inquiry, at))


def card(status: str, words: dict[str, str]) -> str:
    """The gate's answer in the chat, for the state the person is in."""
    kind = CARD.get(status, "verify")
    again = words["again"] if status in OVER else ""
    action = words["continue"] if status == "pending" else words[f"{kind}_action"]
    target = "/lab" if kind == "open" else "/verify"
    needs = words["needs"] if kind == "verify" else ""
    button = f'<a class="button" href="{target}">{e(action)}</a>' if action else ""
    values = {"kind": kind, "title": words[f"{kind}_title"], "text": words[f"{kind}_text"], "again": again}
    values |= {"why": words["rule_text"] if kind == "verify" else "", "needs": needs, "rule": RULE}
    return template("card", {name: e(value) for name, value in values.items()} | {"button": button})


def reply(text: str, words: dict[str, str]) -> str:
    """The tools: adding up, counting words, the clock."""
    numbers = [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?", text)]
    if "+" in text and len(numbers) > 1:
        return f"{sum(numbers):g}"
    if re.search(r"\btime\b|几点|时间", text):
        return datetime.now(UTC).strftime("%H:%M UTC")
    counted = re.match(r"(?:count|数)[:：]?\s*(.+)", text, re.IGNORECASE | re.DOTALL)
    if counted:
        return words["counted"].format(len(counted[1].split()), len(counted[1]))
    return words["dont_know"]


def from_environment() -> Assistant:
    """The assistant as ASSISTANT_* and BONAFIDE_* say."""
    port = os.environ.get("ASSISTANT_PORT", "8001")
    base = os.environ.get("BONAFIDE_API", "http://localhost:8000").rstrip("/")
    base = base if base.endswith("/api/v1") else f"{base}/api/v1"
    client = Bonafide(base, os.environ.get("BONAFIDE_API_KEY", ""))
    own = os.environ.get("ASSISTANT_URL", f"http://localhost:{port}").rstrip("/")
    data = Path(os.environ.get("ASSISTANT_DATA", "data/assistant"))
    return Assistant(data, client, os.environ.get("BONAFIDE_WEBHOOK_SECRET", ""), own)
