/** What one node of a run does, as a script for those who start nodes themselves: no one of ours is there to watch it. */
import type { NodeRole } from '../../engine/planning.ts';
import { shellWord } from '../../findings/shell-word.ts';
import type { LaunchPlan } from '../../plan/launch-plan.ts';

const VARIABLE: Readonly<Record<string, string>> = { head: '"$HEAD"', node: '"$NODE"' };

/** A word with the first node's address and the own index filled in by the shell. */
function filled(word: string): string {
  return word
    .split(/\{(head|node)\}/)
    .map((part, index) => (index % 2 === 1 ? (VARIABLE[part] ?? '') : part === '' ? '' : shellWord(part)))
    .join('');
}

function command({ argv, env }: NodeRole): string {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${filled(value)}`);
  return ['env', ...variables, ...argv.map(filled)].join(' ');
}

/** The script; `where` are lines that set HEAD, the address of the first node, and NODE, the index of this one. */
export function nodeScript(plan: LaunchPlan, where: readonly string[]): string {
  const roles = plan.roles ?? [];
  const first = roles.filter(({ on }) => on === 'first');
  const each = roles.filter(({ on }) => on === 'each');
  const last = each.at(-1);
  const beside = each.slice(0, -1).map((role) => `${command(role)} & others="$others $!"`);
  return `${[
    'set -uo pipefail',
    ...where,
    ...(plan.withheld ?? []).map((prefix) => `unset "\${!${prefix}@}"`),
    ...Object.entries(plan.env).map(([name, value]) => `export ${name}=${shellWord(value)}`),
    `cd ${shellWord(plan.cwd)} || exit 66`,
    'others=',
    ...first.flatMap((role) => [
      'if [ "$NODE" = 0 ]; then',
      `  ${command(role)} & others="$others $!"`,
      'fi',
    ]),
    ...beside,
    ...(last === undefined ? [] : [command(last)]),
    'code=$?',
    '# What the first node serves ends with the run.',
    'if [ -n "$others" ]; then kill $others 2>/dev/null; fi',
    'exit "$code"',
  ].join('\n')}\n`;
}
