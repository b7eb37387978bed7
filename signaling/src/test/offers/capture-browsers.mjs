// Captures the offers of a browser: node capture-browsers.mjs chromium|firefox TARGET_FOLDER
// Needs the npm packages playwright-core and puppeteer-core on NODE_PATH's usual search, and the
// system's /usr/bin/chromium or /usr/bin/firefox-esr. Nothing leaves the machine.
import { createServer } from 'node:http';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { synthetic } from './synthetic.mjs';

const [browserName, target] = process.argv.slice(2);
const require = createRequire(join(process.cwd(), 'package.json'));
const scenes = readFileSync(new URL('./scenes.js', import.meta.url), 'utf8');
const page = createServer((request, response) => {
    response.setHeader('content-type', request.url === '/scenes.js' ? 'text/javascript' : 'text/html');
    response.end(request.url === '/scenes.js' ? scenes : '<title>offers</title><script src="scenes.js"></script>');
});
await new Promise((resolve) => page.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${page.address().port}/`;

async function chromium(permissions) {
    const { chromium: engine } = require('playwright-core');
    const quiet = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
    const camera = ['--use-fake-device-for-media-stream=fps=30', '--use-fake-ui-for-media-stream'];
    const browser = await engine.launch({
        executablePath: '/usr/bin/chromium', headless: true, chromiumSandbox: false, args: permissions ? [...quiet, ...camera] : quiet,
    });
    return { browser, tab: await browser.newPage(), version: browser.version() };
}

async function firefox() {
    const puppeteer = require('puppeteer-core');
    const browser = await puppeteer.launch({
        browser: 'firefox', executablePath: '/usr/bin/firefox-esr', headless: true, protocol: 'webDriverBiDi',
        extraPrefsFirefox: {
            'media.navigator.streams.fake': true, 'media.navigator.permission.disabled': true,
            'media.peerconnection.ice.obfuscate_host_addresses': false, 'media.gmp-manager.updateEnabled': false,
            'network.captive-portal-service.enabled': false, 'network.connectivity-service.enabled': false,
        },
    });
    return { browser, tab: await browser.newPage(), version: await browser.version() };
}

async function capture({ browser, tab, version }, names, prefix = '') {
    console.log(version);
    await tab.goto(url);
    for (const scene of names ?? (await tab.evaluate(() => Object.keys(scenes)))) {
        try {
            const offers = await tab.evaluate((name) => scenes[name](), scene);
            for (const [name, sdp] of Object.entries(offers)) {
                writeFileSync(join(target, `${prefix}${name}.sdp`), synthetic(sdp));
                console.log(`${prefix}${name}: ${sdp.length} characters`);
            }
        } catch (error) {
            console.log(`${scene}: not possible here: ${error.message.split('\n')[0]}`);
        }
    }
    await browser.close();
}

mkdirSync(target, { recursive: true });
if (browserName === 'firefox') {
    await capture(await firefox());
} else {
    await capture(await chromium(true));
    await capture(await chromium(false), ['receive-only'], 'mdns-');
}
page.close();
process.exit(0);
