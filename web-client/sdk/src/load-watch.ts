/** Looks in which the encoder says that the processor is too slow, one a second, before we believe it. */
const OVERLOADED_LOOKS = 8;
/** Looks without such a word before we try with more again. */
const FIRST_PATIENCE_LOOKS = 60;
const LONGEST_PATIENCE_LOOKS = 960;

/**
 * When to send less because the processor does not keep up, and when to try with more again. Each time that more was too much, the next
 * try comes twice as late.
 */
export class LoadWatch {
  #overloaded = 0;
  #quiet = 0;
  #patience = FIRST_PATIENCE_LOOKS;
  #hasTriedMore = false;

  /** @param isOverloaded whether an encoder says so now (qualityLimitationReason "cpu" of W3C webrtc-stats) */
  look(isOverloaded: boolean): 'less' | 'more' | null {
    if (isOverloaded) {
      this.#quiet = 0;
      this.#overloaded += 1;
      if (this.#overloaded < OVERLOADED_LOOKS) {
        return null;
      }
      this.#overloaded = 0;
      if (this.#hasTriedMore) {
        this.#patience = Math.min(2 * this.#patience, LONGEST_PATIENCE_LOOKS);
        this.#hasTriedMore = false;
      }
      return 'less';
    }
    this.#overloaded = 0;
    this.#quiet += 1;
    if (this.#quiet < this.#patience) {
      return null;
    }
    this.#quiet = 0;
    this.#hasTriedMore = true;
    return 'more';
  }
}
