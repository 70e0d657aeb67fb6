/** Why a file is no list of samples, told by what it is: looked at only after a reader has refused it. */
import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { shellWord } from '../../findings/shell-word.ts';
import { isObject } from '../../json/object.ts';
import { syntaxFault } from '../../json/syntax-fault.ts';
import type { Notes } from '../finding-collector.ts';
import { metaNotArray, metaNotJson } from '../findings/items.ts';
import { typeName } from '../json/shape.ts';
import { formOfObject } from './file-form.ts';

/** A fault of syntax or encoding, or a form that is no list. */
type FileFault =
  | { readonly kind: 'syntax'; readonly why: string; readonly fix: string }
  | {
      readonly kind: 'form';
      readonly why: string;
      readonly filter?: string;
      readonly fix?: string;
      readonly media?: { readonly key: string; readonly path: string };
    };

/** Larger files are told what the reader saw. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Files that are something else, by their first bytes. */
const OTHERS: ReadonlyArray<readonly [RegExp, string, string]> = [
  [/^\x1f\x8b/, 'it is a gzip file', 'Unpack it with gunzip first.'],
  [/^PK\x03\x04/, 'it is a zip file', 'Unpack it first.'],
  [
    /^PAR1/,
    'it is a parquet file',
    'Write its rows as JSON, with pandas: read_parquet(…).to_json(…, orient="records").',
  ],
  [
    /^ARROW1|^\xff\xff\xff\xff/,
    'it is an Arrow file',
    'Give the folder of Dataset.save_to_disk to a preset of that layout.',
  ],
  [/^\x89HDF/, 'it is an HDF5 file', 'Write its rows as JSON first.'],
  [/^\x80[\x02-\x05]/, 'it is a pickle of Python', 'Write its value with json.dump.'],
  [/^version https:\/\/git-lfs/, 'it is a Git LFS pointer', 'Fetch the file with git lfs pull.'],
  [/^\s*<(?:!doctype|html)/i, 'it is a web page', 'Download the file itself, not the page about it.'],
  [/^\s*</, 'it is XML', 'Write its items as JSON first.'],
];

function bytesOf(path: string): Buffer | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const { size } = fstatSync(descriptor);
    if (size > MAX_BYTES) return undefined;
    const bytes = Buffer.alloc(size);
    let filled = 0;
    for (let count = -1; count !== 0 && filled < size; filled += count) {
      count = readSync(descriptor, bytes, filled, size - filled, filled);
    }
    return bytes.subarray(0, filled);
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function encodingFault(bytes: Buffer): FileFault | undefined {
  const start = bytes.toString('latin1', 0, 256);
  const utf16 = /^(?:\xff\xfe|\xfe\xff)/.test(start) || /^[\x00-\x7f]\x00|^\x00[\x00-\x7f]/.test(start);
  if (utf16)
    return {
      kind: 'syntax',
      why: 'it is UTF-16, not UTF-8',
      fix: 'Convert it: iconv -f UTF-16 -t UTF-8 FILE > NEW.',
    };
  const other = OTHERS.find(([pattern]) => pattern.test(start));
  if (other !== undefined) return { kind: 'syntax', why: other[1], fix: other[2] };
  if (isUtf8(bytes)) return undefined;
  return {
    kind: 'syntax',
    why: 'it is not UTF-8',
    fix: 'Convert it, for example: iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW.',
  };
}

/** A text of several values: JSON lines, or arrays and objects that were put behind each other. */
function severalValues(text: string, end: number): FileFault {
  let first: unknown;
  try {
    first = JSON.parse(text.slice(0, end));
  } catch {
    return { kind: 'form', why: 'there is more text behind its end', fix: 'Keep one array.' };
  }
  const rest = syntaxFault(text.slice(end));
  if (rest !== undefined && rest.behindEnd === undefined) {
    const line = text.slice(0, end).split('\n').length;
    return {
      kind: 'syntax',
      why: `line ${line}: there is more text behind its end`,
      fix: 'Remove what stands behind the last ].',
    };
  }
  if (Array.isArray(first))
    return { kind: 'form', why: 'several arrays stand in it, one behind the other', filter: '-s add' };
  return { kind: 'form', why: 'it has one object per line (JSON lines)', filter: '-s .' };
}

/** What is wrong with the file at a path; `undefined` where no more can be said than its reader has. */
export function fileFault(path: string): FileFault | undefined {
  const bytes = bytesOf(path);
  if (bytes === undefined) return undefined;
  const encoding = encodingFault(bytes);
  if (encoding !== undefined) return encoding;
  const text = bytes.toString('utf8');
  if (/^\s*(?:-\s|[A-Za-z_]\w*:(?:\s|$))/.test(text))
    return { kind: 'syntax', why: 'it is YAML', fix: 'Write it as JSON.' };
  if (/^\s*[A-Za-z_][\w ]*(?:[,\t;][\w ]+)+\r?\n/.test(text))
    return { kind: 'syntax', why: 'it is a table (CSV)', fix: 'Write its rows as a JSON array of objects.' };
  const fault = syntaxFault(text);
  if (fault?.behindEnd !== undefined) return severalValues(text, fault.behindEnd);
  if (fault !== undefined)
    return {
      kind: 'syntax',
      why: `line ${fault.line}, column ${fault.column}: ${fault.what}`,
      fix: fault.fix,
    };
  const value: unknown = JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text);
  if (Array.isArray(value)) return undefined;
  if (!isObject(value)) return { kind: 'form', why: `it is ${typeName(value)}`, fix: 'Write [{…}, {…}].' };
  const { what, ...rest } = formOfObject(value);
  return { kind: 'form', why: what, ...rest };
}

/** A command with the names in it that it is for. */
function typeable(fix: string, path: string): string {
  const beside = path.replace(/(\.jsonl?)?$/, '.utf-8.json');
  return fix.replaceAll(/\b(FILE|NEW)\b/g, (name) => shellWord(name === 'FILE' ? path : beside));
}

/** Notes what is wrong with a file that its reader refused because of `why`. */
export function noteFileFault(path: string, why: string, notes: Notes): void {
  const fault = fileFault(path) ?? { kind: 'syntax', why, fix: 'Correct it.' };
  const { kind, ...data } = fault;
  if (kind === 'form') notes.add(metaNotArray, path, data);
  else notes.add(metaNotJson, path, { why: fault.why, fix: typeable(fault.fix ?? '', path) });
}
