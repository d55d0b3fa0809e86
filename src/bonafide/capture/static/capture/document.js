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

/** @param {"live" | "taken" | "other"} state */
function show(state) {
  box.querySelectorAll("[data-when]").forEach((part) => {
    /** @type {HTMLElement} */ (part).hidden = /** @type {HTMLElement} */ (part).dataset.when !== state;
  });
  still.hidden = state === "live";
}

/** @param {Camera} camera */
function take(camera) {
  return camera.grab((w, h) => FULL_SIDE / Math.max(w, h), 0.9);
}

/**
 * The picture has a flaw, or shows another kind of ID: say it, and let the person choose.
 * @param {Capture} capture @param {Blob} jpeg @param {any} answer
 * @returns {Promise<string>} address of the next page, empty to go on with the camera
 */
async function choose(capture, jpeg, answer) {
  const state = answer.kinds ? "other" : "taken";
  const panel = find(`[data-when=${state}]`, box);
  still.src = URL.createObjectURL(jpeg);
  if (answer.kinds) offer(panel, answer);
  else find("[data-flaw]", panel).textContent = answer.text;
  find("[data-use]", panel).hidden = !answer.usable;
  show(state);
  find("button:not([hidden])", panel).focus();
  const use = await new Promise((done) => {
    find("[data-use]", panel).onclick = () => done(true);
    find("[data-again]", panel).onclick = () => done(false);
  });
  const next = use ? (await patiently(() => capture.finish())).next : "";
  URL.revokeObjectURL(still.src);
  show("live");
  return next;
}

/**
 * Offer to go on with the kind that is seen, where it is accepted; its button is that of a form.
 * @param {HTMLElement} panel @param {any} answer
 */
function offer(panel, answer) {
  hint.say(answer.text, true);
  drawFound(stage, null, 1);
  box.classList.remove("is-good");
  panel.querySelectorAll("[data-kind]").forEach((button) => {
    const { value } = /** @type {HTMLButtonElement} */ (button);
    /** @type {HTMLElement} */ (button).hidden = !answer.kinds.includes(value);
  });
}

/** @param {Camera} camera @param {Capture} capture @param {boolean} byHand */
async function takeFull(camera, capture, byHand) {
  const { jpeg, answer } = await full(camera, capture, byHand);
  if (answer.skipped) return "";
  if (answer.submitted) return answer.next;
  if (byHand || answer.kinds) return choose(capture, jpeg, answer);
  hint.say(answer.text, true);
  return "";
}

/**
 * Send a full picture, and another one where the server wants to see twice what it saw.
 * @param {Camera} camera @param {Capture} capture @param {boolean} byHand
 * @returns {Promise<{jpeg: Blob, answer: any}>}
 */
async function full(camera, capture, byHand) {
  for (;;) {
    const { jpeg } = await take(camera);
    /** @type {any} */
    let answer = { skipped: true };
    while (answer.skipped && camera.alive) {
      answer = await patiently(() => capture.send(jpeg, { full: true, byHand }), () => camera.alive);
    }
    if (!answer.again) return { jpeg, answer };
  }
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
