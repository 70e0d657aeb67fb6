#!/usr/bin/env node
// Entry of the command. Loads a part of the program with the code cache that the build made for this very Node.js; with
// another one, Node's own compile cache helps where there is one (22.1 and later); it is kept beside the program too.
'use strict';
const { readFileSync } = require('node:fs');
const { createRequire, enableCompileCache } = require('node:module');
const { dirname, join } = require('node:path');
const { Script } = require('node:vm');

const wrap = (source) => `(function (exports, require, module, __filename, __dirname) {${source}\n})`;
const parts = new Map();

globalThis.cookbookRunPart = (name) => {
  const known = parts.get(name);
  if (known !== undefined) return known.exports;
  const filename = join(__dirname, name);
  let cachedData;
  try {
    cachedData = readFileSync(join(__dirname, 'cache', `${name}-${process.version}-${process.arch}`));
  } catch {
    enableCompileCache?.(join(__dirname, 'cache'));
    const loaded = { exports: createRequire(filename)(filename) };
    parts.set(name, loaded);
    return loaded.exports;
  }
  const script = new Script(wrap(readFileSync(filename, 'utf8')), { filename, cachedData });
  const part = { exports: {} };
  parts.set(name, part);
  script.runInThisContext()(part.exports, createRequire(filename), part, filename, dirname(filename));
  globalThis.cookbookRunScript?.(name, script);
  return part.exports;
};

globalThis.cookbookRunPart('program.cjs');
