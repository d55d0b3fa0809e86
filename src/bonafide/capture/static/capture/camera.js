// The camera: opening it, cutting frames from what the person sees, noticing when it goes away.

/** Why there is no picture; the words stand in the page's templates. */
export class Trouble extends Error {
  /** @param {string} code @param {string} why the hint that stood in the way most, where that is known */
  constructor(code, why = "") {
    super(code);
    this.code = code;
    this.why = why;
  }
}

/** @type {Record<string, string>} */
const CODES = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "in_use",
  AbortError: "in_use",
};

export class Camera {
  /** @param {HTMLVideoElement} video @param {MediaStream} stream @param {MediaTrackConstraints} wish */
  constructor(video, stream, wish) {
    this.video = video;
    this.wish = wish;
    this.held = false;
    this.stream = stream;
    this.track = stream.getVideoTracks()[0];
    this.canvas = document.createElement("canvas");
    /** @type {() => void} */
    this.onlost = () => undefined;
    this.watch();
  }

  /**
   * @param {HTMLVideoElement} video
   * @param {MediaTrackConstraints} wish
   */
  static async open(video, wish) {
    if (!window.isSecureContext) throw new Trouble("insecure");
    if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) throw new Trouble("old");
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: wish, audio: false });
    } catch (error) {
      throw new Trouble(CODES[/** @type {Error} */ (error).name] || "other");
    }
    const { deviceId, ...size } = wish;
    const camera = new Camera(video, stream, size);
    await camera.play();
    return camera;
  }

  async play() {
    this.video.srcObject = this.stream;
    await this.video.play().catch(() => undefined);
    for (let tries = 0; tries < 100 && !this.video.videoWidth; tries += 1) {
      await new Promise((done) => setTimeout(done, 50));
    }
    if (!this.video.videoWidth) {
      this.stop();
      throw new Trouble("in_use");
    }
    this.fit();
  }

  /** Let the stage take the shape of the picture. */
  fit() {
    if (this.held) return;
    const stage = /** @type {HTMLElement} */ (this.video.parentElement);
    stage.style.aspectRatio = `${this.video.videoWidth} / ${this.video.videoHeight}`;
  }

  watch() {
    let muted = 0;
    this.track.addEventListener("ended", () => this.lose());
    this.track.addEventListener("mute", () => {
      muted = window.setTimeout(() => this.lose(), 3000);
    });
    this.track.addEventListener("unmute", () => clearTimeout(muted));
    // A phone that is turned delivers another shape.
    this.video.addEventListener("resize", () => this.fit());
  }

  lose() {
    if (!this.stream) return;
    this.stop();
    this.onlost();
  }

  stop() {
    this.track.onended = null;
    this.stream.getTracks().forEach((track) => track.stop());
    this.video.srcObject = null;
  }

  get alive() {
    return this.track.readyState === "live";
  }

  /** The part of the picture that the person sees, in pixels of the camera. */
  visible() {
    const { videoWidth: width, videoHeight: height, clientWidth, clientHeight } = this.video;
    const scale = Math.max(clientWidth / width, clientHeight / height);
    const seen = { width: Math.min(width, clientWidth / scale), height: Math.min(height, clientHeight / scale) };
    return { x: (width - seen.width) / 2, y: (height - seen.height) / 2, ...seen };
  }

  /**
   * Cut one frame of what is seen.
   * @param {(width: number, height: number) => number} scaleFor
   * @param {number} quality 0 to 1
   * @returns {Promise<{jpeg: Blob, width: number, height: number}>}
   */
  async grab(scaleFor, quality) {
    const part = this.visible();
    const jpeg = await this.paint(part, Math.min(1, scaleFor(part.width, part.height)), quality);
    if (!jpeg) throw new Trouble("lost");
    return { jpeg, width: this.canvas.width, height: this.canvas.height };
  }

  /**
   * @param {{x: number, y: number, width: number, height: number}} part of the picture, in its pixels
   * @param {number} scale @param {number} quality
   * @returns {Promise<Blob | null>} nothing once the camera was let go
   */
  async paint(part, scale, quality) {
    if (!this.alive) return null;
    const { canvas } = this;
    canvas.width = Math.max(1, Math.round(part.width * scale));
    canvas.height = Math.max(1, Math.round(part.height * scale));
    const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { alpha: false }));
    brush.drawImage(this.video, part.x, part.y, part.width, part.height, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
  }

  /**
   * The picture as the camera gives it, not cut.
   * @param {number} scale 0 to 1
   * @param {number} quality 0 to 1
   * @returns {Promise<Blob | null>}
   */
  whole(scale, quality) {
    const { videoWidth: width, videoHeight: height } = this.video;
    return this.paint({ x: 0, y: 0, width, height }, scale, quality);
  }

  /** Facts about the camera; its name leaves as a hash only. */
  async facts() {
    const set = this.track.getSettings();
    const name = new TextEncoder().encode(this.track.label);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", name));
    return {
      width: set.width || this.video.videoWidth,
      height: set.height || this.video.videoHeight,
      frame_rate: set.frameRate || 0,
      facing: set.facingMode || "unknown",
      // How much the browser knows of the device: a real camera tells of sizes, rates, often of focus and light.
      capabilities: this.track.getCapabilities ? Object.keys(this.track.getCapabilities()).length : 0,
      label_hash: Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join(""),
    };
  }
}
