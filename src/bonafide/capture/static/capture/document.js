// The ID before the camera: previews for the hints, one full picture when it is good or when asked for.
import { Capture, sleep } from "./api.js";
import { Camera, Trouble } from "./camera.js";
import { HintLine } from "./hint.js";
import { patiently } from "./network.js";
import { drawCard, drawFound } from "./overlay.js";
import { find } from "./page.js";
import { Blank, filmed, live } from "./step.js";

const PREVIEW_WIDTH = 640;
const FULL_SIDE = 2000;
const EVERY_MS = 200;
const WISH = { facingMode: { ideal: "environment" }, width: { ideal: 1920 }, height: { ideal: 1080 } };

const box = find("#camera");
const stage = find(".stage", box);
const still = /** @type {HTMLImageElement} */ (find(".still", box));
const hint = new HintLine(find(".hint", box));
let wanted = false;

/** @param {"live" | "taken"} state */
function show(state) {
  box.querySelectorAll("[data-when]").forEach((part) => {
    /** @type {HTMLElement} */ (part).hidden = /** @type {HTMLElement} */ (part).dataset.when !== state;
  });
  still.hidden = state !== "taken";
}

/** @param {Camera} camera */
function take(camera) {
  return camera.grab((w, h) => FULL_SIDE / Math.max(w, h), 0.9);
}

/**
 * The picture has a flaw: say it, and let the person choose.
 * @param {Capture} capture @param {Blob} jpeg @param {any} answer
 * @returns {Promise<string>} address of the next page, empty to go on with the camera
 */
async function choose(capture, jpeg, answer) {
  still.src = URL.createObjectURL(jpeg);
  find("[data-flaw]", box).textContent = answer.text;
  find("[data-use]", box).hidden = !answer.usable;
  show("taken");
  find("[data-again]", box).focus();
  const use = await new Promise((done) => {
    find("[data-use]", box).onclick = () => done(true);
    find("[data-again]", box).onclick = () => done(false);
  });
  const next = use ? (await patiently(() => capture.finish())).next : "";
  URL.revokeObjectURL(still.src);
  show("live");
  return next;
}

/** @param {Camera} camera @param {Capture} capture @param {boolean} byHand */
async function takeFull(camera, capture, byHand) {
  const { jpeg } = await take(camera);
  /** @type {any} */
  let answer = { skipped: true };
  while (answer.skipped && camera.alive) {
    answer = await patiently(() => capture.send(jpeg, { full: true, byHand }), () => camera.alive);
  }
  if (answer.skipped) return "";
  if (answer.submitted) return answer.next;
  if (byHand) return choose(capture, jpeg, answer);
  hint.say(answer.text, true);
  return "";
}

/** @param {Camera} camera @param {Capture} capture */
async function preview(camera, capture) {
  const { jpeg, width } = await camera.grab((w) => PREVIEW_WIDTH / w, 0.75);
  const answer = await patiently(() => capture.send(jpeg), () => camera.alive);
  if (answer.skipped) return answer;
  hint.say(answer.text, answer.good);
  box.classList.toggle("is-good", answer.good);
  drawFound(stage, answer.quad, width);
  return answer;
}

/** @param {Camera} camera @param {Capture} capture */
async function watch(camera, capture) {
  const blank = new Blank();
  for (;;) {
    const began = performance.now();
    const answer = await preview(camera, capture);
    blank.note(answer.hint);
    if (wanted || answer.capture) {
      const next = await takeFull(camera, capture, wanted);
      wanted = false;
      if (next) return next;
    }
    if (!camera.alive) throw new Trouble("lost");
    await sleep(Math.max(0, EVERY_MS - (performance.now() - began)));
  }
}

find("[data-take]", box).addEventListener("click", () => {
  wanted = true;
});
new ResizeObserver(() => drawCard(stage, Number(box.dataset.shape))).observe(stage);
live(() => {
  show("live");
  wanted = false;
  return filmed(box, WISH, {}, watch);
});
