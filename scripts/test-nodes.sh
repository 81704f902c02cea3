#!/bin/sh
# Runs the unit tests and the features on every Node that mangrove supports, the oldest first, and shows that an older one
# is turned away. The Nodes come from npm, into a temporary folder that is gone afterwards.
set -eu
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM

# Prints the folder that holds the binary of this version.
fetch() {
  mkdir -p "$folder/$1"
  printf '{ "private": true, "allowScripts": { "node": true } }\n' > "$folder/$1/package.json"
  npm install --prefix "$folder/$1" --loglevel=error --no-audit --no-fund --ignore-scripts=false --no-save "node@$1" > /dev/null
  printf '%s\n' "$folder/$1/node_modules/.bin"
}

failed=
for version in ${NODES:-22.19 24 26}; do
  bin=$(fetch "$version")
  printf '\n=== Node %s\n' "$("$bin/node" --version)"
  PATH="$bin:$PATH" "$bin/node" -r ts-node/register/transpile-only scripts/suite.ts unit features || failed="$failed $version"
  rm -rf "${folder:?}/$version"
done

old=$(fetch 20)
printf '\n=== Node %s\n' "$("$old/node" --version)"
status=0
"$old/node" bin/mangrove.js --version || status=$?
if [ "$status" -ne 2 ]; then
  echo "it should have been turned away with exit code 2, not $status"
  failed="$failed 20"
fi

[ -z "$failed" ] || { echo "failed on Node$failed"; exit 1; }
