// Which camera: a small chooser where the device has several. The choice holds for this tab.
import { Trouble } from "./camera.js";
import { find } from "./page.js";

const KEY = "bonafide-camera";
const AWAY = /\b(back|rear|environment|world)\b|后置|背面/iu;

/** @typedef {{id: string, away: boolean}} Choice camera of the last choice, and whether it looks away from the person */

/** @param {MediaDeviceInfo} device whether it is known to look away from who holds it */
function looksAway(device) {
  const told = /** @type {any} */ (device).getCapabilities?.().facingMode || [];
  return told.includes("environment") || AWAY.test(device.label);
}

/** The choice of this tab; null where there is none, or where the browser keeps nothing. @returns {Choice | null} */
function chosen() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) || "null");
  } catch {
    return null;
  }
}

/** @param {Choice | null} choice */
function remember(choice) {
  try {
    if (choice) sessionStorage.setItem(KEY, JSON.stringify(choice));
    else sessionStorage.removeItem(KEY);
  } catch {
    // Without it the chooser works all the same, for this page.
  }
}

/** Forget the choice: that camera is gone. */
export function forget() {
  remember(null);
}

/**
 * What to ask the browser for: the camera that was chosen, where it fits the step, else the one that the step wants.
 * @param {MediaTrackConstraints} wish
 * @returns {MediaTrackConstraints}
 */
export function wished(wish) {
  const choice = chosen();
  if (!choice || (facesPerson(wish) && choice.away)) return wish;
  const { facingMode, ...rest } = wish;
  return { ...rest, deviceId: { exact: choice.id } };
}

/** @param {MediaTrackConstraints} wish */
function facesPerson(wish) {
  return /** @type {any} */ (wish.facingMode)?.ideal === "user";
}

/**
 * Offer the cameras of this device, where there are several that fit. To choose another one ends what runs.
 * @param {MediaTrackConstraints} wish @param {MediaStreamTrack} track of the camera in use
 * @returns {Promise<never>} rejects once another one is chosen
 */
export function another(wish, track) {
  /** @type {Promise<never>} */
  const chosenOne = new Promise((_, no) => {
    offer(wish, track, () => no(new Trouble("camera_changed")));
  });
  chosenOne.catch(() => undefined); // it may be chosen while nobody waits for it
  return chosenOne;
}

/**
 * Offer them where the camera of the step cannot be had: another one may be free.
 * @param {MediaTrackConstraints} wish
 */
export function instead(wish) {
  return offer(wish, null, () => undefined);
}

/** @param {MediaTrackConstraints} wish @param {MediaStreamTrack | null} track @param {() => void} change */
async function offer(wish, track, change) {
  const list = /** @type {HTMLSelectElement} */ (find("#camera-choice"));
  const all = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  const fitting = all.filter((one) => one.kind === "videoinput" && one.deviceId);
  const shown = facesPerson(wish) ? fitting.filter((one) => !looksAway(one)) : fitting;
  const used = track?.getSettings().deviceId;
  list.replaceChildren(
    ...shown.map((one, i) => new Option(one.label || `${i + 1}`, one.deviceId, false, one.deviceId === used)),
  );
  find("#cameras").hidden = shown.length < 2;
  list.onchange = () => {
    const device = shown.find((one) => one.deviceId === list.value);
    if (!device) return;
    remember({ id: device.deviceId, away: looksAway(device) });
    find("#camera-changed").hidden = false;
    change();
    /** @type {HTMLElement | null} */ (document.querySelector("#trouble:not([hidden]) [data-retry]"))?.click();
  };
}
