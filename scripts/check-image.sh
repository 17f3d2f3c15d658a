#!/usr/bin/env bash
# Runs the Dockerfile's steps without Docker, in a folder of its own: builds, installs production packages only, puts
# the image together, and starts it as a user without rights. Ends with an error if it does not become ready, if a
# development package got in, or if the server does not stop cleanly when told to.
set -euo pipefail
cd "$(dirname "$0")/.."
top=$PWD
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill -9 "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
mkdir "$work/build" "$work/packages" "$work/image" "$work/data"

step() { echo "== $*"; }
step "build"
cp package.json package-lock.json tsconfig.json tsconfig.build.json vite.config.ts "$work/build"
cp -r scripts src "$work/build"
(cd "$work/build" && npm ci --no-audit --no-fund --loglevel=error && npm run build --silent)
# The Qdrant client asks for TypeScript as a peer, which only its types need.
step "production packages"
cp package.json package-lock.json "$work/packages"
(cd "$work/packages" && npm ci --omit=dev --no-audit --no-fund --loglevel=error && rm -rf node_modules/typescript)
step "image"
cp -r "$work/packages/node_modules" "$work/build/dist" "$work/image"
cp package.json "$work/image"
cp -r knowledge "$work/image"

for name in typescript jest vite eslint prettier tsx drizzle-kit playwright-core; do
  [ ! -e "$work/image/node_modules/$name" ] || { echo "development package in the image: $name"; exit 1; }
done
du -sh "$work/image" | sed 's/\t.*/ in all/'

step "start as a user without rights"
runner=()
if [ "$(id -u)" = 0 ]; then
  chown -R nobody "$work/data"
  chmod 755 "$work"
  runner=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
fi
port=$(node -e 'const s = require("net").createServer().listen(0, () => { console.log(s.address().port); s.close(); })')
cd "$work/image"
"${runner[@]}" env -i PATH="$PATH" NODE_ENV=production DATA_DIR="$work/data" PORT="$port" LOG_LEVEL=warn \
  node --enable-source-maps dist/server/main.js &
server=$!
node - "$port" <<'JS'
const [, , port] = process.argv;
const until = Date.now() + 20_000;
const ask = () =>
  fetch(`http://127.0.0.1:${port}/readyz`).then(
    async (answer) => {
      if (!answer.ok) return again();
      const page = await fetch(`http://127.0.0.1:${port}/`);
      if (!page.ok) throw new Error(`the chat page answers ${page.status}`);
      console.log("ready:", await answer.text());
    },
    () => again(),
  );
const again = () => {
  if (Date.now() > until) throw new Error("not ready within 20 s");
  return new Promise((resolve) => setTimeout(resolve, 200)).then(ask);
};
ask().catch((error) => { console.error(String(error)); process.exit(1); });
JS
kill -TERM "$server"
wait "$server" || { echo "the server did not stop cleanly"; exit 1; }
server=
cd "$top"
echo "1 passed, 0 failed, 0 skipped"
