#!/bin/sh
# What the tests need of the system besides Python: each command, and Debian's package for it.
# What is missing is installed where that is allowed; else it is said.
set -eu

missing=""
need() {
	command -v "$1" >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/"$1" >/dev/null 2>&1 || missing="$missing $2"
}

need pdftotext poppler-utils # reads the reports' PDFs as another program would
need chromium chromium       # opens the pages
need initdb postgresql       # the web's second database; the tests start and stop it
need node nodejs             # a real OpenID Connect provider, for the web's sign-on
need npm npm

[ -z "$missing" ] && exit 0
if [ "$(id -u)" != 0 ]; then
	echo "The tests need more of the system: apt-get install$missing" >&2
	exit 1
fi
apt-get update -qq
# shellcheck disable=SC2086 # each word is a package
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
