// Real browsers without a display: Chromium by Playwright, Firefox by WebDriver BiDi.
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import puppeteer from 'puppeteer-core';
import { instrument } from './probes.mjs';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FIREFOX = process.env.FIREFOX ?? '/usr/bin/firefox-esr';

export const chromiumMissing = existsSync(CHROMIUM) ? false : `${CHROMIUM} is not installed`;
export const firefoxMissing = existsSync(FIREFOX) ? false : `${FIREFOX} is not installed`;

/**
 * Opens a page in a Chromium of its own with its own camera and microphone.
 *
 * @param media {camera, microphone}: files; the browser's own fakes if left out; {rtpDump}: a file for everything the
 *     browser sends and receives, as it is before and after SRTP, in hexadecimal lines that end in RTP_DUMP
 */
export async function openChromium(url, media = {}, viewport = { width: 1280, height: 800 }) {
    const args = [
        '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync', '--use-fake-ui-for-media-stream',
        '--use-fake-device-for-media-stream=fps=30', '--autoplay-policy=no-user-gesture-required',
        '--allow-loopback-in-peer-connection', '--disable-features=LocalNetworkAccessChecks',
    ];
    if (media.camera) {
        args.push(`--use-file-for-fake-video-capture=${media.camera}`);
    }
    if (media.microphone) {
        args.push(`--use-file-for-fake-audio-capture=${media.microphone}`);
    }
    if (media.rtpDump) {
        args.push('--force-fieldtrials=WebRTC-Debugging-RtpDump/Enabled/', '--enable-logging=stderr', '--vmodule=*/webrtc/*=2');
    }
    const pidFile = join(mkdtempSync(join(tmpdir(), 'plenum-e2e-')), 'pid');
    const program = media.rtpDump ? loggingTo(media.rtpDump) : tellingItsPid(pidFile);
    const browser = await chromium.launch({
        executablePath: program, headless: true, chromiumSandbox: false, args,
    });
    const context = await browser.newContext({ viewport });
    const messages = [];
    const open = async (address) => {
        const page = await context.newPage();
        await page.addInitScript(instrument);
        page.on('console', (message) => messages.push(`${message.type()}: ${message.text()}`));
        page.on('pageerror', (error) => messages.push(`uncaught: ${error.message}`));
        await page.goto(address);
        return page;
    };
    const page = await open(url);
    return {
        page,
        messages,
        /** Opens another page of the same browser in a tab. */
        open,
        version: `Chromium ${browser.version()}`,
        evaluate: (fn, arg) => page.evaluate(fn, arg),
        screenshot: (path) => page.screenshot({ path }),
        /** Until told otherwise others go first where processors are short: somebody else's delay is measured. */
        yields: (yes) => setShare(pidFile, yes ? 5 : 0),
        close: () => browser.close(),
    };
}

/** A program that is the browser and first writes down its process id. */
function tellingItsPid(file) {
    const program = `${file}.sh`;
    writeFileSync(program, `#!/bin/sh\necho $$ >'${file}'\nexec '${CHROMIUM}' "$@"\n`, { mode: 0o755 });
    return program;
}

/** Sets the nice value of a browser's session (Linux, sched(7), autogroup); all keep their share where that cannot be done. */
function setShare(pidFile, nice) {
    try {
        writeFileSync(`/proc/${readFileSync(pidFile, 'utf8').trim()}/autogroup`, `${nice}\n`);
    } catch (e) {
        console.log(`browsers have equal shares of the processors: ${e.message}`);
    }
}

/** A program that is the browser with its log in a file: it writes it to its standard error alone. */
function loggingTo(file) {
    const program = `${file}.sh`;
    writeFileSync(program, `#!/bin/sh\nexec '${CHROMIUM}' "$@" 2>'${file}'\n`, { mode: 0o755 });
    return program;
}

/**
 * Opens a page in Firefox with its own fake camera and microphone.
 *
 * @param media {rtpDump}: a file for what it sends and receives, as with Chromium
 */
export async function openFirefox(url, media = {}) {
    const browser = await puppeteer.launch({
        browser: 'firefox', executablePath: FIREFOX, headless: true, protocol: 'webDriverBiDi',
        env: media.rtpDump ? { ...process.env, MOZ_LOG: 'RtpLogger:5', MOZ_LOG_FILE: media.rtpDump } : process.env,
        extraPrefsFirefox: {
            'media.navigator.streams.fake': true,
            'media.navigator.permission.disabled': true,
            'media.autoplay.default': 0,
            'media.peerconnection.ice.loopback': true,
            'media.peerconnection.ice.obfuscate_host_addresses': false,
            'media.gmp-manager.updateEnabled': false,
            'network.captive-portal-service.enabled': false,
            'network.connectivity-service.enabled': false,
        },
    });
    const page = await browser.newPage();
    await page.evaluateOnNewDocument(instrument);
    const messages = [];
    page.on('console', (message) => messages.push(`${message.type()}: ${message.text()}`));
    await page.goto(url);
    return {
        page,
        messages,
        version: (await browser.version()).replace('/', ' '),
        evaluate: (fn, arg) => page.evaluate(fn, arg),
        screenshot: (path) => page.screenshot({ path }),
        close: () => browser.close(),
    };
}
