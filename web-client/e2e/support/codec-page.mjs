// A participant with nothing of the SDK in it, so that codec, encodings and layers are the test's own choice. The
// functions run inside a page and are sent to it as text: none may use what stands outside it.

/** Puts `codecClient` into the page: plenum.v1 over a WebSocket and one plain RTCPeerConnection. */
export function installClient() {
    const STRIP = 32;
    const BITS = 16;

    async function join(url, room, name, options = {}) {
        const socket = new WebSocket(`${url.replace('http', 'ws')}v1/ws`, 'plenum.v1');
        const connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle', ...options });
        const session = { socket, connection, received: [], waiting: [] };
        socket.onmessage = ({ data }) => {
            const message = JSON.parse(data);
            session.received.push(message);
            session.waiting = session.waiting.filter((each) => !each(message));
        };
        await new Promise((resolve, reject) => {
            socket.onopen = resolve;
            socket.onerror = () => reject(new Error('no WebSocket'));
        });
        send(session, { type: 'join', protocol: 1, room, name });
        await reply(session, 'joined');
        return session;
    }

    function send(session, message) {
        session.socket.send(JSON.stringify(message));
    }

    function reply(session, type) {
        const refused = (message) => message.type === 'error' || message.type === 'bye';
        const early = session.received.find((message) => message.type === type || refused(message));
        return new Promise((resolve, reject) => {
            const settle = (message) => {
                if (refused(message)) {
                    reject(new Error(JSON.stringify(message)));
                } else if (message.type === type) {
                    resolve(message);
                } else {
                    return false;
                }
                return true;
            };
            if (!early || !settle(early)) {
                session.waiting.push(settle);
            }
        });
    }

    async function negotiate(session, source, munge = (sdp) => sdp) {
        const { connection } = session;
        const offer = await connection.createOffer();
        await connection.setLocalDescription({ type: 'offer', sdp: munge(offer.sdp) });
        const publications = connection
            .getTransceivers()
            .filter((each) => each.sender.track && each.direction === 'sendonly')
            .map((each) => ({ mid: each.mid, source, muted: false }));
        session.offers = (session.offers ?? 0) + 1;
        session.received = session.received.filter(({ type }) => type !== 'answer');
        send(session, { type: 'offer', id: session.offers, sdp: connection.localDescription.sdp, publications });
        const answer = await reply(session, 'answer');
        await connection.setRemoteDescription({ type: 'answer', sdp: quickStart(answer.sdp) });
    }

    /** Lets Chromium begin with the rate that all layers need; it would take half a minute to find out by itself. */
    function quickStart(sdp) {
        const rates = 'x-google-start-bitrate=4000;x-google-min-bitrate=3000';
        return sdp.replace(/^a=rtpmap:(\d+) (?:VP8|VP9|AV1|H264|H265)\/90000\r\n/gm, (line, type) => {
            const described = sdp.includes(`\na=fmtp:${type} `);
            return described ? line : `${line}a=fmtp:${type} ${rates}\r\n`;
        }).replace(/^a=fmtp:\d+ (?!apt=|minptime|\d).*$/gm, (line) => (line.includes(rates) ? line : `${line.trimEnd()};${rates}`));
    }

    /**
     * A canvas whose every frame bears its number as black and white blocks above a slowly moving picture. It is no
     * busier than a face: in a busy one, rate control leaves out frames of single layers, which looks like a freeze.
     */
    function numberedCanvas({ width, height, framesPerSecond }) {
        const canvas = Object.assign(document.createElement('canvas'), { width, height });
        const context = canvas.getContext('2d');
        const texture = Object.assign(document.createElement('canvas'), { width: 2 * width, height });
        const dots = texture.getContext('2d');
        for (let i = 0; i < 40; i++) {
            dots.fillStyle = `hsl(${(i * 37) % 360} 60% ${30 + ((i * 13) % 50)}%)`;
            dots.fillRect((i * 7919) % (2 * width), (i * 104729) % height, 80 + (i % 60), 60 + (i % 40));
        }
        let number = 0;
        const draw = () => {
            number++;
            context.drawImage(texture, -(number % width), 0);
            context.fillStyle = 'white';
            context.beginPath();
            context.arc(width / 2 + Math.cos(number / 20) * width * 0.3, height * 0.6, height / 10, 0, 2 * Math.PI);
            context.fill();
            for (let bit = 0; bit < BITS; bit++) {
                context.fillStyle = (number >> bit) & 1 ? 'white' : 'black';
                context.fillRect((bit * width) / BITS, 0, width / BITS, STRIP * 2);
            }
        };
        const timer = setInterval(draw, 1000 / framesPerSecond);
        draw();
        const [track] = canvas.captureStream(framesPerSecond).getVideoTracks();
        return { track, drawn: () => number, stop: () => (clearInterval(timer), track.stop()) };
    }

    /** Notes what leaves the encoder: it may leave out any frame of any layer, and no counter tells which. */
    function noteEncoded(sender, source) {
        const encoded = [];
        const { readable, writable } = sender.createEncodedStreams?.() ?? {};
        const note = new TransformStream({
            transform(frame, controller) {
                const { spatialIndex = 0, temporalIndex = 0, width } = frame.getMetadata();
                encoded.push({ at: performance.timeOrigin + performance.now(), number: source.drawn(), spatial: spatialIndex, temporal: temporalIndex, width });
                controller.enqueue(frame);
            },
        });
        readable?.pipeThrough(note).pipeTo(writable);
        return readable ? encoded : null;
    }

    /** As the SDK does: Chromium offers them by itself only for what it sends. */
    function askForDescriptors(transceiver) {
        const offered = transceiver.getHeaderExtensionsToNegotiate?.() ?? [];
        const descriptor = offered.find(({ uri }) => uri.endsWith('#dependency-descriptor-rtp-header-extension'));
        if (descriptor) {
            descriptor.direction = 'recvonly';
            transceiver.setHeaderExtensionsToNegotiate(offered);
        }
    }

    /** A buzz of four tones from both sides, with a pause every second if the codec is to fall silent. */
    async function buzz({ pauses, stereo, tones }) {
        const context = new AudioContext();
        await Promise.race([context.resume(), new Promise((resolve) => setTimeout(resolve, 500))]);
        const track = context.state === 'running' ? chord(context, stereo, tones ? 0 : 0.2) : await microphone();
        const timer = setInterval(() => (track.enabled = !track.enabled || !pauses), 1000);
        return { track, stop: () => (clearInterval(timer), track.stop(), context.close()) };
    }

    function chord(context, stereo, volume) {
        const out = context.createMediaStreamDestination();
        out.channelCount = stereo ? 2 : 1;
        const loudness = context.createGain();
        loudness.gain.value = volume;
        for (const [i, frequency] of [220, 330, 470, 710].entries()) {
            const oscillator = context.createOscillator();
            oscillator.frequency.value = frequency;
            const side = context.createStereoPanner();
            side.pan.value = i % 2 === 0 ? -1 : 1;
            oscillator.connect(side).connect(loudness);
            oscillator.start();
        }
        loudness.connect(out);
        return out.stream.getAudioTracks()[0];
    }

    /** The tone of Firefox's fake microphone: its contexts never run on a machine without loudspeakers. */
    async function microphone() {
        const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
        return stream.getAudioTracks()[0];
    }

    /** The codec, and RED around it. */
    function voicePreferences(codec, { red }) {
        const all = RTCRtpSender.getCapabilities('audio').codecs;
        const named = (name) => all.filter((each) => each.mimeType.toLowerCase() === `audio/${name}`.toLowerCase());
        const wanted = red ? [...named('red'), ...named(codec)] : named(codec);
        return red && named('red').length === 0 ? [] : [...wanted, ...named('telephone-event')];
    }

    /** The codec and what repairs it, or nothing if the browser does not send it. */
    function preferences(kind, codec) {
        const all = RTCRtpSender.getCapabilities(kind).codecs;
        const named = (name) => all.filter((each) => each.mimeType.toLowerCase() === `${kind}/${name}`.toLowerCase());
        const wanted = named(codec).filter((each) => !/packetization-mode=0/.test(each.sdpFmtpLine ?? ''));
        return wanted.length === 0 ? [] : [wanted[0], ...named('rtx')];
    }

    /** Second and third SSRC of a `SIM` group, as publishers without RIDs offer simulcast. */
    function withSimGroup(sdp) {
        const sections = sdp.split(/(?=^m=)/m);
        return sections
            .map((section) => {
                const group = /^a=ssrc-group:FID (\d+) (\d+)\r\n/m.exec(section);
                if (!group) {
                    return section;
                }
                const [first, repair] = [Number(group[1]), Number(group[2])];
                const describe = (ssrc, of) =>
                    [...section.matchAll(new RegExp(`^a=ssrc:${of} (.*)\\r\\n`, 'gm'))].map((line) => `a=ssrc:${ssrc} ${line[1]}\r\n`).join('');
                let more = '';
                const ssrcs = [first];
                for (const i of [1, 2]) {
                    const [media, again] = [first + 10 * i, repair + 10 * i];
                    ssrcs.push(media);
                    more += `a=ssrc-group:FID ${media} ${again}\r\n${describe(media, first)}${describe(again, repair)}`;
                }
                return `${section}${more}a=ssrc-group:SIM ${ssrcs.join(' ')}\r\n`;
            })
            .join('');
    }

    globalThis.codecClient = {
        sessions: {},

        /** Answers what the browser cannot do, or nothing once it publishes. */
        async publish({ url, room, codec, encodings, simGroup, picture, voice, plain }) {
            if (voice) {
                return this.publishVoice({ url, room, codec, voice });
            }
            const codecs = preferences('video', codec);
            if (codecs.length === 0) {
                return `${codec} is not offered for sending`;
            }
            const source = numberedCanvas(picture);
            const session = await join(url, room, 'Publisher', { encodedInsertableStreams: !plain });
            session.stop = source.stop;
            session.drawn = source.drawn;
            this.sessions[room] = session;
            let transceiver;
            try {
                if (plain) {
                    // Chromium takes the end of a bundle's first section for the end of the bundle.
                    session.connection.addTransceiver('audio', { direction: 'inactive' });
                }
                const init = { direction: 'sendonly', sendEncodings: encodings };
                transceiver = session.connection.addTransceiver(source.track, init);
                transceiver.setCodecPreferences(codecs);
                session.encoded = plain ? null : noteEncoded(transceiver.sender, source);
            } catch (error) {
                return `${error.name}: ${error.message}`;
            }
            await negotiate(session, 'camera', simGroup ? withSimGroup : undefined);
            const parameters = transceiver.sender.getParameters();
            parameters.degradationPreference = 'maintain-resolution';
            if (simGroup) {
                encodings.forEach((each, i) => Object.assign(parameters.encodings[i], each));
            }
            await transceiver.sender.setParameters(parameters);
            return null;
        },

        async publishVoice({ url, room, codec, voice }) {
            const codecs = voicePreferences(codec, voice);
            if (codecs.length === 0) {
                return `${codec}${voice.red ? ' in RED' : ''} is not offered for sending`;
            }
            const source = await buzz(voice);
            const session = await join(url, room, 'Publisher');
            session.stop = source.stop;
            this.sessions[room] = session;
            const transceiver = session.connection.addTransceiver(source.track, { direction: 'sendonly' });
            transceiver.setCodecPreferences(codecs);
            const { parameters } = voice;
            await negotiate(session, 'microphone', (sdp) => (parameters ? sdp.replace(/^(a=fmtp:\d+ minptime=\S*)/m, `$1;${parameters}`) : sdp));
            if (voice.tones) {
                const { dtmf } = transceiver.sender;
                const press = () => dtmf.canInsertDTMF && dtmf.insertDTMF('159#', 100, 70);
                setTimeout(press, 1000);
                setTimeout(press, 2500);
            }
            return null;
        },

        /** Offers again with the camera's section inactive, or sending. */
        async pause(room, paused) {
            const session = this.sessions[room];
            session.connection.getTransceivers().find((each) => each.sender.track).direction = paused ? 'inactive' : 'sendonly';
            await negotiate(session, 'camera');
        },

        /** Offers again with another codec in the same section. */
        async changeCodec(room, codec) {
            const session = this.sessions[room];
            session.connection.getTransceivers().find((each) => each.sender.track).setCodecPreferences(preferences('video', codec));
            await negotiate(session, 'camera');
        },

        /** Ends the camera's section and offers another one, which browsers put into its place. */
        async replaceSection(room) {
            const session = this.sessions[room];
            const old = session.connection.getTransceivers().find((each) => each.sender.track);
            const { track } = old.sender;
            const { mid } = old;
            await old.sender.replaceTrack(null);
            old.stop();
            await negotiate(session, 'camera');
            session.connection.addTransceiver(track, { direction: 'sendonly' });
            await negotiate(session, 'camera');
            const lines = session.connection.localDescription.sdp.split('\r\n').filter((line) => line.startsWith('a=mid:'));
            return { mid, mids: lines.map((line) => line.slice('a=mid:'.length)) };
        },

        descriptions(room) {
            const { connection } = this.sessions[room];
            return { offer: connection.localDescription.sdp, answer: connection.remoteDescription.sdp };
        },

        async listen({ url, room }) {
            const session = await join(url, room, 'Viewer');
            this.sessions[room] = session;
            const transceiver = session.connection.addTransceiver('audio', { direction: 'recvonly' });
            const element = Object.assign(document.createElement('audio'), { autoplay: true });
            document.body.append(element);
            element.srcObject = new MediaStream([transceiver.receiver.track]);
            await negotiate(session);
            session.stop = () => element.remove();
            return null;
        },

        /** Answers what the browser cannot decode, or nothing once it watches. */
        async watch({ url, room, codec, voice }) {
            if (voice) {
                return this.listen({ url, room });
            }
            const video = { contentType: `video/${codec}`, width: 960, height: 544, framerate: 20, bitrate: 1_000_000 };
            const { supported } = await navigator.mediaCapabilities.decodingInfo({ type: 'webrtc', video });
            if (!supported) {
                return `no decoder of ${codec}`;
            }
            const session = await join(url, room, 'Viewer');
            this.sessions[room] = session;
            const transceiver = session.connection.addTransceiver('video', { direction: 'recvonly' });
            askForDescriptors(transceiver);
            const element = Object.assign(document.createElement('video'), { autoplay: true, muted: true, playsInline: true });
            element.style = 'position:fixed;left:0;top:0;width:320px;height:180px;z-index:9';
            document.body.append(element);
            element.srcObject = new MediaStream([transceiver.receiver.track]);
            await negotiate(session);
            session.mid = transceiver.mid;
            session.stop = () => element.remove();
            session.frames = [];
            const strip = Object.assign(document.createElement('canvas'), { width: BITS * 4, height: 4 });
            const context = strip.getContext('2d', { willReadFrequently: true });
            const seen = (now, { width, height, presentedFrames }) => {
                const edge = (element.videoHeight * STRIP) / 544;
                context.drawImage(element, 0, edge / 2, element.videoWidth, edge, 0, 0, BITS * 4, 4);
                const pixels = context.getImageData(0, 2, BITS * 4, 1).data;
                let number = 0;
                for (let bit = 0; bit < BITS; bit++) {
                    number |= pixels[(bit * 4 + 2) * 4 + 1] > 128 ? 1 << bit : 0;
                }
                session.frames.push({ at: performance.timeOrigin + performance.now(), width, height, number, count: presentedFrames });
                element.requestVideoFrameCallback(seen);
            };
            element.requestVideoFrameCallback(seen);
            return null;
        },

        /** Who one is in the room. */
        identity(room) {
            return this.sessions[room]?.received.find(({ type }) => type === 'joined')?.participant.id;
        },

        /** Reasons that the server gave for what it sends here, in order. */
        reasons(room) {
            const told = this.sessions[room]?.received.filter(({ type }) => type === 'allocation') ?? [];
            return told.flatMap(({ slots }) => slots.map(({ reason }) => reason)).filter(Boolean);
        },

        /** Asks for layers; answers how many frames had been seen before. */
        select(room, layers) {
            const session = this.sessions[room];
            send(session, { type: 'layers', mid: session.mid, ...layers });
            return session.frames.length;
        },

        /** Milliseconds until a frame of the size was seen, or nothing. */
        async sizeSeen(room, { from, width, height, millis }) {
            const { frames } = this.sessions[room];
            const begin = performance.timeOrigin + performance.now();
            for (;;) {
                for (; from < frames.length; from++) {
                    const frame = frames[from];
                    if (Math.abs(frame.width - width) <= 1 && Math.abs(frame.height - height) <= 1) {
                        return Math.max(0, Math.round(frame.at - begin));
                    }
                }
                if (performance.timeOrigin + performance.now() - begin > millis) {
                    return null;
                }
                await new Promise((resolve) => setTimeout(resolve, 20));
            }
        },

        /** Frames that the camera has made. */
        drawn(room) {
            return this.sessions[room].drawn();
        },

        /** What left the encoder, or null where the browser does not tell. */
        encoded(room) {
            return this.sessions[room].encoded;
        },

        frames(room) {
            return this.sessions[room].frames;
        },

        async statistics(room, type) {
            const report = [...(await this.sessions[room].connection.getStats()).values()];
            return report
                .filter((each) => each.type === type)
                .map((each) => ({ ...each, codec: report.find((codec) => codec.id === each.codecId)?.mimeType }));
        },

        close(room) {
            const session = this.sessions[room];
            if (session) {
                session.stop?.();
                session.connection.close();
                session.socket.close();
                delete this.sessions[room];
            }
        },
    };
}
