// Talks to the server: small JSON, and live frames one at a time.

const CSRF = /** @type {HTMLMetaElement} */ (document.querySelector("meta[name=csrf]")).content;
const PATIENCE_MS = 12000;

/** The server refused; `code` is its machine word. */
export class Refused extends Error {
  /** @param {string} code @param {string} text */
  constructor(code, text) {
    super(text);
    this.code = code;
  }
}

/** Nobody answered: the network is gone or the server is restarting. */
export class Gone extends Error {}

/**
 * @param {string} address
 * @param {RequestInit} request
 * @returns {Promise<any>}
 */
async function call(address, request) {
  const stop = new AbortController();
  const clock = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(address, { ...request, signal: stop.signal, credentials: "same-origin" });
    return await read(answer);
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Gone();
  } finally {
    clearTimeout(clock);
  }
}

/** @param {Response} answer @returns {Promise<any>} */
async function read(answer) {
  const isJson = (answer.headers.get("Content-Type") || "").includes("json");
  const body = isJson ? await answer.json() : {};
  if (answer.ok) return body;
  if (body.error) throw new Refused(body.error.code, body.error.text);
  if (answer.status >= 500) throw new Gone();
  throw new Refused(answer.status === 403 ? "csrf" : "other", "");
}

/** @param {string} address @param {object} body */
export function post(address, body) {
  return call(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": CSRF },
    body: JSON.stringify(body),
  });
}

/** @param {string} address */
export function get(address) {
  return call(address, { headers: { Accept: "application/json" } });
}

/** @param {number} ms */
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * One open capture: numbers its frames and measures how long an answer takes.
 */
export class Capture {
  /** @param {any} started */
  constructor(started) {
    this.id = started.capture;
    this.nonce = started.nonce;
    this.opened = performance.now();
    this.seq = 0;
    this.rtt = -1;
  }

  /**
   * @param {string} kind
   * @param {object} camera
   * @param {object} wishes
   * @returns {Promise<{capture: Capture, answer: any}>}
   */
  static async start(kind, camera, wishes = {}) {
    const answer = await post("/verify/capture/start", { kind, camera, ...wishes });
    return { capture: new Capture(answer), answer };
  }

  /**
   * @param {Blob} jpeg
   * @param {{full?: boolean, byHand?: boolean, light?: number, lightMs?: number, probeMs?: number, closer?: boolean}} how
   */
  async send(jpeg, how = {}) {
    const began = performance.now();
    /** @type {Record<string, string>} */
    const headers = {
      "Content-Type": "image/jpeg",
      "X-CSRFToken": CSRF,
      "X-Capture": this.id,
      "X-Nonce": this.nonce,
      "X-Seq": String(this.seq++),
      "X-Client-Ms": String(Math.round(began - this.opened)),
    };
    if (how.full) headers["X-Full"] = "1";
    if (how.byHand) headers["X-By-Hand"] = "1";
    if (how.closer) headers["X-Closer"] = "1";
    if (how.light !== undefined && how.light >= 0) {
      headers["X-Light"] = String(how.light);
      headers["X-Light-Ms"] = String(Math.round(how.lightMs || 0));
    }
    if (how.probeMs !== undefined) headers["X-Probe-Ms"] = String(Math.round(how.probeMs));
    if (this.rtt >= 0) headers["X-Rtt-Ms"] = String(Math.round(this.rtt));
    const answer = await call("/verify/capture/frame", { method: "POST", headers, body: jpeg });
    this.rtt = performance.now() - began;
    return answer;
  }

  finish() {
    return post("/verify/capture/finish", { capture: this.id, nonce: this.nonce });
  }

  /** @param {string} reason */
  fail(reason) {
    return post("/verify/capture/fail", { capture: this.id, nonce: this.nonce, reason }).catch(() => undefined);
  }
}
