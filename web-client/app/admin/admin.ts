import type { Check, Overview, ParticipantView, Refusal, RoomParticipant, RoomView, Summary, Verdict } from './api.ts';
import { ask } from './api.ts';
import { Charts } from './charts.ts';
import { tapControl } from './tap.ts';
import { bitrate, clock, millis, percent } from './figures.ts';

/** The page's own address says what it shows: nothing, `#room=NAME` or `#participant=ID`. */
const REFRESH_MILLIS = 5_000;

type Cell = string | Node;

const view = byId('view');
const state = byId('state');
const where = byId('where');
let charts = new Charts();
let body = document.createElement('div');
let tools = document.createElement('div');
let shown = '';
let turn = 0;

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) {
    throw new Error(`the page has no ${id}`);
  }
  return found;
}

function element(name: string, className: string, ...children: Cell[]): HTMLElement {
  const made = document.createElement(name);
  if (className) {
    made.className = className;
  }
  made.append(...children);
  return made;
}

function link(text: string, key: string, value: string): HTMLElement {
  const anchor = document.createElement('a');
  anchor.href = `#${key}=${encodeURIComponent(value)}`;
  anchor.textContent = text;
  return anchor;
}

function number(text: string): HTMLElement {
  return element('span', 'number', text);
}

function table(headings: string[], rows: Cell[][], empty: string): HTMLElement {
  if (rows.length === 0) {
    return element('p', 'soft', empty);
  }
  const isNumber = (cell: Cell | undefined): boolean => cell instanceof HTMLElement && cell.className === 'number';
  const head = element('tr', '', ...headings.map((each, column) => element('th', isNumber(rows[0]?.[column]) ? 'number' : '', each)));
  const lines = rows.map((row) =>
    element('tr', '', ...row.map((cell) => element('td', isNumber(cell) ? 'number' : '', cell))),
  );
  return element('div', 'scroll', element('table', '', element('thead', '', head), element('tbody', '', ...lines)));
}

function verdict(of: Summary['verdict']): HTMLElement {
  return of
    ? element('span', '', element('span', 'trouble', of.text), ' ', element('span', 'soft', of.remedy))
    : element('span', 'soft', 'no trouble');
}

function troubles(list: Summary[]): HTMLElement {
  return table(
    ['ended', 'participant', 'room', 'came as far as', 'what happened, and what to look at'],
    list.map((each) => [
      clock(each.endedAt ?? each.joinedAt),
      link(each.name, 'participant', each.participant),
      each.room,
      each.phase,
      verdict(each.verdict),
    ]),
    'Nobody had trouble within the last hour.',
  );
}

function refusals(list: Refusal[]): HTMLElement {
  return table(
    ['at', 'name', 'room', 'cause', 'what happened, and what to look at'],
    list.map((each) => [clock(each.at), link(each.name || 'somebody', 'participant', each.participant), each.room, each.verdict.cause, verdict(each.verdict)]),
    'Nobody was turned away.',
  );
}

function symptoms(list: Verdict[]): HTMLElement {
  return table(
    ['now', 'what is measured', 'what it means'],
    list.map((each) => [each.cause, element('span', 'trouble', each.text), element('span', 'soft', each.remedy)]),
    'Nothing is wrong now.',
  );
}

function checks(list: Check[]): HTMLElement {
  return table(
    ['at the start', '', 'found', 'what to do'],
    list.map((each) => [each.what, element('span', each.level === 'ok' ? 'soft' : 'trouble', each.level), each.found, each.todo]),
    'Not looked at yet.',
  );
}

