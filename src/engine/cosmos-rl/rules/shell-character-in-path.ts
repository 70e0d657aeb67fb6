/** A path that the launcher's shell breaks up. */
import { note, toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

const UNSAFE = /[^\w@%+=:,./~-]/;
/** What people have in a folder's name by mistake; `<…>` is for placeholder-left. */
const SHELL = /[\s;&|*?"'`()[\]{}!#]/;

export const shellCharacterInPath = defineRule({
  id: 'shell-character-in-path',
  summary: "a path that the launcher's shell breaks up",
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'The path of the entry script holds a space or a character that a shell reads; or the output folder does.',
    why: 'The launcher joins its command with spaces and gives it to a shell without quotes (launcher/launch_all.py, 0.4.7), so a script in "my scripts/" is not found. An output folder with such characters works in the engine, but not in the commands people copy from its log.',
    fix: 'Use a path of letters, digits, `-`, `_`, `.` and `/`. `cookbook-run sft` copies the entry script to such a place by itself.',
  },
  evaluate(view) {
    const { script, launch } = view.context;
    const output = view.written('train.output_dir');
    return [
      ...(script !== undefined && script !== 'none' && launch !== true && UNSAFE.test(script)
        ? [
            {
              subject: script,
              message: `the entry script's path ${JSON.stringify(script)} holds a character that the launcher's shell reads`,
              remedy: note(
                'move or rename it, or start it with `cookbook-run sft --script PATH`, which copies it to a safe place',
              ),
              data: { script },
            },
          ]
        : []),
      ...(typeof output === 'string' && launch !== true && SHELL.test(output.trim())
        ? [
            {
              ...view.at('train.output_dir'),
              severity: 'warning' as const,
              message: `\`train.output_dir\` ${JSON.stringify(output)} holds a character that a shell reads`,
              remedy: toSet({ 'train.output_dir': output.trim().replace(/[^\w.@%+=:,/-]+/g, '-') }),
              data: { output },
            },
          ]
        : []),
    ];
  },
});
