// Makes what the fake cameras and microphones play. No tool beyond Node is needed.
import { existsSync, mkdirSync, writeFileSync, openSync, writeSync, closeSync, renameSync } from 'node:fs';
import { join } from 'node:path';

export const WIDTH = 640;
export const HEIGHT = 360;
export const FRAMES_PER_SECOND = 30;
export const LOOP_FRAMES = 150;

const BLOCKS = 16;
const BLOCK_WIDTH = WIDTH / BLOCKS;
const BLOCK_HEIGHT = 32;

/**
 * A camera whose every frame carries its number as 16 black and white blocks along the upper edge, least
 * significant bit left, over a moving picture tinted so that participants can be told apart.
 *
 * @param folder where to keep it
 * @param tint 0 to 255, chroma of the picture
 * @returns path of the Y4M file
 */
export function numberedCamera(folder, tint) {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `camera-${tint}.y4m`);
    if (existsSync(path)) {
        return path;
    }
    const part = `${path}.part`;
    const file = openSync(part, 'w');
    writeSync(file, `YUV4MPEG2 W${WIDTH} H${HEIGHT} F${FRAMES_PER_SECOND}:1 Ip A1:1 C420jpeg\n`);
    const frame = Buffer.alloc((WIDTH * HEIGHT * 3) / 2);
    frame.fill(tint, WIDTH * HEIGHT, (WIDTH * HEIGHT * 5) / 4);
    frame.fill(255 - tint, (WIDTH * HEIGHT * 5) / 4);
    for (let number = 0; number < LOOP_FRAMES; number++) {
        paint(frame, number);
        writeSync(file, 'FRAME\n');
        writeSync(file, frame);
    }
    closeSync(file);
    renameSync(part, path);
    return path;
}

function paint(luma, number) {
    const phase = (number / LOOP_FRAMES) * 2 * Math.PI;
    const ballX = WIDTH / 2 + Math.cos(phase) * 180;
    const ballY = 200 + Math.sin(2 * phase) * 80;
    for (let y = BLOCK_HEIGHT; y < HEIGHT; y++) {
        for (let x = 0; x < WIDTH; x++) {
            const near = (x - ballX) ** 2 + (y - ballY) ** 2 < 48 ** 2;
            luma[y * WIDTH + x] = near ? 225 : 70 + ((x + y) >> 4);
        }
    }
    for (let block = 0; block < BLOCKS; block++) {
        const value = (number >> block) & 1 ? 235 : 16;
        for (let y = 0; y < BLOCK_HEIGHT; y++) {
            luma.fill(value, y * WIDTH + block * BLOCK_WIDTH, y * WIDTH + (block + 1) * BLOCK_WIDTH);
        }
    }
}

/**
 * A camera at 1280x720 whose picture is hard to compress: coarse noise that changes with every frame, in a loop of a second.
 *
 * @param folder where to keep it
 * @returns path of the Y4M file
 */
export function restlessCamera(folder) {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'camera-restless.y4m');
    if (existsSync(path)) {
        return path;
    }
    const [width, height, grain] = [1280, 720, 16];
    const part = `${path}.part`;
    const file = openSync(part, 'w');
    writeSync(file, `YUV4MPEG2 W${width} H${height} F${FRAMES_PER_SECOND}:1 Ip A1:1 C420jpeg\n`);
    const frame = Buffer.alloc((width * height * 3) / 2, 128);
    let random = 1;
    for (let number = 0; number < FRAMES_PER_SECOND; number++) {
        for (let y = 0; y < height; y += grain) {
            for (let x = 0; x < width; x += grain) {
                random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
                // A quarter of the picture is new in each frame: as much as when somebody moves.
                const luma = 90 + (random >>> 26);
                for (let row = 0; (random & 0xc000) === 0 && row < grain; row++) {
                    frame.fill(luma, (y + row) * width + x, (y + row) * width + x + grain);
                }
            }
        }
        writeSync(file, 'FRAME\n');
        writeSync(file, frame);
    }
    closeSync(file);
    renameSync(part, path);
    return path;
}

/**
 * A microphone that plays one tone in pulses: a steady tone would be taken for noise and suppressed.
 *
 * @param hertz frequency of the tone
 * @returns path of the WAV file, 48 kHz mono
 */
export function toneMicrophone(folder, hertz) {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `tone-${hertz}.wav`);
    const rate = 48000;
    const samples = rate * 4;
    const wav = Buffer.alloc(44 + samples * 2);
    wav.write('RIFF', 0);
    wav.writeUInt32LE(36 + samples * 2, 4);
    wav.write('WAVEfmt ', 8);
    wav.writeUInt32LE(16, 16);
    wav.writeUInt16LE(1, 20);
    wav.writeUInt16LE(1, 22);
    wav.writeUInt32LE(rate, 24);
    wav.writeUInt32LE(rate * 2, 28);
    wav.writeUInt16LE(2, 32);
    wav.writeUInt16LE(16, 34);
    wav.write('data', 36);
    wav.writeUInt32LE(samples * 2, 40);
    for (let i = 0; i < samples; i++) {
        const inPulse = (i % (rate / 2)) / (rate / 2);
        const envelope = inPulse < 0.6 ? Math.sin((Math.PI * inPulse) / 0.6) : 0;
        const value = Math.sin((2 * Math.PI * hertz * i) / rate) * envelope * 0.5;
        wav.writeInt16LE(Math.round(value * 32767), 44 + i * 2);
    }
    writeFileSync(path, wav);
    return path;
}
