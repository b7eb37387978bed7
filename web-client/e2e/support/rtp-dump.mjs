// What a browser sent, from its own log of packets before SRTP: Chromium's RtpDump and Firefox's RtpLogger alike write
// "O 12:34:56.789 000000 80 6f …", which text2pcap reads.
import { gzipSync } from 'node:zlib';

const LINE = /^.*?\bO (\d\d):(\d\d):(\d\d)\.(\d+) +0+((?: [0-9a-f]{2}){8,})/;
const LINKTYPE_RAW = 101;
const MICROS_PER_SECOND = 1_000_000;

/** The head of each payload that is kept: whatever a server looks at lies in it, and pictures take no room. */
const KEPT_PAYLOAD_BYTES = 64;
const PADDED = 0x20;
const EXTENDED = 0x10;

/** Packets in the order of the log, `micros` after the first and never before the one before: several threads write it. */
export function sentPackets(log) {
    const packets = [];
    let first = null;
    let last = 0;
    for (const line of log.split('\n')) {
        const match = LINE.exec(line);
        if (match) {
            const [, hours, minutes, seconds, fraction, bytes] = match;
            const of = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * MICROS_PER_SECOND;
            const micros = of + Math.round(Number(`0.${fraction}`) * MICROS_PER_SECOND);
            first ??= micros;
            last = Math.max(last, micros - first);
            packets.push({ micros: last, bytes: Buffer.from(bytes.replaceAll(' ', ''), 'hex') });
        }
    }
    return packets;
}

/** A compressed classic pcap file of UDP over IPv4 from 10.0.0.1 to 10.0.0.2, each packet cut to its head. */
export function pcap(packets) {
    const header = Buffer.alloc(24);
    header.writeUInt32LE(0xa1b2c3d4, 0);
    header.writeUInt16LE(2, 4);
    header.writeUInt16LE(4, 6);
    header.writeUInt32LE(65_535, 16);
    header.writeUInt32LE(LINKTYPE_RAW, 20);
    const parts = [header];
    for (const { micros, bytes } of packets) {
        const kept = bytes.subarray(0, keptBytes(bytes));
        const head = Buffer.alloc(16 + 28);
        head.writeUInt32LE(Math.floor(micros / MICROS_PER_SECOND), 0);
        head.writeUInt32LE(micros % MICROS_PER_SECOND, 4);
        head.writeUInt32LE(28 + kept.length, 8);
        head.writeUInt32LE(28 + bytes.length, 12);
        head.writeUInt8(0x45, 16);
        head.writeUInt16BE(28 + bytes.length, 18);
        head.writeUInt8(64, 24);
        head.writeUInt8(17, 25);
        head.writeUInt32BE(0x0a000001, 28);
        head.writeUInt32BE(0x0a000002, 32);
        head.writeUInt16BE(5_004, 36);
        head.writeUInt16BE(5_004, 38);
        head.writeUInt16BE(8 + bytes.length, 40);
        parts.push(head, kept);
    }
    return gzipSync(Buffer.concat(parts), { level: 9 });
}

/** Padding says in its last byte how long it is, so a packet that has some is kept whole. */
function keptBytes(bytes) {
    const fixed = 12 + 4 * (bytes[0] & 0x0f);
    const header = bytes[0] & EXTENDED ? fixed + 4 + 4 * bytes.readUInt16BE(fixed + 2) : fixed;
    return bytes[0] & PADDED ? bytes.length : header + KEPT_PAYLOAD_BYTES;
}

/** What a receiver of one section must know to read its packets, one `name=value` a line; extensions by their ids. */
export function negotiated(offer, answer) {
    const lines = answer.split('\r\n');
    const [mline] = lines.filter((line) => line.startsWith('m=')).map((line) => line.split(' '));
    const find = (pattern, text = answer) => [...text.matchAll(pattern)];
    const properties = [['kind', mline[0].slice(2)], ['mid', /^a=mid:(.*)\r$/m.exec(answer)[1]]];
    for (const [, type, name, clock, channels] of find(/^a=rtpmap:(\d+) ([^/\r]+)\/(\d+)(?:\/(\d+))?\r$/gm)) {
        const parameters = new RegExp(`^a=fmtp:${type} (.*)\\r$`, 'm').exec(answer)?.[1] ?? '';
        properties.push([`codec.${type}`, [name.toLowerCase(), clock, channels ?? 1, parameters].join(' ').trim()]);
    }
    for (const [, id, uri] of find(/^a=extmap:(\d+)(?:\/\w+)? (\S+)\r$/gm)) {
        properties.push([`extension.${id}`, uri]);
    }
    const rids = find(/^a=rid:(\S+) send/gm, offer).map((match) => match[1]);
    if (rids.length > 0) {
        properties.push(['rids', rids.join(' ')]);
    } else {
        const group = (semantics) => find(new RegExp(`^a=ssrc-group:${semantics} (.*)\\r$`, 'gm'), offer).map((match) => match[1]);
        const [simulcast] = group('SIM');
        const repairs = Object.fromEntries(group('FID').map((pair) => pair.split(' ')));
        const ssrcs = simulcast?.split(' ') ?? find(/^a=ssrc:(\d+) /gm, offer).map((match) => match[1]).slice(0, 1);
        properties.push(['ssrcs', ssrcs.join(' ')], ['rtxSsrcs', ssrcs.map((ssrc) => repairs[ssrc] ?? -1).join(' ')]);
    }
    return `${properties.map((each) => each.join('=')).join('\n')}\n`;
}
