import { Room } from '/sdk/plenum-client.js';

const room = new Room();
const list = document.querySelector('ul');
const status = document.querySelector('#role');

function button(words, action) {
  const made = document.createElement('button');
  Object.assign(made, { type: 'button', textContent: words });
  made.onclick = () => action().catch((error) => (status.textContent = `${error.code}: ${error.message}`));
  return made;
}

function show() {
  status.textContent = `You are a ${room.role}.`;
  list.replaceChildren(
    ...room.participants.map((participant) => {
      const entry = document.createElement('li');
      entry.append(
        `${participant.name} (${participant.role}) `,
        button('Mute', () => room.moderate.mute(participant)),
        button('Make a listener', () => room.moderate.setRole(participant, 'listener')),
        button('Remove', () => room.moderate.remove(participant)),
      );
      return entry;
    }),
  );
}

for (const event of ['participantJoined', 'participantChanged', 'participantLeft', 'rightsChanged', 'selfChanged']) {
  room.on(event, show);
}
room.on('moderated', ({ action, value }) => (status.textContent = `A moderator did this to you: ${action} ${value ?? ''}`));
room.on('stateChanged', ({ name, reason }) => name === 'disconnected' && (status.textContent = `You are out: ${reason}`));
await room.openMicrophone();
await room.join({ room: 'example-moderation', name: 'Somebody' });
show();
