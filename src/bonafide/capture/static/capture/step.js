// A camera step from its beginning to the next page, however often it breaks.
import { Capture, Refused, sleep } from "./api.js";
import { Camera, Trouble } from "./camera.js";
import { another, forget, instead, wished } from "./cameras.js";
import { network, patiently, showNetwork } from "./network.js";
import { find } from "./page.js";

/** Codes after which the step simply begins anew, without a question. */
const ANEW = new Set(["capture_expired", "capture_lost", "capture_unknown"]);
/** An empty picture is only hinted at for so long; then it is a trouble. */
const BLANK_FOR_MS = 10000;

let started = false;

/** Wait for the person, once. The button rests until this script is there, so that no press is lost on a slow line. */
export async function ready() {
  const start = /** @type {HTMLButtonElement} */ (find("[data-start]"));
  start.disabled = false;
  if (!started) await new Promise((go) => start.addEventListener("click", go, { once: true }));
  started = true;
  find("#ready").hidden = true;
}

/** Counts how long the camera has shown nothing. */
export class Blank {
  constructor() {
    this.seen = performance.now();
  }

  /** @param {string} hint of the last answer; throws Trouble once the picture was empty for long */
  note(hint) {
    if (hint !== "camera_blank") this.seen = performance.now();
    else if (performance.now() - this.seen > BLANK_FOR_MS) throw new Trouble("blank");
  }
}

/**
 * Open the camera and a capture, and work with both until the next page is known or the camera is lost.
 * @param {HTMLElement} box @param {MediaTrackConstraints} wish @param {object} wants what the person wishes, besides
 * @param {(camera: Camera, capture: Capture, answer: any) => Promise<string>} work
 * @returns {Promise<string>} address of the next page
 */
export async function filmed(box, wish, wants, work) {
  box.hidden = false;
  const camera = await opened(/** @type {HTMLVideoElement} */ (find("video", box)), wish);
  const changed = another(wish, camera.track);
  try {
    const facts = await camera.facts();
    const { capture, answer } = await patiently(() => Capture.start(box.dataset.kind || "", facts, wants));
    const working = work(camera, capture, answer);
    return await Promise.race([changed, working, lost(camera, capture)]).catch(async (error) => {
      if (codeOf(error) === "camera_changed") await ended(camera, capture, working);
      throw error;
    });
  } finally {
    camera.stop();
    box.classList.remove("is-good");
  }
}

/**
 * Another camera was chosen: end this try, and let what still runs come to its end, or it would speak into the next.
 * @param {Camera} camera @param {Capture} capture @param {Promise<string>} working
 */
async function ended(camera, capture, working) {
  camera.stop();
  await working.catch(() => undefined);
  await capture.fail("camera_changed");
}

/**
 * Open the camera that was chosen; where it is gone, the one that the step wants.
 * @param {HTMLVideoElement} video @param {MediaTrackConstraints} wish
 */
async function opened(video, wish) {
  const mine = wished(wish);
  try {
    return await Camera.open(video, mine);
  } catch (error) {
    if (mine === wish || codeOf(error) !== "none") {
      if (codeOf(error) === "in_use") await instead(wish);
      throw error;
    }
    forget();
    return Camera.open(video, wish);
  }
}

/** @param {Camera} camera @param {Capture} capture @returns {Promise<never>} */
function lost(camera, capture) {
  return new Promise((_, no) => {
    camera.onlost = () => {
      capture.fail("camera_lost");
      no(new Trouble("lost"));
    };
  });
}

/** Another window chose the other way of checking the face, whose page looks different: load it, for good. */
export function otherWay() {
  location.reload();
  return new Promise(() => undefined);
}

/**
 * Run a camera step until it ends, and anew when the page comes back from where the browser put it away.
 * @param {() => Promise<string>} step resolves with the address of the next page
 */
export async function live(step) {
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  for (;;) {
    network.wasGone = false;
    try {
      location.assign(await step());
      return;
    } catch (error) {
      const code = codeOf(error);
      if (code === "camera_changed") continue;
      if (code === "anew" && !network.wasGone) await sleep(800);
      else await showTrouble(code, error instanceof Trouble ? error.why : "");
    }
  }
}

/** @param {unknown} error @returns {string} "anew" where the step begins again by itself */
function codeOf(error) {
  if (error instanceof Trouble) return error.code === "expired" && network.wasGone ? "interrupted" : error.code;
  if (!(error instanceof Refused)) return "other";
  if (!ANEW.has(error.code)) return error.code;
  return network.wasGone ? "interrupted" : "anew";
}

/**
 * Show what happened and the way on; resolves when the person asks to try again.
 * @param {string} code @param {string} why the hint that stood in the way most, for troubles that have words for it
 * @returns {Promise<void>}
 */
function showTrouble(code, why) {
  const box = find("#trouble");
  const words = document.querySelector(`template[data-trouble="${code}"]`) || find('template[data-trouble="other"]');
  box.replaceChildren(/** @type {HTMLTemplateElement} */ (words).content.cloneNode(true));
  explain(box, why);
  find("#camera").hidden = true;
  find("#camera-changed").hidden = true;
  box.hidden = false;
  showNetwork(false);
  box.focus();
  return new Promise((again) => {
    const button = box.querySelector("[data-retry]");
    if (button) button.addEventListener("click", () => again(hide(box)), { once: true });
  });
}

/** @param {HTMLElement} box */
function hide(box) {
  box.hidden = true;
  box.replaceChildren();
}

/**
 * Of several explanations leave the one for this hint, or else the general one.
 * @param {HTMLElement} box @param {string} why
 */
function explain(box, why) {
  const all = /** @type {HTMLElement[]} */ (Array.from(box.querySelectorAll("[data-why]")));
  const told = all.find((one) => one.dataset.why === why) || all[0];
  all.filter((one) => one !== told).forEach((one) => one.remove());
}
