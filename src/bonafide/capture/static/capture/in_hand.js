// The ID beside the face: frames go out, the server says what it sees of both and what is missing.
import { Capture, sleep } from "./api.js";
import { Camera, Trouble } from "./camera.js";
import { HintLine, dots } from "./hint.js";
import { patiently } from "./network.js";
import { drawFoundMirrored } from "./overlay.js";
import { find } from "./page.js";
import { Blank, filmed, live, ready } from "./step.js";

/** The print of a held card is small: more pixels than a face alone needs. */
const LONG_SIDE = 1280;
/** Places come back in pixels of a picture with this long side. */
const TOLD_SIDE = 640;
const EVERY_MS = 200;
/** Frames above this are sent smaller from then on; the server takes a little more. */
const MOST_BYTES = 170000;
const LEAST_SIDE = 800;
const PARTS = 5;
const WISH = { facingMode: { ideal: "user" }, width: { ideal: 1280 }, height: { ideal: 960 } };

const box = find("#camera");
const stage = find(".stage", box);
const hint = new HintLine(find(".hint", box));
const line = find(".moves-line", box);
let side = LONG_SIDE;
/** How often each hint was given, to tell afterwards what stood in the way. @type {Map<string, number>} */
const given = new Map();

/** @param {any} answer @param {number} width @param {number} height of the frame that was sent */
function tell(answer, width, height) {
  dots(line, Math.floor((answer.tenths * PARTS) / 10), PARTS);
  hint.say(answer.text, answer.finished);
  box.classList.toggle("is-good", answer.good);
  drawFoundMirrored(stage, answer.quad, width * Math.min(1, TOLD_SIDE / Math.max(width, height)));
  if (answer.hint !== "good") given.set(answer.hint, (given.get(answer.hint) || 0) + 1);
}

/** The hint that was given most often. */
function obstacle() {
  return Array.from(given).reduce((most, one) => (one[1] > most[1] ? one : most), ["", 0])[0];
}

/** Cut a frame that the server takes; a noisy camera gets smaller ones. @param {Camera} camera */
async function grab(camera) {
  for (;;) {
    const shot = await camera.grab((w, h) => side / Math.max(w, h), 0.8);
    if (shot.jpeg.size <= MOST_BYTES || side <= LEAST_SIDE) return shot;
    side = Math.max(LEAST_SIDE, Math.round(side * 0.85));
  }
}

/** @param {Camera} camera @param {Capture} capture */
async function stream(camera, capture) {
  const blank = new Blank();
  for (;;) {
    const began = performance.now();
    const { jpeg, width, height } = await grab(camera);
    const answer = await patiently(() => capture.send(jpeg), () => camera.alive);
    if (!answer.skipped) {
      tell(answer, width, height);
      if (answer.next) return answer.next;
      if (answer.failed) throw new Trouble(answer.failed, obstacle());
      blank.note(answer.hint);
    }
    if (!camera.alive) throw new Trouble("lost");
    await sleep(Math.max(20, EVERY_MS - (performance.now() - began)));
  }
}

live(async () => {
  await ready();
  dots(line, 0, PARTS);
  given.clear();
  return filmed(box, WISH, {}, stream);
});
