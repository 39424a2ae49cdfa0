#!/bin/sh
# Rebuild the style sheet, the script and what belongs to them, from exact versions, without a lock file
# (a lock file would write down the address of whichever registry was asked).
set -eu
cd "$(dirname "$0")"
npm install --no-save --no-package-lock --ignore-scripts --omit=optional --no-audit --no-fund --loglevel=error
node build.mjs
