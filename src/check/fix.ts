/** `check --fix`: the safe fixes in a new file, the difference shown, and the result checked again. */
import { writeFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Edit } from '../findings/finding.ts';
import type { Io } from '../io.ts';
import { painter } from '../report/style.ts';
import { applyEdits, type Fixed } from './apply-fix/apply.ts';
import { unifiedDiff } from './apply-fix/diff.ts';
import type { CheckAnswer } from './check-config.ts';
import type { CheckInput } from './input.ts';

/** A file whose fixes were made on its text. */
interface FixedFile extends Fixed {
  readonly name: string;
  /** Where the new text goes; missing for standard input, whose result goes to stdout. */
  readonly output?: string;
  readonly diff: string;
  /** The new text with the line ends of the old one. */
  readonly bytes: string;
}

/** `my.toml` becomes `my.fixed.toml`. */
function fixedName(name: string): string {
  const end = extname(name);
  return `${name.slice(0, name.length - end.length)}.fixed${end}`;
}

/** Makes the fixes of one answer; `undefined` where there are none. */
export function fixed(
  input: CheckInput,
  answer: CheckAnswer,
  output: string | undefined,
): FixedFile | undefined {
  const { source } = answer;
  const edits: readonly Edit[] = answer.findings.flatMap((finding) => finding.fix ?? []);
  if (source === undefined || edits.length === 0) return undefined;
  const result = applyEdits(source.text, edits);
  const target = output ?? (input.path === undefined ? undefined : fixedName(input.name));
  return {
    ...result,
    name: input.name,
    ...(target === undefined ? {} : { output: target }),
    diff: unifiedDiff(source.text, result.text, input.name, target ?? 'stdout'),
    bytes: source.crlf ? result.text.replaceAll('\n', '\r\n') : result.text,
  };
}

/** Writes one result; a file that exists is never replaced. Throws Failure 73. */
export function writeFixed(file: FixedFile, io: Io): void {
  if (file.output === undefined) {
    io.stdout.write(file.bytes, 'file');
    return;
  }
  try {
    writeFileSync(resolve(io.cwd, file.output), file.bytes, { flag: 'wx' });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new Failure(
      ExitCode.disk,
      `the fixed config cannot be written to ${file.output}: ${code === 'EEXIST' ? 'the file exists' : code}; nothing was changed`,
      code === 'EEXIST'
        ? 'remove it, or name another file: --output new.toml'
        : 'name a file that can be written: --output new.toml',
    );
  }
}

/** The difference in colour, and a line that says where the result is. */
export function fixText(file: FixedFile, io: Io, stream: 'stdout' | 'stderr'): string {
  const paint = painter(io, io[stream]);
  const lines = file.diff.split('\n').map((line) => {
    if (line.startsWith('+')) return paint('green', line);
    return line.startsWith('-') ? paint('red', line) : line;
  });
  const left = file.left.map((edit) => `not done by itself: ${edit.op} ${edit.key}\n`).join('');
  const where =
    file.output === undefined ? '' : `\nwritten to ${file.output}; ${file.name} was not changed\n`;
  return `${lines.join('\n')}${where}${left}\n`;
}
