/** `nightly ls [FOLDER…]`: the series below some folders, each with how it stands. */
import { readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { readText } from '../json/read.ts';
import { jsonAnswer } from '../json/text.ts';
import { readNights } from '../nightly/night-record.ts';
import { headline } from '../nightly/page/words.ts';
import { pausedText } from '../nightly/pause.ts';
import { lastGood } from '../nightly/promote.ts';
import { loadSpec } from '../nightly/series-config.ts';
import { placeOf } from '../nightly/series-paths.ts';

const DEPTH = 3;
const LARGEST = 1024 * 1024;

/** Files that look like a series: any TOML with a schema_version of its own. Hidden folders and links are not entered. */
function candidates(folder: string, depth: number): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory())
        return depth > 0 && !entry.name.startsWith('.') && entry.name !== 'node_modules'
          ? candidates(path, depth - 1)
          : [];
      if (!entry.isFile() || !entry.name.endsWith('.toml')) return [];
      const text = readText(path, LARGEST);
      return typeof text === 'string' && /^schema_version\s*=/m.test(text) ? [path] : [];
    });
  } catch {
    return [];
  }
}

/** Lists them; files that are no series are left out, broken ones are said. */
export function nightlyLs(
  folders: readonly string[],
  options: { readonly json?: boolean },
  io: Io,
): ExitCode {
  const found = (folders.length === 0 ? ['.'] : folders).flatMap((one) =>
    candidates(resolve(io.cwd, one), DEPTH),
  );
  const series = [...new Set(found)].sort().flatMap((path) => {
    try {
      const spec = loadSpec(path, io.cwd, io.env);
      const place = placeOf(spec);
      const last = readNights(place).at(-1);
      const [paused, good] = [pausedText(place), lastGood(place)];
      return [
        {
          file: path,
          series: spec.file.name,
          folder: place.folder,
          ...(spec.file.at === undefined ? {} : { at: spec.file.at }),
          ...(paused === undefined ? {} : { paused }),
          ...(good === undefined ? {} : { lastGood: good.run }),
          ...(last === undefined ? {} : { lastNight: last.night, headline: headline(last) }),
        },
      ];
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      io.stderr.write(`${path}: ${error.message.split('\n')[0]}\n`);
      return [];
    }
  });
  if (options.json === true) io.stdout.write(jsonAnswer({ series }));
  else
    for (const one of series)
      io.stdout.write(
        `${one.series.padEnd(20)} ${(relative(io.cwd, one.file) || one.file).padEnd(28)} ${one.paused ?? one.headline ?? 'no night yet'}\n`,
      );
  if (series.length === 0) io.stderr.write('no series here: cookbook-run nightly init\n');
  return ExitCode.ok;
}
