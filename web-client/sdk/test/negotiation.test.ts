import { describe, expect, it } from 'vitest';
import { Negotiation } from '../src/negotiation.ts';
import { settled } from './fakes.ts';

/** Exchanges that end when the test says so. */
class Exchanges {
  readonly open: { resolve: () => void; reject: (error: Error) => void }[] = [];
  started = 0;
  readonly negotiation = new Negotiation(() => {
    this.started += 1;
    return new Promise<void>((resolve, reject) => {
      this.open.push({ resolve, reject });
    });
  });
}

describe('Negotiation', () => {
  it('runs one exchange at a time and folds what comes meanwhile into one more', async () => {
    const exchanges = new Exchanges();
    const first = exchanges.negotiation.request();
    const second = exchanges.negotiation.request();
    const third = exchanges.negotiation.request();
    expect(exchanges.started).toBe(1);
    expect(third).toBe(second);

    exchanges.open[0]?.resolve();
    await first;
    await settled();
    expect(exchanges.started).toBe(2);

    exchanges.open[1]?.resolve();
    await second;
    await settled();
    expect(exchanges.started).toBe(2);
  });

  it('starts a new exchange for a request during the second', async () => {
    const exchanges = new Exchanges();
    void exchanges.negotiation.request();
    void exchanges.negotiation.request();
    exchanges.open[0]?.resolve();
    await settled();
    void exchanges.negotiation.request();
    exchanges.open[1]?.resolve();
    await settled();
    expect(exchanges.started).toBe(3);
  });

  it('does not let two run when a request slips in as one ends', async () => {
    const exchanges = new Exchanges();
    const first = exchanges.negotiation.request();
    const waiting = exchanges.negotiation.request();
    const slipped = first.then(() => {
      void exchanges.negotiation.request();
    });
    exchanges.open[0]?.resolve();
    await slipped;
    await settled();
    expect(exchanges.started).toBe(2);
    exchanges.open[1]?.resolve();
    await waiting;
  });

  it('tells the failure to those who asked for it and goes on with the next', async () => {
    const exchanges = new Exchanges();
    const first = exchanges.negotiation.request();
    const second = exchanges.negotiation.request();
    exchanges.open[0]?.reject(new Error('refused'));
    await expect(first).rejects.toThrow('refused');
    await settled();
    exchanges.open[1]?.resolve();
    await expect(second).resolves.toBeUndefined();
  });
});
