import { note } from '../../../../findings/remedy.ts';
import { defineCheck } from '../facts.ts';

/** A path that the engine puts unquoted into a shell command has a space or a special character. */
export const shellUnsafePath = defineCheck({
  id: 'shell-unsafe-path',
  summary: 'A path that the engine puts unquoted into a shell command has a space or a special character.',
  severity: 'error',
  category: 'host',
  reads: ['shellPaths'],
  docs: {
    what: 'The entry script, the temporary folder or the folder of the installed engine has a character that a shell splits at or interprets.',
    why: 'The launcher builds its commands as text and runs them with `shell=True` (launcher/launch_all.py and launcher/utility.py, 0.4.7); launch_controller.sh splits them once more.',
    fix: 'Move it to a path of letters, digits and `_ - . / + = @ % , :`; for the temporary folder set TMPDIR.',
  },
  evaluate: ({ shellPaths }, { script }) =>
    [...(script === undefined ? [] : [script]), ...shellPaths]
      .filter((path) => !/^[\w@%+=:,./-]+$/.test(path))
      .map((path) => ({
        subject: path,
        message: `The path ${JSON.stringify(path)} would be torn apart by the shell commands of the engine.`,
        remedy: note('use a path without spaces and special characters; for the temporary folder set TMPDIR'),
        data: { path },
      })),
});
