/** Names of media that are no paths of this machine: addresses, other systems' paths, and what only a shell would expand. */
import { isAbsolute } from 'node:path';
import { shellWord } from '../findings/shell-word.ts';
import type { Notes } from './finding-collector.ts';
import { mediaMissing, mediaNotAPath } from './findings/media.ts';

/** What a name is instead of a path, and what to do. */
interface OddName {
  readonly what: string;
  readonly fix: string;
}

/** Commands that bring a file here, by the scheme of its address. */
const FETCH: Readonly<Record<string, (address: string) => string>> = {
  http: (address) => `curl -fLO ${shellWord(address)}`,
  https: (address) => `curl -fLO ${shellWord(address)}`,
  s3: (address) => `aws s3 cp ${shellWord(address)} .`,
  gs: (address) => `gcloud storage cp ${shellWord(address)} .`,
  hf: (address) => {
    const [, kind = '', owner = '', name = '', file = ''] =
      /^hf:\/\/(datasets\/)?([^/]+)\/([^/]+)\/?(.*)$/.exec(address) ?? [];
    return `hf download ${shellWord(`${owner}/${name}`)}${file === '' ? '' : ` ${shellWord(file)}`}${kind === '' ? '' : ' --repo-type dataset'} --local-dir .`;
  },
};

/** What a name is that no file answers to; `undefined` for a plain path. */
export function oddName(name: string): OddName | undefined {
  if (/^data:/i.test(name)) {
    return {
      what: 'the picture itself, as a data: address',
      fix: 'Write it into a file, and name the file.',
    };
  }
  const file = /^file:\/\/(?:localhost)?(\/.*)$/i.exec(name)?.[1];
  if (file !== undefined) return { what: 'a file: address', fix: `Write the path: ${decode(file)}` };
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(name)?.[1]?.toLowerCase();
  if (scheme !== undefined) {
    const typed = FETCH[scheme]?.(name);
    const fix = 'Download the file, and name it by its path';
    return {
      what: `an address (${scheme}://), and no address is fetched`,
      fix: typed === undefined ? `${fix}.` : `${fix}, for example with: ${typed}`,
    };
  }
  if (/^[A-Za-z]:[\\/]/.test(name) || name.startsWith('\\\\'))
    return {
      what: 'a path of Windows',
      fix: 'Write where the file is on this machine, with / between the folders.',
    };
  if (/^~/.test(name))
    return {
      what: 'a path that begins with ~, which only a shell expands',
      fix: 'Write the path of the home folder.',
    };
  if (/\$\{?\w|%\w+%/.test(name))
    return {
      what: 'a path with a variable, which only a shell expands',
      fix: 'Write the path that it stands for.',
    };
  if (name.includes('\\'))
    return {
      what: 'a path with \\, which here is part of a name',
      fix: `Write ${name.replaceAll('\\', '/')}`,
    };
  return undefined;
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The end of a name is as telling as the whole of it. */
const shortened = (name: string): string => (name.length > 120 ? `${name.slice(0, 60)}…` : name);

/** Whether a path leads to nothing, by the code of the system: a data: address is too long for one. */
export function isAbsent(code: string): boolean {
  return code === 'ENOENT' || code === 'ENAMETOOLONG';
}

/** Says why a name stands for nothing; `begins` where names begin in a folder of the config. */
export function noteAbsent(
  name: string,
  path: string,
  item: string,
  notes: Notes,
  begins?: { readonly folder: string; readonly set: boolean },
): void {
  const odd = oddName(name);
  if (odd !== undefined) notes.add(mediaNotAPath, shortened(name), { item, ...odd });
  else
    notes.add(mediaMissing, path, { item, ...(begins === undefined || isAbsolute(name) ? {} : { begins }) });
}
