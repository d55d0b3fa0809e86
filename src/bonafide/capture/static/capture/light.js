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
