// What the camera pages share: the hint, the troubles, and living through a lost network.
import { Gone, Refused, sleep } from "./api.js";
import { Trouble } from "./camera.js";

const QUIET_MS = 650;
const BACK_OFF_MS = [500, 1000, 2000, 3000, 4000, 5000];
/** Codes after which the step simply begins anew, without a question. */
const ANEW = new Set(["capture_expired", "capture_lost", "capture_unknown"]);

/**
 * @template {Element} [T=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} root
 * @returns {T}
 */
export function find(selector, root = document) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(selector);
  return /** @type {T} */ (/** @type {unknown} */ (found));
}

/** One hint at a time, and long enough to be read. */
export class HintLine {
  /** @param {HTMLElement} box */
  constructor(box) {
    this.span = find("span", box);
    this.last = 0;
  }

  /** @param {string} text @param {boolean} now */
  say(text, now = false) {
    if (!text || this.span.textContent === text) return;
    if (!now && performance.now() - this.last < QUIET_MS) return;
    this.span.textContent = text;
    this.last = performance.now();
  }
}

/**
 * One dot for each part of a way, full where it is done; said to who cannot see it too.
 * @param {HTMLElement} line @param {number} done @param {number} all
 */
export function dots(line, done, all) {
  line.replaceChildren(
    ...Array.from({ length: all }, (_, i) => {
      const dot = document.createElement("i");
      dot.classList.toggle("done", i < done);
      return dot;
    }),
  );
  line.setAttribute("aria-label", `${line.dataset.label} ${done}`);
}

let wasGone = false;

/** @param {boolean} gone */
export function showNetwork(gone) {
  if (gone) wasGone = true;
  find("#network").hidden = !gone;
}

/**
 * Show what happened and the way on; resolves when the person asks to try again.
 * @param {string} code
 * @returns {Promise<void>}
 */
export function showTrouble(code) {
  const box = find("#trouble");
  const words = document.querySelector(`template[data-trouble="${code}"]`) || find('template[data-trouble="other"]');
  box.replaceChildren(/** @type {HTMLTemplateElement} */ (words).content.cloneNode(true));
  find("#camera").hidden = true;
  box.hidden = false;
  showNetwork(false);
  box.focus();
  return new Promise((again) => {
    const button = box.querySelector("[data-retry]");
    if (button) button.addEventListener("click", () => again(hideTrouble()), { once: true });
  });
}

function hideTrouble() {
  const box = find("#trouble");
  box.hidden = true;
  box.replaceChildren();
}

/** @param {unknown} error @returns {string} "anew" where the step begins again by itself */
export function codeOf(error) {
  if (error instanceof Trouble) return error.code;
  if (error instanceof Refused) return ANEW.has(error.code) ? "anew" : error.code;
  return "other";
}

/**
 * Do something over the network again and again until it works, and say that the network is gone meanwhile.
 * @template T
 * @param {() => Promise<T>} work
 * @param {() => boolean} wanted
 * @returns {Promise<T>}
 */
export async function patiently(work, wanted = () => true) {
  for (let tries = 0; ; tries += 1) {
    try {
      const answer = await work();
      showNetwork(false);
      return answer;
    } catch (error) {
      const waits = error instanceof Gone || (error instanceof Refused && error.code === "busy");
      if (!waits || !wanted()) throw error;
      if (error instanceof Gone) showNetwork(true);
      await sleep(BACK_OFF_MS[Math.min(tries, BACK_OFF_MS.length - 1)]);
    }
  }
}

/**
 * Run a camera step until it ends, however often it breaks.
 * @param {() => Promise<string>} step resolves with the address of the next page
 */
export async function live(step) {
  for (;;) {
    wasGone = false;
    try {
      location.assign(await step());
      return;
    } catch (error) {
      const code = codeOf(error);
      if (code === "anew" && !wasGone) await sleep(800);
      else await showTrouble(code === "anew" || (code === "expired" && wasGone) ? "interrupted" : code);
    }
  }
}

/** Wait for the person. The button rests until this script is there, so that no press is lost on a slow line. */
export function pressed() {
  const start = /** @type {HTMLButtonElement} */ (find("[data-start]"));
  start.disabled = false;
  return new Promise((go) => start.addEventListener("click", go, { once: true }));
}

/** Leave the camera when the page is put away, and say so when it comes back. */
export function onReturn(/** @type {() => void} */ back) {
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) back();
  });
}
