// Figures of a command's last run, kept beside the documents: the run before is shown with the new one.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

/**
 * Prints figures beside those of the last run, and keeps them.
 *
 * @param name of the file in `docs`
 * @param browser what it says it is
 * @param figures by what they are
 */
export function record(name, browser, figures) {
    const file = fileURLToPath(new URL(`../../../docs/${name}`, import.meta.url));
    const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).figures : {};
    for (const [what, value] of Object.entries(figures)) {
        console.log(`${what.padEnd(60)} ${String(value).padStart(8)}   last: ${before[what] ?? 'nothing'}`);
    }
    writeFileSync(file, `${JSON.stringify({ browser, processors: cpus().length, figures }, null, 1)}\n`);
}
