// Connects a real browser to BrowserPeer.java: captures its first flight, or lets the two shake hands.
// Usage: see README.md beside this file.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [browserName, mode, output] = process.argv.slice(2);
const address = process.env.ADDRESS ?? '127.0.0.1';
const require = createRequire(`${process.cwd()}/`); // the driver is installed where this is started

const page = createServer((request, response) => {
  response.setHeader('content-type', 'text/html').end('<!doctype html><title>dtls</title>');
});
await new Promise((listening) => page.listen(0, '127.0.0.1', listening));
const url = `http://127.0.0.1:${page.address().port}/`;

const peer = spawn(process.env.JAVA ?? 'java', ['-cp', process.env.CLASS_PATH, 'io.plenum.bridge.dtls.BrowserPeer', mode, address],
  { stdio: ['pipe', 'pipe', 'inherit'] });
const lines = [];
const waiting = [];
createInterface({ input: peer.stdout }).on('line', (line) => {
  lines.push(line);
  waiting.splice(0).forEach((wake) => wake());
});
async function next(pattern, millis = 10_000) {
  const deadline = Date.now() + millis;
  while (Date.now() < deadline) {
    const found = lines.find((line) => pattern.test(line));
    if (found) return found;
    await Promise.race([new Promise((wake) => waiting.push(wake)), new Promise((wake) => setTimeout(wake, 200))]);
  }
  throw new Error(`no line ${pattern} from the peer, only: ${lines.map((line) => line.slice(0, 80)).join(' | ')}`);
}

async function open() {
  if (browserName === 'chromium') {
    const browser = await require('playwright-core').chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, chromiumSandbox: false,
      args: ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
        '--disable-sync', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'],
    });
    return browser;
  }
  return require('puppeteer-core').launch({
    browser: 'firefox', executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr', headless: true, protocol: 'webDriverBiDi',
    extraPrefsFirefox: { 'media.navigator.streams.fake': true, 'media.navigator.permission.disabled': true,
      'media.peerconnection.ice.loopback': true, 'media.peerconnection.ice.obfuscate_host_addresses': false },
  });
}

const browser = await open();
try {
  const tab = await browser.newPage();
  await tab.goto(url);
  const [, port, ufrag, pwd, fingerprint] = (await next(/^local /)).split(' ');
  const offer = await tab.evaluate(async () => {
    await navigator.mediaDevices.getUserMedia({ audio: true }); // a fake one; without it a browser hides its addresses
    window.pc = new RTCPeerConnection();
    window.pc.addTransceiver('audio', { direction: 'recvonly' });
    await window.pc.setLocalDescription();
    return window.pc.localDescription.sdp;
  });
  const mid = /a=mid:(\S+)/.exec(offer)[1];
  const payloadType = /a=rtpmap:(\d+) opus/i.exec(offer)[1];
  const answer = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=ice-lite', `a=group:BUNDLE ${mid}`,
    `m=audio ${port} UDP/TLS/RTP/SAVPF ${payloadType}`, `c=IN IP4 ${address}`, `a=mid:${mid}`, 'a=sendonly', 'a=rtcp-mux',
    `a=rtpmap:${payloadType} opus/48000/2`, `a=ice-ufrag:${ufrag}`, `a=ice-pwd:${pwd}`, `a=fingerprint:sha-256 ${fingerprint}`,
    'a=setup:passive', `a=candidate:1 1 udp 2130706431 ${address} ${port} typ host`, 'a=end-of-candidates', ''].join('\r\n');
  peer.stdin.write(`${/a=fingerprint:(\S+ \S+)/.exec(offer)[1]}\n`);
  await tab.evaluate((sdp) => window.pc.setRemoteDescription({ type: 'answer', sdp }), answer);
  if (mode === 'capture') {
    await next(/^datagram /);
    await new Promise((wake) => setTimeout(wake, 6000)); // the repetitions too
    const seen = lines.filter((line) => line.startsWith('datagram ')).map((line) => line.slice(9));
    writeFileSync(output, `${seen.slice(0, 8).join('\n')}\n`);
    console.log(`${seen.length} datagrams, lengths ${seen.map((hex) => hex.length / 2).join(' ')}`);
  } else {
    console.log(await next(/^(connected|failed)/));
    await tab.waitForFunction(() => window.pc.connectionState === 'connected', { timeout: 5000 });
    const transport = await tab.evaluate(async () =>
      [...(await window.pc.getStats()).values()].find((entry) => entry.type === 'transport') ?? null);
    console.log(`browser: connected, tls ${transport?.tlsVersion} ${transport?.dtlsCipher} ${transport?.srtpCipher}`);
    await tab.evaluate(() => window.pc.close());
    console.log(await next(/^closed/));
  }
} finally {
  await browser.close();
  peer.kill();
  page.close();
}
