// Another size of the picture for a moment: what the server asks for now and then of a camera.
import { Camera } from "./camera.js";

/** How long the camera may take for another size, and for the one before. */
const FOLLOW_MS = 2000;
/** Long side of a picture that kept its size, which is too large to send; no size is asked for that has it. */
const KEPT_SIDE = 1000;
const QUALITY = 0.6;

/**
 * Take another size and show it: one picture as the camera gives it, and how long that took. Null where the camera
 * cannot.
 * @param {Camera} camera @param {{width: number, height: number}} size
 * @returns {Promise<{jpeg: Blob, ms: number} | null>}
 */
export async function atSize(camera, size) {
  if (!camera.track.applyConstraints) return null;
  const before = sizeOf(camera);
  const began = performance.now();
  camera.held = true;
  try {
    await camera.track.applyConstraints({ width: { exact: size.width }, height: { exact: size.height } });
    await until(camera, () => sizeOf(camera) !== before);
    const ms = performance.now() - began;
    const jpeg = await camera.whole(sizeOf(camera) === before ? smaller(camera) : 1, QUALITY);
    return jpeg && { jpeg, ms };
  } catch {
    return null;
  } finally {
    await camera.track.applyConstraints(camera.wish).catch(() => undefined);
    await until(camera, () => sizeOf(camera) === before);
    camera.held = false;
    camera.fit();
  }
}

/** @param {Camera} camera */
function sizeOf(camera) {
  return `${camera.video.videoWidth} ${camera.video.videoHeight}`;
}

/** @param {Camera} camera */
function smaller(camera) {
  return Math.min(1, KEPT_SIDE / Math.max(camera.video.videoWidth, camera.video.videoHeight));
}

/** @param {Camera} camera @param {() => boolean} reached */
async function until(camera, reached) {
  const end = performance.now() + FOLLOW_MS;
  while (!reached() && camera.alive && performance.now() < end) {
    await new Promise((done) => setTimeout(done, 5));
  }
}
