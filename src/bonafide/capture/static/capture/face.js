// The face before the camera: frames go out, the server says the next move.
import { Capture, Refused, sleep } from "./api.js";
import { Camera, Trouble } from "./camera.js";
import { Lamp, Voice, Wish } from "./light.js";
import { drawOval } from "./overlay.js";
import { HintLine, dots, find, live, onReturn, patiently, pressed } from "./page.js";

const SHORT_SIDE = 480;
const EVERY_MS = 105;
/** After a move is reached the next one has to be read first; frames meanwhile would only tire the server. */
const READ_MS = 350;
const BLANK_FOR_MS = 10000;
const WISH = { facingMode: { ideal: "user" }, width: { ideal: 1280 }, height: { ideal: 960 } };

const box = find("#camera");
const stage = find(".stage", box);
const hint = new HintLine(find(".hint", box));
const line = find(".moves-line", box);
const plain = "plain" in box.dataset;
const lamp = new Lamp();
const wish = new Wish();
const voice = new Voice();
const button = /** @type {HTMLButtonElement | null} */ (box.querySelector("[data-take]"));
let wanted = false;
let started = false;
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

/** A picture at another size that the server does not take. @param {unknown} error */
function ignored(error) {
  if (!(error instanceof Refused) || error.code === "capture_expired") throw error;
}

/** @param {boolean} good */
function mark(good) {
  stage.classList.toggle("good", good);
  box.classList.toggle("is-good", good);
}

/** @param {any} answer @returns {boolean} whether a move was just reached */
function tell(answer) {
  if (!plain) {
    const onWay = answer.done > moves;
    showDots(answer.done, !answer.finished);
    showMove(answer.move);
    mark(answer.hint === answer.move || answer.finished);
    hint.say(answer.text, onWay || answer.finished);
    voice.say(answer.text);
    return onWay;
  }
  hint.say(answer.text);
  if (button) button.disabled = !answer.ready;
  return false;
}

/** @param {Camera} camera @param {Capture} capture */
async function stream(camera, capture) {
  let seen = performance.now();
  for (;;) {
    const began = performance.now();
    const shown = lamp.now();
    const { jpeg } = await camera.grab((w, h) => SHORT_SIDE / Math.min(w, h), 0.8);
    const answer = await patiently(() => capture.send(jpeg, shown), () => camera.alive);
    if (answer.skipped) {
      await sleep(EVERY_MS);
      continue;
    }
    const reached = tell(answer);
    if (answer.size) {
      // What the camera cannot do is no fault of the person: the step goes on as if nothing had been asked.
      const shot = await camera.atSize(answer.size);
      if (shot) await patiently(() => capture.send(shot.jpeg, { probeMs: shot.ms }), () => camera.alive).catch(ignored);
      continue;
    }
    await lamp.show(answer.light);
    if (answer.next) return answer.next;
    if (answer.failed) throw new Trouble(answer.failed);
    if (answer.hint !== "camera_blank") seen = performance.now();
    else if (performance.now() - seen > BLANK_FOR_MS) throw new Trouble("blank");
    if (plain && wanted && answer.ready) return (await patiently(() => capture.finish())).next;
    if (!camera.alive) throw new Trouble("lost");
    await sleep(reached ? READ_MS : Math.max(0, EVERY_MS - (performance.now() - began)));
  }
}

async function step() {
  if (!started) await pressed();
  started = true;
  wanted = false;
  find("#ready").hidden = true;
  if (!plain && !wish.light && !wish.turns) throw new Trouble("person_needed");
  box.hidden = false;
  const camera = await Camera.open(/** @type {HTMLVideoElement} */ (find("video", box)), WISH);
  try {
    drawOval(stage);
    const facts = await camera.facts();
    const { capture, answer } = await patiently(() => Capture.start("selfie", facts, { light: wish.light, turns: wish.turns }));
    if (plain === Boolean(answer.move)) {
      // Another window chose the other way of checking: its page looks different.
      location.reload();
      await new Promise(() => undefined);
    }
    if (!plain) {
      showDots(0, true);
      showMove(answer.move);
      hint.say(answer.move_text, true);
      voice.say(answer.move_text);
      await lamp.show(answer.light);
    }
    const lost = new Promise((_, no) => {
      camera.onlost = () => {
        capture.fail("camera_lost");
        no(new Trouble("lost"));
      };
    });
    return await Promise.race([stream(camera, capture), lost]);
  } finally {
    camera.stop();
    lamp.out();
    mark(false);
  }
}

if (button) {
  button.addEventListener("click", () => {
    wanted = true;
  });
}
new ResizeObserver(() => drawOval(stage)).observe(stage);
onReturn(() => location.reload());
live(step);
