// What runs inside the page to find out what really arrived. Each function is sent to the browser as text.

/** Before any script of the page: remembers every RTCPeerConnection and WebSocket, so that they can be read and cut. */
export function instrument() {
    const sockets = [];
    globalThis.testSockets = sockets;
    globalThis.WebSocket = class extends globalThis.WebSocket {
        constructor(...options) {
            super(...options);
            sockets.push(this);
        }
    };
    const connections = [];
    globalThis.testConnections = connections;
    const Original = globalThis.RTCPeerConnection;
    globalThis.RTCPeerConnection = class extends Original {
        constructor(...options) {
            super(...options);
            connections.push(this);
        }
    };
}

/** Statistics of all connections that match a type and kind. */
export async function stats({ type, kind }) {
    const found = [];
    for (const connection of globalThis.testConnections) {
        for (const each of (await connection.getStats()).values()) {
            if (each.type === type && (!kind || each.kind === kind)) {
                found.push({ ...each });
            }
        }
    }
    return found;
}

/** Whether a participant's tile shows a picture that was decoded. */
export function showsPicture(name) {
    const tile = [...document.querySelectorAll('[role=group]')].find((each) => each.getAttribute('aria-label') === name);
    const video = tile?.querySelector('video');
    return !!video && video.checkVisibility() && video.videoWidth > 0 && video.readyState >= 2;
}

/** The same for several participants. */
export function showPictures(names) {
    return names.map((name) => {
        const tile = [...document.querySelectorAll('[role=group]')].find((each) => each.getAttribute('aria-label') === name);
        const video = tile?.querySelector('video');
        return !!video && video.checkVisibility() && video.videoWidth > 0 && video.readyState >= 2;
    });
}

/**
 * Reads the burnt-in numbers of a participant's frames for some time.
 *
 * @param {{name: string, millis: number}} what
 * @returns {Promise<number[]>} one number per presented frame
 */
export async function frameNumbers({ name, millis }) {
    const tile = [...document.querySelectorAll('[role=group]')].find((each) => each.getAttribute('aria-label') === name);
    const video = tile?.querySelector('video');
    if (!video) {
        return [];
    }
    const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 32 });
    const context = canvas.getContext('2d', { willReadFrequently: true });
    const numbers = [];
    const end = performance.now() + millis;
    while (performance.now() < end) {
        await new Promise((resolve) => {
            const timer = setTimeout(resolve, 500);
            video.requestVideoFrameCallback(() => {
                clearTimeout(timer);
                resolve();
            });
        });
        context.drawImage(video, 0, 0, video.videoWidth, (video.videoHeight * 32) / 360, 0, 0, 640, 32);
        const row = context.getImageData(0, 16, 640, 1).data;
        let number = 0;
        for (let bit = 0; bit < 16; bit++) {
            if (row[(bit * 40 + 20) * 4 + 1] > 128) {
                number |= 1 << bit;
            }
        }
        numbers.push(number);
    }
    return numbers;
}

/**
 * Listens to every incoming audio track for some time.
 *
 * @param {{millis: number}} what
 * @returns {Promise<number[]>} loudest frequency in hertz of each track that made a sound
 */
export async function loudestTones({ millis }) {
    const context = new AudioContext();
    await context.resume();
    const analysers = [];
    for (const connection of globalThis.testConnections) {
        for (const receiver of connection.getReceivers()) {
            if (receiver.track.kind === 'audio') {
                const analyser = context.createAnalyser();
                analyser.fftSize = 4096;
                context.createMediaStreamSource(new MediaStream([receiver.track])).connect(analyser);
                analysers.push({ analyser, level: -Infinity, hertz: 0 });
            }
        }
    }
    const end = performance.now() + millis;
    const bins = new Float32Array(2048);
    while (performance.now() < end) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        for (const each of analysers) {
            each.analyser.getFloatFrequencyData(bins);
            bins.forEach((level, bin) => {
                if (level > each.level) {
                    each.level = level;
                    each.hertz = (bin * context.sampleRate) / each.analyser.fftSize;
                }
            });
        }
    }
    await context.close();
    return analysers.filter((each) => each.level > -60).map((each) => each.hertz);
}
