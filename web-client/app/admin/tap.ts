/** Captures of a participant's packets: a button, and how it goes. */

const SECONDS = [10, 20, 60];

/** For as long as somebody captures, or else why not. */
export function tapControl(participant: string): HTMLElement {
  const box = document.createElement('p');
  box.className = 'tap';
  const length = document.createElement('select');
  length.setAttribute('aria-label', 'for how long');
  length.append(...SECONDS.map((seconds) => new Option(`${seconds} s`, seconds.toString())));
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Record packets';
  const said = document.createElement('span');
  said.className = 'soft';
  said.setAttribute('role', 'status');
  said.textContent = 'A file for Wireshark: headers of what it sends and is sent, decrypted. It is noted in its events.';
  button.addEventListener('click', () => {
    button.disabled = true;
    said.textContent = `Recording for ${length.value} s…`;
    void record(participant, length.value)
      .then(
        (bytes) => `Done: ${(bytes / 1_000).toFixed(0)} kB. The last record says why it ended and whether anything is missing.`,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      )
      .then((words) => {
        said.textContent = words;
        button.disabled = false;
      });
  });
  box.append(button, ' ', length, ' ', said);
  return box;
}

/** Leaves the capture among the browser's downloads; how long it is, in bytes. */
async function record(participant: string, seconds: string): Promise<number> {
  const search = new URLSearchParams({ id: participant, seconds }).toString();
  const answer = await fetch(`/admin/api/participant/tap?${search}`, { method: 'POST' });
  if (!answer.ok) {
    const problem = (await answer.json().catch(() => ({}))) as { detail?: string };
    throw new Error(problem.detail ?? `the server answered ${answer.status}`);
  }
  const file = await answer.blob();
  const anchor = document.createElement('a');
  anchor.href = URL.createObjectURL(file);
  anchor.download = `plenum-${participant}.pcap`;
  anchor.click();
  URL.revokeObjectURL(anchor.href);
  return file.size;
}
