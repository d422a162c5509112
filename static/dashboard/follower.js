/**
 * Keeps a scrolled box where its reader is: at the end while that is where they are, else at what
 * they read, whatever is added before or after it.
 */

const NEAR_PX = 48;

export class Follower {
  #scroller;
  #onEnd;
  #top = 0;

  /** Whether the reader is at the end, and stays there. */
  isFollowing = true;

  /** `content` is what grows inside `scroller`; `onEnd()` when the end is reached. */
  constructor({ scroller, content, onEnd }) {
    this.#scroller = scroller;
    this.#onEnd = onEnd;
    scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    const sizes = new ResizeObserver(() => this.isFollowing && this.#jump());
    sizes.observe(scroller);
    sizes.observe(content);
  }

  toEnd() {
    this.isFollowing = true;
    this.#jump();
    this.#onEnd();
  }

  /** Runs `change`, which adds or removes something above what is read. */
  keeping(change) {
    const { scrollHeight, scrollTop } = this.#scroller;
    change();
    if (this.isFollowing) this.#jump();
    else this.#scroller.scrollTop = scrollTop + this.#scroller.scrollHeight - scrollHeight;
  }

  /** Runs `change`, which may rebuild everything; `find()` finds the element that is read. */
  anchoring(anchor, change, find) {
    const before = anchor?.getBoundingClientRect().top;
    change();
    const now = this.isFollowing ? null : find();
    if (now) this.#scroller.scrollTop += now.getBoundingClientRect().top - before;
    else this.toEnd();
  }

  #jump() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    // Who goes up before this one's event comes leaves, too: both have but one.
    this.#top = this.#scroller.scrollTop;
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    const isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    // Only who goes up leaves: what grows below moves the end away, too.
    if (isAtEnd) this.isFollowing = true;
    else if (scrollTop < this.#top) this.isFollowing = false;
    this.#top = scrollTop;
    if (isAtEnd) this.#onEnd();
  }
}
