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
/** Whether it is offered to go on with another kind of ID, and whether the person uses the picture all the same. */
let [offered, used] = [false, false];

/** @param {"live" | "taken" | "other"} state */
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
  const panel = find("[data-when=taken]", box);
  still.src = URL.createObjectURL(jpeg);
  find("[data-flaw]", panel).textContent = answer.text;
  find("[data-use]", panel).hidden = !answer.usable;
  show("taken");
  find("[data-again]", panel).focus();
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
 * Another kind of ID than was chosen: say it, and offer to go on with it where it is accepted, by the button of a form.
 * The camera runs on, so that the ID that was chosen is taken as soon as it is shown; until then the offer stays.
 * @param {any} answer
 */
function offer(answer) {
  const panel = find("[data-when=other]", box);
  hint.say(answer.text, true);
  find("[data-said]", panel).textContent = answer.text;
  box.classList.remove("is-good");
  panel.querySelectorAll("[data-kind]").forEach((button) => {
    const { value } = /** @type {HTMLButtonElement} */ (button);
    /** @type {HTMLElement} */ (button).hidden = !answer.kinds.includes(value);
  });
  find("[data-use]", panel).hidden = !answer.usable;
  find("[data-use]", panel).onclick = () => {
    used = true;
  };
  find("[data-again]", panel).onclick = withdraw;
  if (offered) return;
  offered = true;
  show("other");
  find("button:not([hidden])", panel).focus();
}

function withdraw() {
  if (!offered) return;
  offered = false;
  const focused = find("[data-when=other]", box).contains(document.activeElement);
  show("live");
  if (focused) find("[data-take]", box).focus();
}

/** @param {Camera} camera @param {Capture} capture @param {boolean} byHand */
async function takeFull(camera, capture, byHand) {
  const { jpeg, answer } = await full(camera, capture, byHand);
  if (answer.skipped) return "";
  if (answer.submitted) return answer.next;
  if (answer.kinds) {
    offer(answer);
    return "";
  }
  withdraw();
  if (byHand) return choose(capture, jpeg, answer);
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
    if (used) return (await patiently(() => capture.finish())).next;
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
  wanted = offered = used = false;
  return filmed(box, WISH, {}, watch);
});
