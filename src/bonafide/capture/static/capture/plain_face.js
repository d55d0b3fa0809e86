// One plain picture of the face, for a person who looks at it: no moves, no light, a button.
import { Capture, sleep } from "./api.js";
import { Camera, Trouble } from "./camera.js";
import { HintLine } from "./hint.js";
import { patiently } from "./network.js";
import { drawOval } from "./overlay.js";
import { find } from "./page.js";
import { Blank, filmed, live, otherWay, ready } from "./step.js";

const SHORT_SIDE = 480;
const EVERY_MS = 200;
const WISH = { facingMode: { ideal: "user" }, width: { ideal: 1280 }, height: { ideal: 960 } };

const box = find("#camera");
const stage = find(".stage", box);
const hint = new HintLine(find(".hint", box));
const button = /** @type {HTMLButtonElement} */ (find("[data-take]", box));
let wanted = false;

/** @param {Camera} camera @param {Capture} capture @param {any} started */
async function stream(camera, capture, started) {
  if (started.move) await otherWay();
  const blank = new Blank();
  for (;;) {
    const { jpeg } = await camera.grab((w, h) => SHORT_SIDE / Math.min(w, h), 0.8);
    const answer = await patiently(() => capture.send(jpeg), () => camera.alive);
    if (!answer.skipped) {
      hint.say(answer.text);
      button.disabled = !answer.ready;
      blank.note(answer.hint);
      if (wanted && answer.ready) return (await patiently(() => capture.finish())).next;
    }
    if (!camera.alive) throw new Trouble("lost");
    await sleep(EVERY_MS);
  }
}

button.addEventListener("click", () => {
  wanted = true;
});
new ResizeObserver(() => drawOval(stage)).observe(stage);
live(async () => {
  await ready();
  wanted = false;
  return filmed(box, WISH, {}, stream);
});
