/** The yardstick: reads the header bytes of a sharded checkpoint and parses them, nothing else. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

export function tenLines(folder) {
  const index = JSON.parse(readFileSync(`${folder}/model.safetensors.index.json`, 'utf8'));
  return [...new Set(Object.values(index.weight_map))].map((file) => {
    const fd = openSync(`${folder}/${file}`, 'r');
    const length = Buffer.alloc(8);
    readSync(fd, length, 0, 8, 0);
    const header = Buffer.alloc(Number(length.readBigUInt64LE()));
    readSync(fd, header, 0, header.length, 8);
    closeSync(fd);
    return JSON.parse(header.toString('utf8'));
  });
}
