// The line that says what to do now, and the dots of a way.
import { find } from "./page.js";
import { speak } from "./voice.js";

const QUIET_MS = 650;

/** One hint at a time, and long enough to be read; aloud too where that is wanted. */
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
    speak(text);
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