async function overview(): Promise<void> {
  const answer = await ask<Overview>('overview');
  where.textContent = 'this server, the last quarter of an hour';
  charts.show('Bitrate in', [{ label: 'in', values: answer.node.in }], answer.lastTick, answer.tickMillis, bitrate);
  charts.show('Bitrate out', [{ label: 'out', values: answer.node.out }], answer.lastTick, answer.tickMillis, bitrate);
  charts.show('Fullest media loop', [{ label: 'load', values: answer.node.load }], answer.lastTick, answer.tickMillis, percent);
  const rooms = answer.rooms.toSorted((a, b) => b.out - a.out);
  body.replaceChildren(
    element('h2', '', 'Rooms'),
    table(
      ['room', 'participants', 'in', 'out'],
      rooms.map((each) => [
        link(each.name, 'room', each.name),
        number(each.participants.toString()),
        number(bitrate(each.in)),
        number(bitrate(each.out)),
      ]),
      'There is no room now.',
    ),
    element('h2', '', 'This server'),
    symptoms(answer.symptoms),
    element('h2', '', 'Trouble within the last hour'),
    troubles(answer.troubles),
    element('h2', '', 'Not let in'),
    refusals(answer.refusals),
    element('h2', '', 'Surroundings'),
    checks(answer.checks),
  );
}

/** Who publishes what, and who gets it in which layers. */
function tree(people: RoomParticipant[]): HTMLElement {
  const publishers = people.filter((each) => (each.inbound ?? []).length > 0);
  return element(
    'ul',
    'tree',
    ...publishers.map((publisher) => {
      const publications = [...new Set((publisher.inbound ?? []).map((each) => each.publication))];
      return element(
        'li',
        '',
        link(publisher.name, 'participant', publisher.id),
        element('ul', '', ...publications.map((publication) => branch(publication, publisher, people))),
      );
    }),
  );
}

function branch(publication: string, publisher: RoomParticipant, people: RoomParticipant[]): HTMLElement {
  const encodings = (publisher.inbound ?? []).filter((each) => each.publication === publication);
  const first = encodings[0];
  const what = `${first?.kind ?? ''} ${first?.codec ?? ''}, ${encodings.length} encoding${encodings.length === 1 ? '' : 's'}`;
  const leaves = people.flatMap((viewer) =>
    (viewer.outbound ?? [])
      .filter((slot) => slot.publication === publication)
      .map((slot) => {
        const layers =
          slot.kind === 'audio'
            ? ''
            : slot.encodingIndex < 0
              ? ', nothing yet'
              : `, encoding ${slot.encodingIndex}, spatial ${slot.spatialLayer}, temporal ${slot.temporalLayer}`;
        const reason = slot.reason && slot.reason !== 'none' ? ` (${slot.reason})` : '';
        return element('li', '', 'to ', link(viewer.name, 'participant', viewer.id), layers, reason);
      }),
  );
  return element('li', '', what, element('ul', '', ...leaves));
}

async function room(name: string): Promise<void> {
  const answer = await ask<RoomView>('room', { name });
  where.textContent = `room ${name}`;
  charts.show('Bitrate in', [{ label: 'in', values: answer.in }], Date.now(), REFRESH_MILLIS, bitrate);
  charts.show('Bitrate out', [{ label: 'out', values: answer.out }], Date.now(), REFRESH_MILLIS, bitrate);
  body.replaceChildren(
    element('h2', '', 'Participants'),
    table(
      ['participant', 'by', 'from', 'round trip', 'in', 'out', 'publishes', 'is shown', 'wrong now'],
      answer.participants.map((each) => [
        link(each.name, 'participant', each.id),
        each.protocol,
        each.candidatePair?.remoteAddress ?? 'no path yet',
        number(each.candidatePair?.currentRoundTripTime === undefined ? '' : millis(each.candidatePair.currentRoundTripTime)),
        number(bitrate(answer.bitrates[each.id]?.in ?? 0)),
        number(bitrate(answer.bitrates[each.id]?.out ?? 0)),
        number((each.inbound ?? []).length.toString()),
        number((each.outbound ?? []).filter((slot) => slot.publication !== null).length.toString()),
        element('span', 'trouble', (each.symptoms ?? []).map((symptom) => symptom.text).join(' ')),
      ]),
      'Nobody is here.',
    ),
    element('h2', '', 'Who is shown what'),
    tree(answer.participants),
  );
}

