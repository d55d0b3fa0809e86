// The page as a lamp: one soft colour after the other, each as the server tells it, never faster than the eye bears.

/** At most three changes a second (WCAG 2.3.1). */
const LEAST_MS = 340;
const root = document.documentElement;

export class Lamp {
  constructor() {
    this.number = -1;
    this.since = 0;
  }

  /**
   * Show the colour of the last answer, or none; resolves once it stands on the screen.
   * @param {{number: number, rgb: number[]} | undefined} light
   */
  async show(light) {
    const number = light ? light.number : -1;
    if (number === this.number) return;
    const wait = this.since + LEAST_MS - performance.now();
    if (light && this.since && wait > 0) await new Promise((done) => setTimeout(done, wait));
    if (light) root.style.setProperty("--glow", `rgb(${light.rgb.join(" ")})`);
    root.classList.toggle("glowing", Boolean(light));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
    this.number = number;
    this.since = performance.now();
  }

  /** What a frame that is cut now has to say of the screen. */
  now() {
    return { light: this.number, lightMs: performance.now() - this.since };
  }

  out() {
    root.classList.remove("glowing");
    this.number = -1;
  }
}

/**
 * What the person can do: whether coloured light is wanted, first guessed from what the device says of movement, and
 * whether the head turns.
 */
export class Wish {
  constructor() {
    this.lit = /** @type {HTMLInputElement | null} */ (document.querySelector("[name=light][value=yes]"));
    this.unlit = /** @type {HTMLInputElement | null} */ (document.querySelector("[name=light][value=no]"));
    this.stiff = /** @type {HTMLInputElement | null} */ (document.querySelector("[name=turns][value=no]"));
    if (this.unlit && matchMedia("(prefers-reduced-motion: reduce)").matches) this.unlit.checked = true;
  }

  get light() {
    return Boolean(this.lit && this.lit.checked);
  }

  get turns() {
    return !(this.stiff && this.stiff.checked);
  }
}

/** Says the steps aloud where that is wanted, by a voice of this device only: nothing goes to another server. */
export class Voice {
  constructor() {
    this.box = /** @type {HTMLInputElement | null} */ (document.querySelector("[name=aloud]"));
    this.last = "";
    const row = this.box && this.box.closest("label");
    if (row && !("speechSynthesis" in window)) row.hidden = true;
  }

  /** @param {string} text */
  say(text) {
    if (!this.box || !this.box.checked || !text || text === this.last) return;
    this.last = text;
    const voices = speechSynthesis.getVoices();
    const voice = voices.find((one) => one.localService && one.lang.slice(0, 2) === root.lang.slice(0, 2));
    if (!voice) return;
    const words = new SpeechSynthesisUtterance(text);
    words.voice = voice;
    words.lang = voice.lang;
    speechSynthesis.cancel();
    speechSynthesis.speak(words);
  }
}
