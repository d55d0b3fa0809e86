// Says the steps aloud where that is wanted, by a voice of this device only: nothing goes to another server.
import { wants } from "./wish.js";

const language = document.documentElement.lang.slice(0, 2);
/** Browsers load their voices when they are first asked for, and within this time. */
const LOADED_MS = 1500;

function voiceHere() {
  if (!("speechSynthesis" in window)) return undefined;
  return speechSynthesis.getVoices().find((one) => one.localService && one.lang.slice(0, 2) === language);
}

/** Whether the browser keeps silent until the page was touched once. */
function untouched() {
  return Boolean(navigator.userActivation) && !navigator.userActivation.hasBeenActive;
}

/** @param {string} selector @param {boolean} shown */
function note(selector, shown) {
  const line = /** @type {HTMLElement | null} */ (document.querySelector(selector));
  if (line) line.hidden = !shown;
}

/** A device that stays silent says why, and what to do then. */
function explainSilence() {
  const here = voiceHere() !== undefined;
  note("[data-no-voice]", wants("aloud") && !here);
  note("[data-touch]", wants("aloud") && here && untouched());
}

/** @param {string} text */
export function speak(text) {
  const voice = wants("aloud") && voiceHere();
  if (!voice) return;
  const words = new SpeechSynthesisUtterance(text);
  words.voice = voice;
  words.lang = voice.lang;
  speechSynthesis.cancel();
  speechSynthesis.speak(words);
}

voiceHere();
setTimeout(explainSilence, LOADED_MS);
["change", "click"].forEach((event) => document.addEventListener(event, () => setTimeout(explainSilence, 0)));
