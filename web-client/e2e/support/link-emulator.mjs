// A lossy, slow link in front of a UDP port, in user space and without privileges.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { LinkModel } from './link-model.mjs';

const HOST = '127.0.0.1';
const BUFFER_BYTES = 1 << 20;
/** Timers have a grain of 1 ms; what is due within half of that goes now. */
const GRAIN_MILLIS = 0.5;

/**
 * Listens on a free UDP port of 127.0.0.1 and forwards both ways between whoever sends to it and one server. Every
 * client address gets a socket of its own towards the server, so that the server can tell them apart.
 *
 * @param {object} options
 * @param {number} options.serverPort the server's UDP port on 127.0.0.1
 * @param {object} [options.up] conditions of the way to the server, see {@link LinkModel}
 * @param {object} [options.down] conditions of the way back
 * @param {number} [options.maxClients] datagrams of further addresses are refused
 * @param {number} [options.idleMillis] a client that neither sends nor receives for so long is forgotten
 */
export async function startLinkEmulator({ serverPort, up = {}, down = {}, maxClients = 32, idleMillis = 30_000 }) {
    const emulator = new LinkEmulator({ serverPort, up, down, maxClients, idleMillis });
    await emulator.listen();
    return emulator;
}

class LinkEmulator {
    #serverPort;
    #maxClients;
    #idleMillis;
    #up;
    #down;
    /** By "address:port" of the client: its socket towards the server and when it was last used. */
    #clients = new Map();
    #listener;
    #timer = null;
    #timerDue = Infinity;
    #sweeper;
    #closed = false;
    #refused = 0;
    #mostLateMillis = 0;

    constructor({ serverPort, up, down, maxClients, idleMillis }) {
        this.#serverPort = serverPort;
        this.#maxClients = maxClients;
        this.#idleMillis = idleMillis;
        this.#up = new LinkModel(up);
        this.#down = new LinkModel(down);
    }

    /** The port that stands for the server's. */
    port = 0;

    /** Packets of each direction since the start, and those refused because of too many clients. */
    counts() {
        return { up: { ...this.#up.counts }, down: { ...this.#down.counts }, refused: this.#refused };
    }

    /** By how many milliseconds a packet was forwarded too late at worst since the last call. */
    takeMostLateMillis() {
        const most = this.#mostLateMillis;
        this.#mostLateMillis = 0;
        return most;
    }

    /** Makes the way from the server faster or slower from now on. */
    setDownRate(rateBps, queueBytes) {
        this.#down.setRate(rateBps, queueBytes, performance.now());
    }

    async listen() {
        this.#listener = this.#socket();
        this.#listener.on('message', (data, from) => this.#fromClient(data, from));
        this.#listener.bind(0, HOST);
        await once(this.#listener, 'listening');
        this.port = this.#listener.address().port;
        this.#sweeper = setInterval(() => this.#forgetIdle(), this.#idleMillis / 2).unref();
    }

    /** Drops what is underway and frees all sockets and timers. */
    close() {
        this.#closed = true;
        clearTimeout(this.#timer);
        clearInterval(this.#sweeper);
        this.#listener.close();
        this.#clients.forEach((client) => client.socket.close());
        this.#clients.clear();
    }

    #socket() {
        const socket = createSocket({ type: 'udp4', recvBufferSize: BUFFER_BYTES, sendBufferSize: BUFFER_BYTES });
        // A datagram that cannot be sent is one more lost datagram: nobody listens there any more.
        socket.on('error', () => {});
        return socket;
    }

    #fromClient(data, from) {
        const client = this.#clientAt(from);
        if (client === null) {
            this.#refused++;
            return;
        }
        const now = performance.now();
        client.usedAt = now;
        this.#up.offer({ client, data }, data.length, now);
        this.#schedule();
    }

    #clientAt({ address, port }) {
        const key = `${address}:${port}`;
        let client = this.#clients.get(key);
        if (client === undefined) {
            if (this.#clients.size >= this.#maxClients) {
                return null;
            }
            client = { address, port, socket: this.#socket(), usedAt: performance.now(), gone: false };
            const mine = client;
            mine.socket.on('message', (data) => {
                const now = performance.now();
                mine.usedAt = now;
                this.#down.offer({ client: mine, data }, data.length, now);
                this.#schedule();
            });
            mine.socket.bind(0, HOST);
            this.#clients.set(key, mine);
        }
        return client;
    }

    #forgetIdle() {
        const now = performance.now();
        for (const [key, client] of this.#clients) {
            if (now - client.usedAt > this.#idleMillis) {
                client.gone = true;
                client.socket.close();
                this.#clients.delete(key);
            }
        }
    }

    /** One timer for all packets: at the time the first of them arrives. */
    #schedule() {
        const due = Math.min(this.#up.nextDue(), this.#down.nextDue());
        if (due >= this.#timerDue || this.#closed) {
            return;
        }
        clearTimeout(this.#timer);
        this.#timerDue = due;
        this.#timer = setTimeout(() => this.#deliver(), Math.max(0, Math.round(due - performance.now())));
    }

    #deliver() {
        this.#timerDue = Infinity;
        if (this.#closed) {
            return;
        }
        const now = performance.now();
        const until = now + GRAIN_MILLIS;
        for (const [model, send] of [
            [this.#up, ({ client, data }) => client.socket.send(data, this.#serverPort, HOST)],
            [this.#down, ({ client, data }) => this.#listener.send(data, client.port, client.address)],
        ]) {
            this.#mostLateMillis = Math.max(this.#mostLateMillis, now - model.nextDue());
            for (let each = model.take(until); each !== undefined; each = model.take(until)) {
                if (!each.client.gone) {
                    send(each);
                }
            }
        }
        this.#schedule();
    }
}
