#!/usr/bin/python3
"""A second client of plenum.v1, written from docs/protocol.md alone: joins a room, publishes a video file, counts the
frames that it is sent, and prints them by participant as JSON.

Needs Debian's python3-aiortc and python3-websockets:
    docs/examples/second_client.py --url http://localhost:8080/ --room daily --name Py --publish clip.y4m --seconds 10
"""
import argparse
import asyncio
import json
import sys
import time

import websockets
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaPlayer
from aiortc.mediastreams import MediaStreamError


class SecondClient:
    def __init__(self, options):
        self.options = options
        self.connection = RTCPeerConnection()
        self.receiving = []  # transceivers, each a slot once the answer is in
        self.sending = []  # (transceiver, source)
        self.offers = 0
        self.wanted = 0  # video slots
        self.names = {}  # of participants by id
        self.shown = {}  # participant by mid of the slot
        self.frames = {}  # counts by participant's name
        self.counting = set()

    async def run(self):
        address = self.options.url.rstrip("/").replace("http", "ws", 1) + "/v1/ws"
        async with websockets.connect(address, subprotocols=["plenum.v1"], max_size=None) as socket:
            self.socket = socket
            join = {"type": "join", "protocol": 1, "room": self.options.room, "name": self.options.name}
            if self.options.token:
                join["token"] = self.options.token
            await self.send(join)
            try:
                await asyncio.wait_for(self.listen(), self.options.seconds)
            except asyncio.TimeoutError:
                await self.send({"type": "leave"})
        await self.connection.close()

    async def send(self, message):
        await self.socket.send(json.dumps(message))

    async def listen(self):
        async for text in self.socket:
            message = json.loads(text)
            handler = getattr(self, "on_" + message["type"], None)
            if handler:
                await handler(message)

    async def on_joined(self, message):
        asyncio.ensure_future(self.ping(message["pingIntervalMillis"] / 1000))
        for participant in message["participants"]:
            self.names[participant["id"]] = participant["name"]
        if self.options.publish:
            player = MediaPlayer(self.options.publish)
            self.sending.append((self.connection.addTransceiver(player.video, direction="sendonly"), "camera"))
        self.wanted = message["slots"]["video"]
        await self.offer()

    async def on_slotsWanted(self, message):
        self.wanted = message["video"]
        await self.offer()

    async def on_participantJoined(self, message):
        self.names[message["participant"]["id"]] = message["participant"]["name"]

    async def on_participantsChanged(self, message):
        for participant in message["joined"]:
            self.names[participant["id"]] = participant["name"]

    async def offer(self):
        """The client always offers; this one only ever adds receive-only video sections."""
        while len(self.receiving) < self.wanted:
            self.receiving.append(self.connection.addTransceiver("video", direction="recvonly"))
        await self.connection.setLocalDescription(await self.connection.createOffer())
        self.offers += 1
        await self.send(
            {
                "type": "offer",
                "id": self.offers,
                "sdp": self.connection.localDescription.sdp,
                "publications": [{"mid": sender.mid, "source": source} for sender, source in self.sending],
            }
        )

    async def on_answer(self, message):
        await self.connection.setRemoteDescription(RTCSessionDescription(message["sdp"], "answer"))
        for slot in self.receiving:
            if slot.mid not in self.counting:
                self.counting.add(slot.mid)
                asyncio.ensure_future(self.count(slot))

    async def on_slotMap(self, message):
        self.shown = {slot["mid"]: slot["participant"] for slot in message["slots"]}

    async def count(self, slot):
        while True:
            try:
                await slot.receiver.track.recv()
            except MediaStreamError:
                return  # the connection was closed
            name = self.names.get(self.shown.get(slot.mid), "?")
            self.frames[name] = self.frames.get(name, 0) + 1

    async def ping(self, seconds):
        while True:
            await asyncio.sleep(seconds)
            await self.send({"type": "ping", "id": int(time.time())})

    async def on_error(self, message):
        print(message["error"] + ": " + message["message"], file=sys.stderr)

    async def on_bye(self, message):
        print("goodbye: " + message["reason"], file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--url", default="http://localhost:8080/")
    parser.add_argument("--room", default="daily")
    parser.add_argument("--name", default="Second client")
    parser.add_argument("--token")
    parser.add_argument("--publish", metavar="FILE", help="video file; nothing is published without")
    parser.add_argument("--seconds", type=float, default=10)
    client = SecondClient(parser.parse_args())
    asyncio.get_event_loop().run_until_complete(client.run())
    print(json.dumps({"offers": client.offers, "frames": client.frames}))


if __name__ == "__main__":
    main()
