import { describe, expect, it } from 'vitest';
import { LinkModel } from './link-model.mjs';

/** Sends packets 0 to `count - 1`, one each `everyMillis`, and answers [packet, arrival] of all that arrive. */
function send(link, { count, everyMillis = 1, bytes = 1000 }) {
    const arrived = [];
    const takeUntil = (now) => {
        while (link.nextDue() <= now) {
            const due = link.nextDue();
            arrived.push([link.take(due), due]);
        }
    };
    for (let packet = 0; packet < count; packet++) {
        takeUntil(packet * everyMillis);
        link.offer(packet, bytes, packet * everyMillis);
    }
    while (link.nextDue() < Infinity) {
        takeUntil(link.nextDue());
    }
    return arrived;
}

const packets = (arrived) => arrived.map(([packet]) => packet);

describe('a link', () => {
    it('delivers everything after its delay and in order', () => {
        const arrived = send(new LinkModel({ delayMillis: 50 }), { count: 100 });
        expect(arrived).toEqual(Array.from({ length: 100 }, (_, i) => [i, i + 50]));
    });

    it('holds a packet until it is due', () => {
        const link = new LinkModel({ delayMillis: 50 });
        link.offer('a', 100, 0);
        expect(link.nextDue()).toBe(50);
        expect(link.take(49.9)).toBeUndefined();
        expect(link.take(50)).toBe('a');
        expect(link.nextDue()).toBe(Infinity);
    });

    it('becomes slower for what waits', () => {
        const link = new LinkModel({ rateBps: 8_000_000, queueBytes: 100_000 });
        link.offer('a', 9_972, 0); // 10,000 bytes with headers, a byte in a microsecond
        link.offer('b', 9_972, 0);
        link.setRate(800_000, 20_000, 10);
        link.offer('c', 972, 10);
        expect(link.take(10)).toBe('a');
        expect(link.take(20)).toBe('b');
        expect(link.nextDue()).toBe(10 + 100 + 10);
        link.offer('d', 19_000, 10);
        expect(link.counts.dropped).toBe(1);
        expect(() => link.setRate(0, 1, 0)).toThrow(RangeError);
    });

    it('loses its share, each packet on its own', () => {
        const link = new LinkModel({ loss: 0.05, seed: 7 });
        const arrived = packets(send(link, { count: 100_000 }));
        expect(link.counts.lost / 100_000).toBeCloseTo(0.05, 2);
        expect(link.counts).toEqual({ passed: arrived.length, lost: 100_000 - arrived.length, dropped: 0 });
        expect(meanRun(arrived, 100_000)).toBeCloseTo(1 / 0.95, 1);
    });

    it('loses the same packets with the same seed and others with another', () => {
        const lossy = (seed) => packets(send(new LinkModel({ loss: 0.1, seed }), { count: 1000 }));
        expect(lossy(1)).toEqual(lossy(1));
        expect(lossy(1)).not.toEqual(lossy(2));
    });

    it('loses in bursts when asked to, and no more in all', () => {
        const link = new LinkModel({ loss: 0.05, meanBurst: 4, seed: 3 });
        const arrived = packets(send(link, { count: 200_000 }));
        expect(link.counts.lost / 200_000).toBeCloseTo(0.05, 2);
        expect(meanRun(arrived, 200_000)).toBeGreaterThan(3.5);
        expect(meanRun(arrived, 200_000)).toBeLessThan(4.5);
    });

    it('keeps the order under jitter unless told otherwise', () => {
        const ordered = send(new LinkModel({ delayMillis: 30, jitterMillis: 20 }), { count: 1000 });
        expect(packets(ordered)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
        ordered.forEach(([packet, at]) => {
            expect(at - packet).toBeGreaterThanOrEqual(10);
            expect(at - packet).toBeLessThanOrEqual(50);
        });
        const mixed = send(new LinkModel({ delayMillis: 30, jitterMillis: 20, reorder: true }), { count: 1000 });
        expect(packets(mixed)).not.toEqual(packets(ordered));
        expect(packets(mixed).sort((a, b) => a - b)).toEqual(packets(ordered));
        expect(mixed.map(([, at]) => at)).toEqual(mixed.map(([, at]) => at).sort((a, b) => a - b));
    });

    it('sends no faster than its rate, headers included', () => {
        // 1000 bytes and 28 of headers at 1028 bytes per 10 ms.
        const link = new LinkModel({ rateBps: 822_400, delayMillis: 5 });
        const arrived = send(link, { count: 20, everyMillis: 1 });
        expect(arrived).toHaveLength(20);
        arrived.forEach(([packet, at]) => expect(at).toBeCloseTo((packet + 1) * 10 + 5));
    });

    it('drops what its queue cannot hold', () => {
        const link = new LinkModel({ rateBps: 822_400, queueBytes: 3 * 1028 });
        expect(Array.from({ length: 5 }, (_, i) => link.offer(i, 1000, 0))).toEqual([true, true, true, false, false]);
        expect(link.counts).toEqual({ passed: 3, lost: 0, dropped: 2 });
        expect(link.offer('later', 1000, 10)).toBe(true);
    });

    it('refuses conditions that no link has', () => {
        expect(() => new LinkModel({ loss: 5 })).toThrow(RangeError);
        expect(() => new LinkModel({ delayMillis: 10, jitterMillis: 20 })).toThrow('jitter of 20 ms');
        expect(() => new LinkModel({ loss: Number.NaN })).toThrow(RangeError);
    });
});

/** Mean number of packets missing in a row. */
function meanRun(arrived, count) {
    let runs = 0;
    let last = -1;
    for (const packet of [...arrived, count]) {
        runs += packet > last + 1 ? 1 : 0;
        last = packet;
    }
    return (count - arrived.length) / runs;
}
