// The face before the camera: frames go out, the server says the next move.
import { Capture, Refused, sleep } from "./api.js";
import { Camera, Trouble } from "./camera.js";
import { closerLook } from "./closer.js";
import { HintLine, dots } from "./hint.js";
import { Lamp } from "./light.js";
import { patiently, thinLine } from "./network.js";
import { drawOval } from "./overlay.js";
import { find } from "./page.js";
import { atSize } from "./size.js";
import { Blank, filmed, live, otherWay, ready } from "./step.js";
import { wants } from "./wish.js";

const SHORT_SIDE = 480;
const EVERY_MS = 95;
/** After a move is reached the next one has to be read first; frames meanwhile would only tire the server. */
const READ_MS = 350;
/** A quick device with a line that carries it is asked for more: closer looks are cut from that. */
const QUICK = (navigator.hardwareConcurrency || 0) >= 4 && (/** @type {any} */ (navigator).deviceMemory || 4) >= 4;
const SIZE = QUICK && !thinLine() ? [1440, 1080] : [1280, 960];
const WISH = { facingMode: { ideal: "user" }, width: { ideal: SIZE[0] }, height: { ideal: SIZE[1] } };

const box = find("#camera");
const stage = find(".stage", box);
const hint = new HintLine(find(".hint", box));
const line = find(".moves-line", box);
const lamp = new Lamp();
let moves = 0;

/** @param {string | null} move */
function showMove(move) {
  box.querySelectorAll("[data-move]").forEach((icon) => {
    /** @type {HTMLElement} */ (icon).hidden = /** @type {HTMLElement} */ (icon).dataset.move !== move;
  });
}

/**
 * One full dot for each move done and an open one for the move asked; how many there will be is not known here.
 * @param {number} done @param {boolean} more
 */
function showDots(done, more) {
  moves = done;
  dots(line, done, done + (more ? 1 : 0));
}

/** A picture at another size, or closer, that the server does not take. @param {unknown} error */
function ignored(error) {
  if (!(error instanceof Refused) || error.code === "capture_expired") throw error;
}

/** @param {any} answer @returns {boolean} whether a move was just reached */
function tell(answer) {
  const onWay = answer.done > moves;
  showDots(answer.done, !answer.finished);
  showMove(answer.move);
  box.classList.toggle("is-good", answer.hint === answer.move || answer.finished);
  hint.say(answer.text, onWay || answer.finished);
  return onWay;
}

/** @param {any} answer to the start of the capture */
function tellFirst(answer) {
  showDots(0, true);
  showMove(answer.move);
  hint.say(answer.move_text, true);
  return lamp.show(answer.light);
}

/**
 * Show another size. What the camera cannot do is no fault of the person: the step goes on as if nothing was asked.
 * @param {Camera} camera @param {Capture} capture @param {{width: number, height: number}} size
 */
async function probe(camera, capture, size) {
  const shot = await atSize(camera, size);
  if (shot) await patiently(() => capture.send(shot.jpeg, { probeMs: shot.ms }), () => camera.alive).catch(ignored);
}

/**
 * Send the next frame: a small one, or a closer look where that was asked for and is to be had.
 * @param {Camera} camera @param {Capture} capture @param {any} part of the picture that is to be fine, if any
 */
async function shot(camera, capture, part) {
  const shown = lamp.now();
  const fine = part && !thinLine() ? await closerLook(camera, part, SHORT_SIDE).catch(() => null) : null;
  if (fine) {
    const taken = patiently(() => capture.send(fine, { ...shown, closer: true }), () => camera.alive);
    return (await taken.catch(ignored)) || { skipped: true };
  }
  const { jpeg } = await camera.grab((w, h) => SHORT_SIDE / Math.min(w, h), 0.8);
  return patiently(() => capture.send(jpeg, shown), () => camera.alive);
}

/** @param {Camera} camera @param {Capture} capture */
async function stream(camera, capture) {
  const blank = new Blank();
  /** When a reached move is read, and the part that is to be seen closer meanwhile. */
  let [until, part] = [0, null];
  for (;;) {
    const began = performance.now();
    const answer = await shot(camera, capture, part);
    part = answer.closer_look;
    if (answer.skipped) {
      await sleep(EVERY_MS);
      continue;
    }
    if (tell(answer)) until = performance.now() + READ_MS;
    if (answer.size) {
      await probe(camera, capture, answer.size);
      continue;
    }
    await lamp.show(answer.light);
    if (answer.next) return answer.next;
    if (answer.failed) throw new Trouble(answer.failed);
    blank.note(answer.hint);
    if (!camera.alive) throw new Trouble("lost");
    if (!part) await sleep(Math.max(0, until - performance.now(), EVERY_MS - (performance.now() - began)));
  }
}

/** @param {Camera} camera @param {Capture} capture @param {any} answer */
async function perform(camera, capture, answer) {
  if (!answer.move) await otherWay();
  try {
    await tellFirst(answer);
    return await stream(camera, capture);
  } finally {
    lamp.out();
  }
}

new ResizeObserver(() => drawOval(stage)).observe(stage);
live(async () => {
  await ready();
  const [light, turns] = [!wants("no-light"), !wants("no-turns")];
  if (!light && !turns) throw new Trouble("person_needed");
  return filmed(box, WISH, { light, turns }, perform);
});
