import '/embed/plenum-meeting.js';

const meeting = document.querySelector('plenum-meeting');
const status = document.querySelector('[role=status]');
meeting.addEventListener('joined', ({ detail }) => (status.textContent = `In the room as ${detail.name}.`));
meeting.addEventListener('left', ({ detail }) => (status.textContent = `Out of the room: ${detail.reason}.`));
