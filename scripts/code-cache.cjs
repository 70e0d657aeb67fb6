// Makes the code cache of the bundles: V8 keeps what it compiled while a config was checked, so that the next start does not.
'use strict';
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { Script } = require('node:vm');

const DIST = resolve(__dirname, '../dist');
const fileOf = (name) => join(DIST, 'cache', `${name}-${process.version}-${process.arch}`);
const wrap = (source) => `(function (exports, require, module, __filename, __dirname) {${source}\n})`;

mkdirSync(join(DIST, 'cache'), { recursive: true });
const scripts = new Map();
for (const name of ['program.cjs', 'check.cjs', 'commands.cjs']) {
  const filename = join(DIST, name);
  const script = new Script(wrap(readFileSync(filename, 'utf8')), { filename });
  writeFileSync(fileOf(name), script.createCachedData());
}
globalThis.cookbookRunScript = (name, script) => scripts.set(name, script);
process.argv.splice(1, process.argv.length, join(DIST, 'cli.cjs'), 'check', join(__dirname, 'code-cache.toml'), '--engine', '0.4.7');
const write = process.stdout.write;
process.stdout.write = () => true;
process.on('exit', () => {
  process.stdout.write = write;
  for (const [name, script] of scripts) writeFileSync(fileOf(name), script.createCachedData());
  process.exitCode = 0;
});
require(join(DIST, 'cli.cjs'));
