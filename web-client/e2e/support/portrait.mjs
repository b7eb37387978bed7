// Cameras that show a person who does not exist: a head and shoulders in front of a wall.
import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const WIDTH = 640;
const HEIGHT = 360;
const FRAMES = 60;

/** Wall, shirt, skin and hair, each as luma and both chromas. */
const LOOKS = [
    { wall: [168, 118, 136], shirt: [96, 160, 104], skin: [178, 112, 150], hair: [46, 124, 134] },
    { wall: [150, 140, 116], shirt: [120, 108, 168], skin: [120, 116, 146], hair: [24, 128, 128] },
    { wall: [182, 120, 124], shirt: [70, 128, 128], skin: [196, 114, 146], hair: [128, 88, 152] },
    { wall: [140, 124, 120], shirt: [150, 96, 140], skin: [150, 114, 150], hair: [70, 120, 140] },
];

/**
 * @param folder where to keep the file
 * @param which of the people, from 0
 * @returns path of the Y4M file
 */
export function portraitCamera(folder, which) {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `portrait-${which}.y4m`);
    if (existsSync(path)) {
        return path;
    }
    const file = openSync(`${path}.part`, 'w');
    writeSync(file, `YUV4MPEG2 W${WIDTH} H${HEIGHT} F30:1 Ip A1:1 C420jpeg\n`);
    const frame = Buffer.alloc((WIDTH * HEIGHT * 3) / 2);
    for (let number = 0; number < FRAMES; number++) {
        paint(frame, LOOKS[which % LOOKS.length], Math.sin((2 * Math.PI * number) / FRAMES) * 6);
        writeSync(file, 'FRAME\n');
        writeSync(file, frame);
    }
    closeSync(file);
    renameSync(`${path}.part`, path);
    return path;
}

function paint(frame, look, sway) {
    const chroma = WIDTH * HEIGHT;
    for (let y = 0; y < HEIGHT; y++) {
        for (let x = 0; x < WIDTH; x++) {
            const [luma, blue, red] = colour(x, y, look, sway);
            frame[y * WIDTH + x] = luma;
            if ((x & 1) === 0 && (y & 1) === 0) {
                const at = (y >> 1) * (WIDTH / 2) + (x >> 1);
                frame[chroma + at] = blue;
                frame[(chroma * 5) / 4 + at] = red;
            }
        }
    }
}

function colour(x, y, look, sway) {
    const inside = (centreX, centreY, radiusX, radiusY) =>
        ((x - centreX) / radiusX) ** 2 + ((y - centreY) / radiusY) ** 2 < 1;
    const headX = 320 + sway;
    if (inside(headX, 172, 62, 80) && !inside(headX, 82, 74, 52)) {
        return look.skin;
    }
    if (inside(headX, 150, 78, 92) && y < 190) {
        return look.hair;
    }
    if (inside(320 + sway / 2, 380, 170, 118)) {
        return look.shirt;
    }
    const shade = Math.round((x + y) / 40);
    return [look.wall[0] - shade, look.wall[1], look.wall[2]];
}
