// In the order in which they are measured and reported.
import { alternatives } from './alternatives.mjs';
import { delay } from './delay.mjs';
import { janus } from './janus.mjs';
import { joins } from './joins.mjs';
import { knee } from './knee.mjs';
import { observation } from './observation.mjs';
import { pacing } from './pacing.mjs';
import { profile } from './profile.mjs';
import { roofline } from './roofline.mjs';
import { runs } from './runs.mjs';
import { start } from './start.mjs';
import { viewers } from './viewers.mjs';

/**
 * A section: `name`; `title`; `roundSeconds(bench)`, about how long a round takes; `mostRounds`, if more tell nothing;
 * `measure(bench, round)`, what one round finds, as it goes into the file; `targets(rounds)`, lines for the table of
 * targets, also for no rounds; `text(rounds)`, the section itself.
 */
export const sections = [janus, roofline, profile, knee, alternatives, delay, viewers, joins, observation, start, runs, pacing];
