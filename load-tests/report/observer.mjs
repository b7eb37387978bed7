// Somebody who looks at a server all the time: scrapes its metrics, has the statistics streamed, keeps the page /admin/ open.
// On SIGTERM it prints as JSON how many milliseconds each scrape took.
//     node observer.mjs URL SECONDS [ROOM]      SECONDS from scrape to scrape; with a room: has that one's statistics streamed as well
const [url, seconds, room] = process.argv.slice(2);
const PAGE_MILLIS = 5_000;

const at = (path) => new URL(path, url);
const scrapes = [];
let isOver = false;

async function scrape() {
    const begin = performance.now();
    await (await fetch(at('metrics'))).text();
    scrapes.push(performance.now() - begin);
}

async function page() {
    await (await fetch(at('admin/api/overview'))).text();
}

async function stream(path) {
    for await (const piece of (await fetch(at(path))).body) {
        if (isOver || piece.length === 0) {
            return;
        }
    }
}

const again = (look, millis) => {
    const now = () => look().catch((error) => isOver || (console.error(error), process.exit(1)));
    now();
    setInterval(now, millis);
};

process.once('SIGTERM', () => {
    isOver = true;
    process.stdout.write(JSON.stringify(scrapes), () => process.exit(0));
});
again(scrape, 1_000 * seconds);
again(page, PAGE_MILLIS);
stream('api/v1/stats/stream').catch(() => {});
if (room) {
    stream(`api/v1/rooms/${encodeURIComponent(room)}/stats/stream`).catch(() => {});
}
