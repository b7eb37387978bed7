import { Room } from '/sdk/plenum-client.js';

const room = new Room();
const videos = new Map();
room.on('participantJoined', (participant) => {
  const video = document.createElement('video');
  Object.assign(video, { autoplay: true, playsInline: true, title: participant.name, srcObject: participant.stream });
  videos.set(participant, video);
  document.body.append(video);
});
room.on('participantLeft', (participant) => videos.get(participant).remove());
document.querySelector('button').onclick = async () => {
  await room.openMicrophone();
  await room.openCamera();
  await room.join({ room: 'example', name: 'Somebody' });
};
