// Compiles the assets into the folder above. Deterministic: the same sources and versions give the same
// bytes. Fails rather than let anything in that would be fetched from elsewhere.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const source = dirname(fileURLToPath(import.meta.url));
const target = dirname(source);
const modules = join(source, "node_modules");
const frontend = join(modules, "nhsuk-frontend", "dist", "nhsuk");
const versionOf = (name) => JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8")).version;
const versions = { "nhsuk-frontend": versionOf("nhsuk-frontend"), sass: versionOf("sass") };

const pinned = JSON.parse(readFileSync(join(source, "package.json"), "utf8")).dependencies;
for (const [name, version] of Object.entries(versions)) {
  if (pinned[name] !== version) throw new Error(`${name} is ${version}, but package.json asks for ${pinned[name]}.`);
}

const notice = `/*! Contains nhsuk-frontend ${versions["nhsuk-frontend"]}, MIT licence: see LICENCE-nhsuk-frontend.txt. */\n`;
const files = new Map();

// The charset rule makes a byte order mark needless; either would do, one is enough.
const css = sass.compile(join(source, "toolkit.scss"), {
  style: "compressed",
  loadPaths: [modules],
  quietDeps: true,
  charset: false,
}).css;
files.set("toolkit.css", `@charset "UTF-8";\n${notice}${css}\n`);

const images = [...new Set([...css.matchAll(/url\(\s*["']?([^"')]+)["']?\s*\)/g)].map((match) => match[1]))].sort();
for (const image of images) {
  if (!/^images\/[a-z-]+\.svg$/.test(image)) throw new Error(`The style sheet fetches ${image}.`);
  files.set(image, readFileSync(join(frontend, "assets", image)));
}

const library = readFileSync(join(frontend, "nhsuk-frontend.min.js"), "utf8").replace(/\/\/# sourceMappingURL=.*\s*$/, "");
const own = readFileSync(join(source, "toolkit.js"), "utf8").replace(/^\/\/.*\n/gm, "").trim();
files.set("toolkit.js", `${notice}${library}\n${own}\n`);

files.set("favicon.svg", readFileSync(join(source, "favicon.svg")));
files.set("LICENCE-nhsuk-frontend.txt", readFileSync(join(source, "LICENCE-nhsuk-frontend.txt")));

const digests = {};
for (const name of [...files.keys()].sort()) {
  digests[name] = createHash("sha256").update(files.get(name)).digest("hex");
}

const manifest = join(target, "assets.json");
const previous = existsSync(manifest) ? Object.keys(JSON.parse(readFileSync(manifest, "utf8")).files) : [];
for (const name of previous.filter((name) => !files.has(name))) rmSync(join(target, name), { force: true });
for (const [name, content] of files) {
  mkdirSync(dirname(join(target, name)), { recursive: true });
  writeFileSync(join(target, name), content);
}
writeFileSync(manifest, `${JSON.stringify({ versions, files: digests }, null, 2)}\n`);
