"""Captures the offers of GStreamer's webrtcbin: /usr/bin/python3 capture-gstreamer.py TARGET_FOLDER

Debian packages: python3-gi gir1.2-gst-plugins-bad-1.0 gstreamer1.0-nice gstreamer1.0-plugins-{base,good,bad}.
"""
import pathlib
import re
import sys

import gi

gi.require_version('Gst', '1.0')
gi.require_version('GstSdp', '1.0')
gi.require_version('GstWebRTC', '1.0')
from gi.repository import GLib, Gst, GstSdp, GstWebRTC  # noqa: E402

TARGET = pathlib.Path(sys.argv[1])
KEEP = []  # the bindings free what C still uses
OPUS = ('audiotestsrc is-live=true ! audioconvert ! audioresample ! opusenc ! rtpopuspay pt=97 '
        '! application/x-rtp,media=audio,encoding-name=OPUS,payload=97 ! w. ')
VP8 = ('videotestsrc is-live=true ! video/x-raw,width=640,height=360,framerate=30/1 ! vp8enc deadline=1 ! rtpvp8pay pt=96 '
       '! application/x-rtp,media=video,encoding-name=VP8,payload=96 ! w. ')
H264 = ('videotestsrc is-live=true ! video/x-raw,width=640,height=360,framerate=30/1 ! openh264enc '
        '! video/x-h264,profile=constrained-baseline ! rtph264pay pt=102 '
        '! application/x-rtp,media=video,encoding-name=H264,payload=102 ! w. ')
SCENES = {
    'audio-video': 'webrtcbin name=w bundle-policy=max-bundle ' + OPUS + VP8,
    'h264': 'webrtcbin name=w bundle-policy=max-bundle ' + OPUS + H264,
    'no-bundle': 'webrtcbin name=w ' + OPUS + VP8,
}


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


def description(text):
    _, message = GstSdp.SDPMessage.new()
    GstSdp.sdp_message_parse_buffer(bytes(text.encode()), message)
    made = GstWebRTC.WebRTCSessionDescription.new(GstWebRTC.WebRTCSDPType.OFFER, message)
    KEEP.extend([message, made])
    return made


def capture(name, text):
    loop = GLib.MainLoop()
    pipeline = Gst.parse_launch(text)
    webrtc = pipeline.get_by_name('w')

    def finish(*_):
        local = webrtc.get_property('local-description')
        KEEP.append(local)
        sdp = local.sdp.as_text()
        (TARGET / f'{name}.sdp').write_text(synthetic(sdp), newline='')
        print(name, len(sdp))
        loop.quit()
        return False

    def offered(promise, *_):
        reply = promise.get_reply()
        offer = reply.get_value('offer')
        KEEP.extend([reply, offer])
        webrtc.emit('set-local-description', description(offer.sdp.as_text()), Gst.Promise.new())
        GLib.timeout_add(2000, finish)

    def needed(_):
        if webrtc not in KEEP:
            KEEP.append(webrtc)
            webrtc.emit('create-offer', None, Gst.Promise.new_with_change_func(offered, None, None))

    webrtc.connect('on-negotiation-needed', needed)
    GLib.timeout_add(15000, lambda: loop.quit())
    pipeline.set_state(Gst.State.PLAYING)
    loop.run()
    pipeline.set_state(Gst.State.NULL)


Gst.init(None)
TARGET.mkdir(parents=True, exist_ok=True)
print(Gst.version_string())
for scene, launch in SCENES.items():
    capture(scene, launch)
