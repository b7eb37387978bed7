// Waiting for something that a browser or server will do.

/** Resolves after some time. */
export const delay = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/**
 * Waits until a condition holds.
 *
 * @param condition asked about every 50 ms
 * @param millis how long to wait at most
 * @param explain what to say if it never holds; may be asynchronous
 */
export async function until(condition, millis, explain = () => '') {
    const deadline = Date.now() + millis;
    for (;;) {
        if (await condition()) {
            return;
        }
        if (Date.now() > deadline) {
            throw new Error(`waited ${millis} ms for ${condition} in vain\n${await explain()}`);
        }
        await delay(50);
    }
}
