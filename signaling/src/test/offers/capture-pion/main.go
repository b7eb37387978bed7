// Captures the offers of pion/webrtc v3 (Debian golang-github-pion-webrtc.v3-dev): capture-pion TARGET_FOLDER
// Without a module proxy it is built in GOPATH mode: the folder must lie in $GOPATH/src with a go.mod in it, then
// GO111MODULE=off GOPATH=$GOPATH:/usr/share/gocode go build -o capture-pion .
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/pion/webrtc/v3"
)

var (
	described = regexp.MustCompile(`^(c=|o=|a=candidate:|a=rtcp:)`)
	v4        = regexp.MustCompile(`\b(?:\d{1,3}\.){3}\d{1,3}\b`)
	v6        = regexp.MustCompile(` [0-9a-f]*:[0-9a-f:]*:[0-9a-f:]*`)
)

func synthetic(sdp string) string {
	names := map[string]string{}
	named := func(address, form string) string {
		if names[address] == "" {
			names[address] = fmt.Sprintf(form, len(names)+1)
		}
		return names[address]
	}
	lines := strings.Split(sdp, "\n")
	for i, line := range lines {
		if !described.MatchString(line) {
			continue
		}
		line = v4.ReplaceAllStringFunc(line, func(a string) string {
			if a == "0.0.0.0" || a == "127.0.0.1" {
				return a
			}
			return named(a, "192.0.2.%d")
		})
		lines[i] = v6.ReplaceAllStringFunc(line, func(a string) string { return " " + named(a[1:], "2001:db8::%d") })
	}
	return strings.Join(lines, "\n")
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func capture(name string, prepare func(pc *webrtc.PeerConnection)) {
	pc, err := webrtc.NewPeerConnection(webrtc.Configuration{})
	check(err)
	prepare(pc)
	gathered := webrtc.GatheringCompletePromise(pc)
	offer, err := pc.CreateOffer(nil)
	check(err)
	check(pc.SetLocalDescription(offer))
	<-gathered
	check(os.WriteFile(filepath.Join(os.Args[1], name+".sdp"), []byte(synthetic(pc.LocalDescription().SDP)), 0o644))
	check(pc.Close())
}

func track(mime, id string) *webrtc.TrackLocalStaticSample {
	t, err := webrtc.NewTrackLocalStaticSample(webrtc.RTPCodecCapability{MimeType: mime}, id, "stream")
	check(err)
	return t
}

func main() {
	check(os.MkdirAll(os.Args[1], 0o755))
	capture("audio-video", func(pc *webrtc.PeerConnection) {
		_, err := pc.AddTrack(track(webrtc.MimeTypeOpus, "audio"))
		check(err)
		_, err = pc.AddTrack(track(webrtc.MimeTypeVP8, "video"))
		check(err)
	})
	capture("receive-only", func(pc *webrtc.PeerConnection) {
		only := webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}
		for _, kind := range []webrtc.RTPCodecType{webrtc.RTPCodecTypeAudio, webrtc.RTPCodecTypeVideo} {
			_, err := pc.AddTransceiverFromKind(kind, only)
			check(err)
		}
	})
	capture("data-channel", func(pc *webrtc.PeerConnection) {
		_, err := pc.CreateDataChannel("events", nil)
		check(err)
	})
}
