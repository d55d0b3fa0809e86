// A closer look: one frame in the camera's own resolution where the server asks for it, and coarse around that.
import { Camera } from "./camera.js";

/** Bytes above which it is written with less quality, and in the end not sent; the server takes a little more. */
const MOST_BYTES = 250000;
const QUALITIES = [0.92, 0.84, 0.7];
/** Pixels that the server takes. */
const MOST_PIXELS = 2073600;
/** Short side of a picture that shows no more than a small frame does. */
const LEAST_SIDE = 640;

/**
 * Cut it, or nothing where the camera is too small for one.
 * @param {Camera} camera
 * @param {{x: number, y: number, width: number, height: number}} part that is to be fine, in shares of what is seen
 * @param {number} shortSide of the small frames: what is not fine is as coarse as they are
 * @returns {Promise<Blob | null>}
 */
export async function closerLook(camera, part, shortSide) {
  const seen = whole(camera.visible());
  const short = Math.min(seen.width, seen.height);
  if (short < LEAST_SIDE || seen.width * seen.height > MOST_PIXELS) return null;
  const canvas = drawn(seen.width, seen.height, camera.video, seen);
  const share = shortSide / short;
  const coarse = drawn(Math.round(seen.width * share), Math.round(seen.height * share), canvas);
  cover(canvas, coarse, part);
  for (const quality of QUALITIES) {
    const jpeg = await written(canvas, quality);
    if (jpeg && jpeg.size <= MOST_BYTES) return jpeg;
  }
  return null;
}

/**
 * To whole pixels: a picture that is moved by half of one loses what is finest in it.
 * @param {{x: number, y: number, width: number, height: number}} part
 */
function whole(part) {
  const [x, y] = [Math.round(part.x), Math.round(part.y)];
  return { x, y, width: Math.floor(part.width), height: Math.floor(part.height) };
}

/**
 * @param {number} width @param {number} height
 * @param {HTMLVideoElement | HTMLCanvasElement} source
 * @param {{x: number, y: number, width: number, height: number}} [from] the part of it, else all
 */
function drawn(width, height, source, from) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const brush = brushOf(canvas);
  if (from) brush.drawImage(source, from.x, from.y, from.width, from.height, 0, 0, width, height);
  else brush.drawImage(source, 0, 0, width, height);
  return canvas;
}

/** @param {HTMLCanvasElement} canvas */
function brushOf(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { alpha: false }));
}

/**
 * Draw the coarse picture over all but the part that is to be fine.
 * @param {HTMLCanvasElement} canvas @param {HTMLCanvasElement} coarse
 * @param {{x: number, y: number, width: number, height: number}} part
 */
function cover(canvas, coarse, part) {
  const { width, height } = canvas;
  const brush = brushOf(canvas);
  const around = new Path2D();
  around.rect(0, 0, width, height);
  around.rect(
    Math.round(part.x * width),
    Math.round(part.y * height),
    Math.round(part.width * width),
    Math.round(part.height * height),
  );
  brush.clip(around, "evenodd");
  brush.drawImage(coarse, 0, 0, width, height);
}

/**
 * @param {HTMLCanvasElement} canvas @param {number} quality
 * @returns {Promise<Blob | null>}
 */
function written(canvas, quality) {
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
}
