// Records the connectivity and consent checks that a real browser sends to an ICE-lite peer.
// Usage: see README.md beside this file.
import { createSocket } from 'node:dgram';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';

const [browserName, output] = process.argv.slice(2);
const address = process.env.ADDRESS ?? '127.0.0.1';
const seconds = Number(process.env.SECONDS ?? 20);
const require = createRequire(`${process.cwd()}/`); // the driver is installed where this is started
const local = { usernameFragment: 'PlenumLite01', password: 'captureCaptureCapture0123' };
// Nobody holds its key: the DTLS handshake is never answered, only the checks are.
const fingerprint = Array.from({ length: 32 }, () => 'AB').join(':');

const checks = [];
const socket = createSocket('udp4');
socket.on('message', (message, from) => {
  if (message[0] > 3) return;
  checks.push({ atMillis: Math.round(performance.now()), port: from.port, message });
  if (message.readUInt16BE(0) === 0x0001) socket.send(success(message, from), from.port, from.address);
});
await new Promise((bound) => socket.bind(0, address, bound));

/** A binding success response (RFC 8489 sections 6.3.1.1, 14.2, 14.5 and 14.7). */
function success(request, from) {
  const response = Buffer.alloc(20 + 12 + 24 + 8);
  request.copy(response, 4, 4, 20);
  response.writeUInt16BE(0x0101, 0);
  response.writeUInt32BE(0x00200008, 20);
  response.writeUInt16BE(0x0001, 24);
  response.writeUInt16BE(from.port ^ 0x2112, 26);
  from.address.split('.').forEach((part, i) => response.writeUInt8(Number(part) ^ response[4 + i], 28 + i));
  response.writeUInt16BE(12 + 24, 2);
  response.writeUInt32BE(0x00080014, 32);
  createHmac('sha1', local.password).update(response.subarray(0, 32)).digest().copy(response, 36);
  response.writeUInt16BE(12 + 24 + 8, 2);
  response.writeUInt32BE(0x80280004, 56);
  response.writeUInt32BE((crc32(response.subarray(0, 56)) ^ 0x5354554e) >>> 0, 60);
  return response;
}

function attributes(message) {
  const names = [];
  for (let at = 20; at + 4 <= message.length; at += 4 + ((message.readUInt16BE(at + 2) + 3) & ~3)) {
    names.push(message.readUInt16BE(at).toString(16).padStart(4, '0'));
  }
  return names.join(' ');
}

async function open() {
  if (browserName === 'chromium') {
    return require('playwright-core').chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, chromiumSandbox: false,
      args: ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
        '--disable-sync', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'],
    });
  }
  return require('puppeteer-core').launch({
    browser: 'firefox', executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr', headless: true, protocol: 'webDriverBiDi',
    extraPrefsFirefox: { 'media.navigator.streams.fake': true, 'media.navigator.permission.disabled': true,
      'media.peerconnection.ice.loopback': true, 'media.peerconnection.ice.obfuscate_host_addresses': false },
  });
}

const page = createServer((request, response) => {
  response.setHeader('content-type', 'text/html').end('<!doctype html><title>ice</title>');
});
await new Promise((listening) => page.listen(0, '127.0.0.1', listening));
const browser = await open();
try {
  const tab = await browser.newPage();
  await tab.goto(`http://127.0.0.1:${page.address().port}/`);
  const offer = await tab.evaluate(async () => {
    await navigator.mediaDevices.getUserMedia({ audio: true }); // a fake one; without it a browser hides its addresses
    window.pc = new RTCPeerConnection();
    window.pc.addTransceiver('audio', { direction: 'recvonly' });
    await window.pc.setLocalDescription();
    return window.pc.localDescription.sdp;
  });
  const mid = /a=mid:(\S+)/.exec(offer)[1];
  const payloadType = /a=rtpmap:(\d+) opus/i.exec(offer)[1];
  const port = socket.address().port;
  const answer = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=ice-lite', `a=group:BUNDLE ${mid}`,
    `m=audio ${port} UDP/TLS/RTP/SAVPF ${payloadType}`, `c=IN IP4 ${address}`, `a=mid:${mid}`, 'a=sendonly', 'a=rtcp-mux',
    `a=rtpmap:${payloadType} opus/48000/2`, `a=ice-ufrag:${local.usernameFragment}`, `a=ice-pwd:${local.password}`,
    `a=fingerprint:sha-256 ${fingerprint}`, 'a=setup:passive',
    `a=candidate:1 1 udp 2130706431 ${address} ${port} typ host`, 'a=end-of-candidates', ''].join('\r\n');
  await tab.evaluate((sdp) => window.pc.setRemoteDescription({ type: 'answer', sdp }), answer);
  await new Promise((wake) => setTimeout(wake, seconds * 1000));
  const start = checks[0].atMillis;
  for (const { atMillis, port: from, message } of checks) {
    console.log(`${atMillis - start} ms from ${from}: ${message.length} bytes, ${attributes(message)}`);
  }
  const remote = /a=ice-ufrag:(\S+)/.exec(offer)[1];
  const kept = [checks[0], checks.find(({ message }) => / 0025/.test(` ${attributes(message)}`)), checks.at(-1)];
  const [first, nominating, consent] = kept.map((check) => check?.message.toString('hex') ?? '');
  writeFileSync(output, [`local.usernameFragment=${local.usernameFragment}`, `local.password=${local.password}`,
    `remote.usernameFragment=${remote}`, `first=${first}`, `nominating=${nominating}`, `consent=${consent}`, ''].join('\n'));
} finally {
  await browser.close();
  page.close();
  socket.close();
}
