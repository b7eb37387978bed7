#!/bin/sh
# The npm steps of the Maven build; run from web-client.
#   npm.sh install      npm ci, unless the lock file is the one installed last
#   npm.sh build        npm run build, unless nothing it reads has changed since
#   npm.sh run SCRIPT   npm run SCRIPT
#   npm.sh e2e FOLDER   the browser tests, with their JUnit reports in FOLDER; what fails is run up to three times, four times more in all
set -eu
cd "$(dirname "$0")"

# A check sum of the names and contents of everything the build reads.
sources() {
    find . \( -name node_modules -o -name dist -o -name target -o -name e2e \) -prune \
        -o -type f -exec cksum {} + | LC_ALL=C sort | cksum
}

# One file of browser tests; its report takes the place of an earlier one.
browser_test() {
    node --test --test-concurrency=1 \
        --test-reporter=spec --test-reporter-destination=stdout \
        --test-reporter=junit --test-reporter-destination="$reports/$(basename "$1" .test.mjs).xml" "$1"
}

case "$1" in
install)
    installed=node_modules/.plenum-installed
    wanted=$(cat package.json package-lock.json | cksum; node --version)
    if [ "$(cat "$installed" 2>/dev/null)" != "$wanted" ]; then
        npm ci --no-audit --no-fund
        mkdir -p node_modules
        printf '%s\n' "$wanted" >"$installed"
    fi
    ;;
build)
    built=target/web.stamp
    wanted=$(sources)
    if [ "$(cat "$built" 2>/dev/null)" != "$wanted" ] || [ ! -f dist/index.html ]; then
        # Asset names carry a hash: without this the jar would collect those of earlier builds.
        rm -rf dist target/classes/META-INF/plenum/web target/quick/classes/META-INF/plenum/web
        npm run --silent build
        mkdir -p target
        printf '%s\n' "$wanted" >"$built"
    fi
    ;;
run)
    shift
    exec npm run --silent "$@"
    ;;
e2e)
    reports=$2
    mkdir -p "$reports"
    rm -f "$reports"/*.xml
    failed=0
    left=4
    # One file at a time: the tests share the machine's few cores with their browsers.
    for file in e2e/*.test.mjs; do
        if [ ! -f "$file" ]; then
            echo "no browser tests in web-client/e2e"
            break
        fi
        # Browsers, server and encoders on two cores that others use too: what fails three times is broken. All that fail are named.
        attempt=1
        until browser_test "$file"; do
            if [ "$attempt" -eq 3 ] || [ "$left" -eq 0 ]; then
                failed=1
                break
            fi
            attempt=$((attempt + 1))
            left=$((left - 1))
            echo "UNSTEADY: $file failed, what failed stands above; attempt $attempt"
        done
    done
    exit "$failed"
    ;;
*)
    echo "npm.sh: unknown step $1" >&2
    exit 2
    ;;
esac
