// Says the steps aloud where that is wanted, by a voice of this device only: nothing goes to another server.
import { wants } from "./wish.js";

const language = document.documentElement.lang.slice(0, 2);
const box = document.querySelector("[data-way=aloud]");
const missing = /** @type {HTMLElement | null} */ (document.querySelector("[data-no-voice]"));

function voiceHere() {
  if (!("speechSynthesis" in window)) return undefined;
  return speechSynthesis.getVoices().find((one) => one.localService && one.lang.slice(0, 2) === language);
}

/** A device without a voice says so, and what to do then. */
function tellMissing() {
  if (missing) missing.hidden = !wants("aloud") || voiceHere() !== undefined;
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

if (box) box.addEventListener("change", () => setTimeout(tellMissing, 0));
voiceHere(); // browsers load their voices when they are first asked for
