/** `completion SHELL`: the script that a shell evaluates; what it offers it asks of the hidden verb `complete`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode } from '../../findings/exit-code.ts';
import type { Io } from '../../io.ts';
import { jsonAnswer } from '../../json/text.ts';
import { templatesFolder } from '../../recipe/templates.ts';

/** Shells that have a script. */
type Shell = 'bash' | 'zsh' | 'fish';

/** Prints the script of one shell. */
export function completion(shell: Shell, { json }: { readonly json?: boolean }, io: Io): ExitCode {
  const script = readFileSync(join(templatesFolder(), 'completion', `cookbook-run.${shell}`), 'utf8');
  io.stdout.write(json === true ? jsonAnswer({ shell, script }) : script);
  return ExitCode.ok;
}
