// What the pages write on: the hint, the dots of a way.

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

const QUIET_MS = 650;

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
