/**
 * Where in the call one is: the recording's player, or where there is none just a place. The link
 * to a recording lasts an hour; one that has expired is renewed, and playing goes on.
 */

export class Player {
  #audio;
  #renew;
  #onTime;
  #onBroken;
  // Without a recording nothing plays, but places can still be shown.
  #place = 0;
  #hasFailed = false;

  /** `renew` gives another address, or null; it may throw, which is a failure too. */
  constructor({ audio, renew, onTime, onBroken }) {
    this.#audio = audio;
    this.#renew = renew;
    this.#onTime = onTime;
    this.#onBroken = onBroken;
    for (const type of ["timeupdate", "seeking"]) {
      audio.addEventListener(type, () => this.#tell(audio.currentTime));
    }
    audio.addEventListener("canplay", () => (this.#hasFailed = false));
    audio.addEventListener("error", () => this.#failed());
  }

  get hasSound() {
    return this.#audio.hasAttribute("src");
  }

  get isPlaying() {
    return this.hasSound && !this.#audio.paused;
  }

  get place() {
    return this.#place;
  }

  use(url) {
    if (url === null) this.#audio.removeAttribute("src");
    else this.#audio.src = url;
  }

  seek(seconds, { play = false } = {}) {
    if (this.hasSound) this.#audio.currentTime = seconds;
    // Before the sound is there, players keep quiet about where they will begin.
    this.#tell(seconds);
    if (play && this.hasSound) this.#play();
  }

  /** Also by hand, after it failed. */
  async recover() {
    const [place, wasPlaying] = [this.#place, this.isPlaying];
    const url = await this.#renew().catch(() => null);
    if (url === null) {
      this.#onBroken(true);
      return;
    }
    this.#onBroken(false);
    this.use(url);
    if (place > 0) this.seek(place, { play: wasPlaying });
    else if (wasPlaying) this.#play();
  }

  /** Once by itself: what fails again at once isn't the link's age. */
  #failed() {
    if (!this.hasSound) return;
    if (this.#hasFailed) {
      this.#onBroken(true);
      return;
    }
    this.#hasFailed = true;
    this.recover();
  }

  #play() {
    // What hinders it is told by an `error` event, or is the browser's wish for a click.
    this.#audio.play().catch(() => {});
  }

  #tell(seconds) {
    this.#place = seconds;
    this.#onTime(seconds);
  }
}
