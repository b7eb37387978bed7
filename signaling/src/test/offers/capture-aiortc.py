"""Captures the offers of aiortc: /usr/bin/python3 capture-aiortc.py TARGET_FOLDER (Debian package python3-aiortc)."""
import asyncio
import pathlib
import re
import sys

import aiortc
from aiortc import RTCPeerConnection
from aiortc.contrib.media import MediaPlayer  # noqa: F401  (checks that the media part is installed)
from aiortc.mediastreams import AudioStreamTrack, VideoStreamTrack

TARGET = pathlib.Path(sys.argv[1])


def synthetic(sdp):
    names = {}

    def v4(match):
        if match[0] in ('0.0.0.0', '127.0.0.1'):
            return match[0]
        return names.setdefault(match[0], f'192.0.2.{len(names) + 1}')

    def v6(match):
        return ' ' + names.setdefault(match[1], f'2001:db8::{len(names) + 1}')

    lines = []
    for line in sdp.split('\n'):
        if re.match(r'c=|o=|a=candidate:|a=rtcp:', line):
            line = re.sub(r'\b(?:\d{1,3}\.){3}\d{1,3}\b', v4, line)
            line = re.sub(r' ((?=[0-9a-f:]*:[0-9a-f:]*:)[0-9a-f:]{3,39})(?= |\r|$)', v6, line)
        lines.append(line)
    return '\n'.join(lines)


async def capture(name, prepare):
    pc = RTCPeerConnection()
    prepare(pc)
    await pc.setLocalDescription(await pc.createOffer())
    (TARGET / f'{name}.sdp').write_text(synthetic(pc.localDescription.sdp), newline='')
    await pc.close()


def audio_video(pc):
    pc.addTrack(AudioStreamTrack())
    pc.addTrack(VideoStreamTrack())


def receive_only(pc):
    pc.addTransceiver('audio', direction='recvonly')
    pc.addTransceiver('video', direction='recvonly')


def data_channel(pc):
    pc.createDataChannel('events')


async def main():
    TARGET.mkdir(parents=True, exist_ok=True)
    print(aiortc.__version__)
    await capture('audio-video', audio_video)
    await capture('receive-only', receive_only)
    await capture('data-channel', data_channel)


asyncio.run(main())
