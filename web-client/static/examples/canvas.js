import { Room } from '/sdk/plenum-client.js';

const canvas = document.querySelector('canvas');
const context = canvas.getContext('2d');
const paint = () => {
  context.fillStyle = `hsl(${(performance.now() / 20) % 360} 60% 45%)`;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = 'white';
  context.font = '96px sans-serif';
  context.fillText(new Date().toLocaleTimeString(), 110, 210);
  requestAnimationFrame(paint);
};
paint();

const room = new Room();
const [track] = canvas.captureStream(15).getVideoTracks();
await room.publish(track, { source: 'camera', framesPerSecond: 15 });
await room.join({ room: 'example', name: 'Clock' });