async function participant(id: string): Promise<void> {
  const answer = await ask<ParticipantView>('participant', { id });
  where.textContent = answer.phase === 'refused' ? `${answer.name || 'somebody'}, who was not let in` : `${answer.name} in room ${answer.room}`;
  // Made once, so that it goes on while the page is renewed around it.
  if (answer.streams === undefined) {
    tools.replaceChildren();
  } else if (tools.childElementCount === 0) {
    tools.append(tapControl(id));
  }
  const end = answer.endedAt ?? Date.now();
  charts.show('Sends', [{ label: 'in', values: answer.in }], end, REFRESH_MILLIS, bitrate);
  charts.show('Is sent', [{ label: 'out', values: answer.out }], end, REFRESH_MILLIS, bitrate);
  charts.show('Round trip', [{ label: 'rtt', values: answer.rtt }], end, REFRESH_MILLIS, millis);
  const file = document.createElement('a');
  file.href = `/admin/api/participant?id=${encodeURIComponent(id)}&download`;
  file.textContent = 'All of this as one file';
  body.replaceChildren(
    element('h2', '', 'What happened'),
    element('p', '', verdict(answer.verdict)),
    symptoms(answer.streams?.symptoms ?? []),
    element('p', '', link(`Room ${answer.room}`, 'room', answer.room), ' · ', file),
    table(
      ['at', 'after', 'event', ''],
      answer.events.map((each) => [clock(each.at), number(`${(each.after / 1_000).toFixed(3)} s`), each.event, each.detail]),
      'Nothing yet.',
    ),
    element('h2', '', 'Sends'),
    table(
      ['publication', 'kind', 'codec', 'encoding', 'packets', 'lost', 'jitter', 'viewers'],
      (answer.streams?.inbound ?? []).map((each) => [
        each.publication,
        each.kind,
        each.codec,
        number(each.encodingIndex.toString()),
        number(each.packetsReceived.toString()),
        number(each.packetsLost.toString()),
        number(millis(each.jitter)),
        number(each.viewers.toString()),
      ]),
      'Nothing now.',
    ),
    element('h2', '', 'Is sent'),
    table(
      ['section', 'kind', 'codec', 'publication', 'encoding', 'spatial', 'temporal', 'packets', 'lost', 'reason'],
      (answer.streams?.outbound ?? []).map((each) => [
        each.mid,
        each.kind,
        each.codec,
        each.publication ?? 'nothing',
        number(each.encodingIndex.toString()),
        number(each.spatialLayer.toString()),
        number(each.temporalLayer.toString()),
        number(each.packetsSent.toString()),
        number(each.remoteInbound.packetsLost.toString()),
        each.reason ?? '',
      ]),
      'Nothing now.',
    ),
    element('h2', '', 'What the client says'),
    answer.client
      ? element('pre', '', JSON.stringify(answer.client.report, null, 1))
      : element('p', 'soft', 'It has sent no report.'),
  );
}

async function refresh(): Promise<void> {
  const mine = ++turn;
  const [, key, value] = /^#(room|participant)=(.*)$/.exec(location.hash) ?? [];
  if (shown !== location.hash || body.parentNode === null) {
    shown = location.hash;
    charts = new Charts();
    body = document.createElement('div');
    tools = document.createElement('div');
    view.replaceChildren(charts.element, tools, body);
  }
  try {
    if (key === 'room') {
      await room(decodeURIComponent(value ?? ''));
    } else if (key === 'participant') {
      await participant(decodeURIComponent(value ?? ''));
    } else {
      await overview();
    }
    state.textContent = `as of ${clock(Date.now())}`;
  } catch (error) {
    state.textContent = error instanceof Error ? error.message : String(error);
  }
  if (mine === turn) {
    setTimeout(() => void refresh(), REFRESH_MILLIS);
  }
}

window.addEventListener('hashchange', () => void refresh());
window.addEventListener('resize', () => {
  charts.resize();
});
void refresh();
