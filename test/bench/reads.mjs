/** What Node.js alone takes to read the files of a folder as the floor does, and to parse what is JSON: `node reads.mjs FOLDER` */
import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';

const HEAD = 16 * 1024;
const head = Buffer.alloc(HEAD);
for (const entry of readdirSync(process.argv[2], { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const file = openSync(join(entry.parentPath, entry.name), 'r');
  const { size } = fstatSync(file);
  const json = entry.name.endsWith('.json');
  const bytes = json && size > HEAD ? Buffer.alloc(size) : head;
  const count = readSync(file, bytes, 0, Math.min(size, bytes.length), 0);
  closeSync(file);
  if (json) JSON.parse(bytes.toString('utf8', 0, count));
}
