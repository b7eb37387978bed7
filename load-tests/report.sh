#!/bin/sh
# Measures what load-tests/REPORT.md says: Plenum beside Janus (Debian's package `janus`) under the same generator, and the
# bridge beside the bare loop (Roofline). Each server is pinned to one core and the generator to another, in a network
# namespace of their own, for Janus does not use loopback interfaces.
#
#   sudo load-tests/report.sh [ROUNDS [SECONDS [WARM-UP]]]        5 rounds of 10 s after 30 s: half an hour
#
# Loads: A one publisher to 40 viewers, B a room of 10 with everyone, C five publishers to 30 viewers, each publisher Opus
# and VP8 of 1 Mbit/s; S rooms of one publisher (VP8 of 2.5 Mbit/s alone) and 50 viewers, as many as fill the core.
# The results are target/report/*.json; load-tests/REPORT.md is written from them.
set -eu

rounds=${1:-5}
seconds=${2:-10}
warm_up=${3:-30}
root=$(cd "$(dirname "$0")/.." && pwd)
out=$root/load-tests/target/report
space=plenum-report
address=10.77.0.1
server_core=0
generator_core=1

[ "$(id -u)" -eq 0 ] || { echo "report: needs root, for the network namespace" >&2; exit 1; }
command -v janus >/dev/null || { echo "report: Janus is missing: apt-get install janus" >&2; exit 1; }

rm -rf "$out"
mkdir -p "$out"
folder=$(mktemp -d)
server=
finish() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    ip netns del "$space" 2>/dev/null || true
    rm -rf "$folder"
}
trap finish EXIT INT TERM

ip netns del "$space" 2>/dev/null || true
ip netns add "$space"
inside() { ip netns exec "$space" "$@"; }
inside ip link set lo up
# Packets to an address of one's own go over lo all the same: the interface is there to be found.
inside ip link add face0 type dummy 2>/dev/null || {
    inside ip link add face0 type veth peer name face1
    inside ip link set face1 up
}
inside ip addr add "$address/24" dev face0
inside ip link set face0 up

cat >"$folder/janus.jcfg" <<END
general: { configs_folder = "$folder", plugins_folder = "$(dirname "$(find / -xdev -name 'libjanus_videoroom.so' | head -1)")"
  transports_folder = "$(dirname "$(find / -xdev -name 'libjanus_http.so' | head -1)")", debug_level = 3, admin_secret = "unused" }
media: { rtp_port_range = "20000-40000" }
nat: { full_trickle = false }
plugins: { disable = "libjanus_audiobridge.so,libjanus_echotest.so,libjanus_recordplay.so,libjanus_sip.so,libjanus_nosip.so,libjanus_streaming.so,libjanus_textroom.so,libjanus_videocall.so,libjanus_voicemail.so,libjanus_duktape.so,libjanus_lua.so" }
transports: { disable = "libjanus_websockets.so,libjanus_pfunix.so,libjanus_mqtt.so,libjanus_rabbitmq.so,libjanus_nanomsg.so" }
END
echo 'general: { json = "compact", base_path = "/janus", http = true, port = 8088 }' >"$folder/janus.transport.http.jcfg"
echo 'general: { }' >"$folder/janus.plugin.videoroom.jcfg"

# Sets $server to the process itself, not to a shell around it: each of these commands becomes the next.
start() {
    case $1 in
    plenum)
        PLENUM_BUILD=never ip netns exec "$space" taskset -c "$server_core" "$root/plenum" serve --http-port 8080 --media-port 10000 \
            --media-bind "$address" --media-loops 1 >"$folder/log" 2>&1 &
        url=http://$address:8080/ via=websocket
        ;;
    janus)
        ip netns exec "$space" taskset -c "$server_core" janus -F "$folder" -C "$folder/janus.jcfg" >"$folder/log" 2>&1 &
        url=http://$address:8088/janus via=janus
        ;;
    esac
    server=$!
    tries=0
    until grep -q 'Plenum is ready' "$folder/log" || inside ss -ltn | grep -q ':8088'; do
        tries=$((tries + 1))
        [ "$tries" -lt 150 ] || { cat "$folder/log" >&2; exit 1; }
        sleep 0.1
    done
}

stop() {
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    server=
}

measure() { # SERVER LOAD ROUND OPTIONS...
    file=$out/$1-$2-$3.json
    name=$1
    shift 3
    start "$name"
    PLENUM_BUILD=never inside taskset -c "$generator_core" "$root/plenum" load --url "$url" --via "$via" \
        --server-pid "$server" --duration "$seconds" --warm-up "$warm_up" --json "$file" "$@" >/dev/null || true
    stop
}

roofline() {
    # Its sender needs the other core.
    "${JAVA_HOME:+$JAVA_HOME/bin/}java" --enable-native-access=ALL-UNNAMED -XX:+UseZGC -XX:+UseCompactObjectHeaders -Xms1g -Xmx1g \
        -XX:+AlwaysPreTouch -cp "$root/load-tests/target/plenum-load-tests.jar" io.plenum.loadtests.roofline.Roofline \
        --seconds "$seconds" --json "$out/roofline-$1-$2.json" --shape "$1" >/dev/null 2>&1
}

"$root/plenum" load --help >/dev/null # builds what is stale
round=1
while [ "$round" -le "$rounds" ]; do
    for name in plenum janus; do
        measure "$name" A "$round" --publishers 1 --subscribers 40
        measure "$name" B "$round" --publishers 10 --subscribers 0 --everyone
        measure "$name" C "$round" --publishers 5 --subscribers 30
    done
    measure plenum S "$round" --rooms "${ROOMS:-10}" --publishers 1 --subscribers 50 --video-bitrate 2.5M --no-audio --ramp 50
    roofline equal "$round"
    round=$((round + 1))
done
node "$root/load-tests/report.mjs" "$out" "$root/load-tests/REPORT.md"
