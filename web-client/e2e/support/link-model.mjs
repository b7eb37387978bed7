// One direction of a network link: what it loses, how long it takes, how fast it is. Owns no socket and reads no clock.

/** What IPv4 and UDP add to a datagram on the wire. */
const HEADER_BYTES = 28;

/** Repeatable random numbers in [0, 1): Marsaglia's xorshift with 32 bits. */
function randomFrom(seed) {
    // Neighbouring seeds must not begin alike, and zero would stay zero.
    let state = (Math.imul(seed ^ (seed >>> 16), 0x9e3779b1) ^ 0x5bd1e995) | 0 || 1;
    const next = () => {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        return (state >>> 0) / 2 ** 32;
    };
    for (let i = 0; i < 8; i++) {
        next();
    }
    return next;
}

export class LinkModel {
    #random;
    #loss;
    #meanBurst;
    #inBurst = false;
    #delayMillis;
    #jitterMillis;
    #reorder;
    #bytesPerMilli;
    #queueBytes;
    /** When the last packet in the queue has left it, in milliseconds. */
    #queueEmptyAt = -Infinity;
    /** On their way, sorted by when they arrive; those before `#head` have arrived. */
    #underway = [];
    #head = 0;

    /** Packets: `passed` have entered the link and arrive, `lost` by chance, `dropped` by a full queue. */
    counts = { passed: 0, lost: 0, dropped: 0 };

    /**
     * @param {object} conditions
     * @param {number} [conditions.loss] share of packets lost, 0 to 1
     * @param {number} [conditions.meanBurst] mean number of packets lost in a row (Gilbert's model); 1 for losses
     *     that know nothing of each other
     * @param {number} [conditions.delayMillis] time on the way
     * @param {number} [conditions.jitterMillis] each packet takes up to so much longer or shorter
     * @param {boolean} [conditions.reorder] whether jitter may change the order
     * @param {number} [conditions.rateBps] bits per second of whole IPv4 packets; 0 for no limit
     * @param {number} [conditions.queueBytes] what may wait for its turn when there is a rate; more is dropped
     * @param {number} [conditions.seed] the same seed loses the same packets
     */
    constructor({
        loss = 0, meanBurst = 1, delayMillis = 0, jitterMillis = 0, reorder = false, rateBps = 0, queueBytes = 64_000,
        seed = 1,
    } = {}) {
        if (!(loss >= 0 && loss <= 1) || !(meanBurst >= 1) || !(delayMillis >= 0) || !(rateBps >= 0)) {
            throw new RangeError(`not a link: loss ${loss}, bursts of ${meanBurst}, ${delayMillis} ms, ${rateBps} bit/s`);
        }
        if (!(jitterMillis >= 0 && jitterMillis <= delayMillis)) {
            throw new RangeError(`jitter of ${jitterMillis} ms with a delay of ${delayMillis} ms`);
        }
        this.#random = randomFrom(seed);
        this.#loss = loss;
        this.#meanBurst = meanBurst;
        this.#delayMillis = delayMillis;
        this.#jitterMillis = jitterMillis;
        this.#reorder = reorder;
        this.#bytesPerMilli = rateBps / 8000;
        this.#queueBytes = queueBytes;
    }

    /**
     * Makes the link faster or slower. What waits goes on at the new rate, what has left the queue arrives as it would have.
     *
     * @param {number} rateBps as for the constructor, more than 0
     * @param {number} queueBytes as for the constructor
     * @param {number} now milliseconds
     */
    setRate(rateBps, queueBytes, now) {
        if (!(rateBps > 0)) {
            throw new RangeError(`not a rate: ${rateBps} bit/s`);
        }
        const waits = Math.max(0, this.#queueEmptyAt - now) * this.#bytesPerMilli;
        this.#bytesPerMilli = rateBps / 8000;
        this.#queueBytes = queueBytes;
        this.#queueEmptyAt = waits > 0 ? now + waits / this.#bytesPerMilli : now;
    }

    /**
     * A packet enters the link.
     *
     * @param packet whatever `take` shall answer
     * @param {number} bytes its length without IP and UDP headers
     * @param {number} now milliseconds, never less than before
     * @returns {boolean} whether it will arrive
     */
    offer(packet, bytes, now) {
        let leavesQueueAt = now;
        if (this.#bytesPerMilli > 0) {
            const waits = Math.max(0, this.#queueEmptyAt - now) * this.#bytesPerMilli;
            if (waits + bytes + HEADER_BYTES > this.#queueBytes) {
                this.counts.dropped++;
                return false;
            }
            leavesQueueAt += (waits + bytes + HEADER_BYTES) / this.#bytesPerMilli;
            this.#queueEmptyAt = leavesQueueAt;
        }
        if (this.#loses()) {
            this.counts.lost++;
            return false;
        }
        this.counts.passed++;
        this.#insert({ packet, due: leavesQueueAt + this.#delayMillis + this.#jitter() });
        return true;
    }

    /** When the next packet arrives, in milliseconds; Infinity if none is underway. */
    nextDue() {
        return this.#head < this.#underway.length ? this.#underway[this.#head].due : Infinity;
    }

    /** The next packet that has arrived by now, or undefined. */
    take(now) {
        if (this.nextDue() > now) {
            return undefined;
        }
        const { packet } = this.#underway[this.#head];
        this.#underway[this.#head++] = undefined;
        if (this.#head > 1024 || this.#head === this.#underway.length) {
            this.#underway.splice(0, this.#head);
            this.#head = 0;
        }
        return packet;
    }

    #loses() {
        if (this.#meanBurst === 1 || this.#loss === 0 || this.#loss === 1) {
            return this.#random() < this.#loss;
        }
        // In the long run a share of `loss` of all packets falls into bursts.
        const ends = 1 / this.#meanBurst;
        const begins = (this.#loss * ends) / (1 - this.#loss);
        this.#inBurst = this.#random() < (this.#inBurst ? 1 - ends : begins);
        return this.#inBurst;
    }

    #jitter() {
        return this.#jitterMillis === 0 ? 0 : (this.#random() * 2 - 1) * this.#jitterMillis;
    }

    #insert(arrival) {
        let place = this.#underway.length;
        if (this.#reorder) {
            while (place > this.#head && this.#underway[place - 1].due > arrival.due) {
                place--;
            }
        } else if (place > this.#head) {
            arrival.due = Math.max(arrival.due, this.#underway[place - 1].due);
        }
        this.#underway.splice(place, 0, arrival);
    }
}
