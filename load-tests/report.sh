#!/bin/sh
# Measures what load-tests/REPORT.md says and writes it anew: report.sh --help. Each server is pinned to one core and the
# generator to another, in a network namespace of their own, for Janus does not use loopback interfaces.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
space=plenum-report
REPORT_ADDRESS=10.77.0.1
export REPORT_ADDRESS

case " $* " in
*' --help '* | *' -h '*) exec node "$root/load-tests/report/measure.mjs" --help ;;
esac
[ "$(id -u)" -eq 0 ] || { echo "report: needs root, for the network namespace" >&2; exit 1; }
for command in node ip taskset; do
    command -v "$command" >/dev/null || { echo "report: $command is missing" >&2; exit 1; }
done
"$root/plenum" load --help >/dev/null # builds what is stale, unless PLENUM_BUILD=never

finish() {
    ip netns pids "$space" 2>/dev/null | xargs -r kill 2>/dev/null || true
    ip netns del "$space" 2>/dev/null || true
}
ip netns del "$space" 2>/dev/null || true
ip netns add "$space"
trap finish EXIT INT TERM
ip -n "$space" link set lo up
# Packets to an address of one's own go over lo all the same: the interface is there to be found.
ip -n "$space" link add face0 type dummy 2>/dev/null || {
    ip -n "$space" link add face0 type veth peer name face1
    ip -n "$space" link set face1 up
}
ip -n "$space" addr add "$REPORT_ADDRESS/24" dev face0
ip -n "$space" link set face0 up

status=0
ip netns exec "$space" node "$root/load-tests/report/measure.mjs" "$@" || status=$?
node "$root/load-tests/report/write.mjs" # also what there is of an unfinished run
exit "$status"
