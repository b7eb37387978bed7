import { Room } from '/sdk/plenum-client.js';

const room = new Room();
const pointers = new Map();
room.on('data', ({ participant, topic, payload }) => {
  if (topic !== 'pointer') {
    return;
  }
  const pointer = pointers.get(participant) ?? document.body.appendChild(document.createElement('div'));
  pointers.set(participant, pointer);
  pointer.textContent = '☝';
  Object.assign(pointer.style, { position: 'fixed', left: `${payload.x}px`, top: `${payload.y}px` });
});
room.on('participantLeft', ({ id }) => pointers.get(id)?.remove());
await room.join({ room: 'example-data', name: 'Somebody' });

let isResting = false;
document.onpointermove = ({ clientX, clientY }) => {
  if (!isResting) {
    room.sendData({ x: clientX, y: clientY }, { topic: 'pointer' });
    isResting = true;
    setTimeout(() => (isResting = false), 100);
  }
};
