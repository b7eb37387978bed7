// What the captured pages do. Runs inside the browser, without its driver; each scene returns {name: sdp}.
// eslint-disable-next-line no-unused-vars
const scenes = (() => {
    const gathered = async (pc) => {
        await pc.setLocalDescription(await pc.createOffer());
        const done = new Promise((resolve) => {
            if (pc.iceGatheringState === 'complete') resolve();
            pc.addEventListener('icegatheringstatechange', () => pc.iceGatheringState === 'complete' && resolve());
        });
        await Promise.race([done, new Promise((resolve) => setTimeout(resolve, 4000))]);
        return pc.localDescription.sdp;
    };
    const answered = async (pc, other) => {
        await other.setRemoteDescription(pc.localDescription);
        await other.setLocalDescription(await other.createAnswer());
        await pc.setRemoteDescription(other.localDescription);
    };
    const media = (constraints) => navigator.mediaDevices.getUserMedia(constraints);
    const prefer = (transceiver, mimeType) => {
        const codecs = RTCRtpSender.getCapabilities('video').codecs;
        const helpers = /rtx|red|ulpfec|flexfec/i;
        transceiver.setCodecPreferences([
            ...codecs.filter((c) => c.mimeType.toLowerCase() === mimeType),
            ...codecs.filter((c) => helpers.test(c.mimeType)),
        ]);
    };
    const camera = { audio: true, video: { width: 1280, height: 720 } };
    const plenum = { bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require' };
    const publish = async (pc, videoOptions) => {
        const stream = await media(camera);
        const [audio] = stream.getAudioTracks();
        const [video] = stream.getVideoTracks();
        pc.addTransceiver(audio, { direction: 'sendonly', streams: [stream] });
        return pc.addTransceiver(video, { direction: 'sendonly', streams: [stream], ...videoOptions });
    };
    const qhf = ['q', 'h', 'f'].map((rid, i) => ({ rid, scaleResolutionDownBy: 4 / 2 ** i }));

    return {
        async 'audio-video'() {
            const pc = new RTCPeerConnection();
            const stream = await media(camera);
            stream.getTracks().forEach((track) => pc.addTrack(track, stream));
            return { 'audio-video': await gathered(pc) };
        },
        async 'vp8-simulcast'() {
            const pc = new RTCPeerConnection(plenum);
            const video = await publish(pc, { sendEncodings: qhf });
            prefer(video, 'video/vp8');
            return { 'vp8-simulcast': await gathered(pc) };
        },
        async 'vp9-svc'() {
            const pc = new RTCPeerConnection(plenum);
            const video = await publish(pc, { sendEncodings: [{ scalabilityMode: 'L3T3_KEY' }] });
            prefer(video, 'video/vp9');
            return { 'vp9-svc': await gathered(pc) };
        },
        async slots() {
            const pc = new RTCPeerConnection(plenum);
            await publish(pc, {});
            for (let i = 0; i < 2; i++) pc.addTransceiver('audio', { direction: 'recvonly' });
            for (let i = 0; i < 4; i++) pc.addTransceiver('video', { direction: 'recvonly' });
            return { slots: await gathered(pc) };
        },
        async 'data-channel'() {
            const pc = new RTCPeerConnection(plenum);
            pc.createDataChannel('events');
            return { 'data-channel': await gathered(pc) };
        },
        async 'audio-video-data'() {
            const pc = new RTCPeerConnection(plenum);
            await publish(pc, {});
            pc.createDataChannel('events');
            return { 'audio-video-data': await gathered(pc) };
        },
        async 'receive-only'() {
            const pc = new RTCPeerConnection(plenum);
            pc.addTransceiver('audio', { direction: 'recvonly' });
            pc.addTransceiver('video', { direction: 'recvonly' });
            return { 'receive-only': await gathered(pc) };
        },
        async 're-offer'() {
            const pc = new RTCPeerConnection(plenum);
            const other = new RTCPeerConnection(plenum);
            const video = await publish(pc, {});
            await gathered(pc);
            await answered(pc, other);
            video.stop();
            const stopped = await gathered(pc);
            await answered(pc, other);
            pc.addTransceiver('video', { direction: 'recvonly' });
            const recycled = await gathered(pc);
            await answered(pc, other);
            pc.restartIce();
            return { 're-offer-stopped': stopped, 're-offer-recycled': recycled, 're-offer-ice-restart': await gathered(pc) };
        },
    };
})();
