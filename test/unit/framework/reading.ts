/** The recorded logs of real cosmos-framework runs (5eee9ed, one H200, 2026-11-28), packed, and how they ended. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseToml } from '../../../src/config/toml.ts';
import { getValue } from '../../../src/config/value.ts';
import { observeLine } from '../../../src/engine/cosmos-framework/log/observe.ts';
import { type FrameworkState, newFrameworkState } from '../../../src/engine/cosmos-framework/log/state.ts';
import { linesOf } from '../../../src/engine/torch/log/lines.ts';

const LOGS = join(import.meta.dirname, '../../fixtures/framework-logs');

/** How a recorded run ended in truth. */
interface Label {
  readonly name: string;
  /** The true outcome; several where more than one name is right. */
  readonly outcome: string;
  readonly engine_exit: number | null;
  readonly ended_by_itself: boolean;
  readonly steps: readonly [readonly string[], readonly string[], number] | null;
}

export const LABELS: readonly Label[] = readFileSync(join(LOGS, 'index.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

/** The text of one log. */
export const logOf = (name: string): string =>
  gunzipSync(readFileSync(join(LOGS, `${name}.log.gz`))).toString('utf8');

/** Steps that the config of one run plans. */
export function plannedOf(name: string): number | undefined {
  const config = parseToml(readFileSync(join(LOGS, `${name}.toml`), 'utf8'), `${name}.toml`);
  const steps = getValue(config, ['trainer', 'max_iter']);
  return steps === undefined ? undefined : Number(steps);
}

/** What a text tells. */
export function frameworkState(text: string): FrameworkState {
  const state = newFrameworkState();
  for (const line of linesOf(text)) observeLine(state, line);
  return state;
}
