/** Reads run.json and plan.json as what they are: text that anybody may have cut, changed or made with another version. */
import { isProcessName } from '../executors/process-name.ts';
import { OUTCOMES, type Outcome } from '../findings/outcome.ts';
import { isObject, type JsonObject } from '../json/object.ts';
import type { LaunchPlan } from '../plan/launch-plan.ts';
import type { RunRecord } from './run-record.ts';

/** What was read, or why it is not what it should be. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: string };

const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';
const isOutcome = (value: unknown): value is Outcome => isText(value) && Object.hasOwn(OUTCOMES, value);
const isSteps = (value: unknown) =>
  isObject(value) && ['last', 'planned'].every((key) => value[key] === undefined || isNumber(value[key]));
const isFinding = (value: unknown) =>
  isObject(value) && ['id', 'severity', 'message'].every((key) => isText(value[key]));
const isJob = (value: unknown) =>
  isObject(value) && isText(value['id']) && isText(value['cluster']) && isNumber(value['restarts']);
const isWhere = (value: unknown) =>
  isObject(value) &&
  ['executor', 'run', 'address'].every((key) => isText(value[key])) &&
  (value['process'] === undefined || isProcessName(value['process'])) &&
  (value['job'] === undefined || isJob(value['job']));

/** Fields that must be there, or may be absent, and what each must be. */
type Shape = ReadonlyArray<readonly [key: string, [must: boolean, is: (value: unknown) => boolean]]>;

const RECORD: Shape = Object.entries({
  id: [true, isText],
  preset: [true, isText],
  status: [true, (value) => value === 'running' || value === 'ended'],
  outcome: [false, isOutcome],
  exitCode: [false, isNumber],
  engineExit: [false, (value) => value === null || isNumber(value)],
  step: [true, isSteps],
  startedAt: [true, isText],
  endedAt: [false, isText],
  engine: [true, isText],
  engineName: [false, isText],
  launcher: [false, isProcessName],
  where: [false, isWhere],
  supervisor: [true, isProcessName],
  findings: [true, (value) => Array.isArray(value) && value.every(isFinding)],
  left: [false, Array.isArray],
  name: [false, isText],
  resumedFrom: [false, isText],
  gpus: [false, (value) => Array.isArray(value) && value.every(isNumber)],
  proofs: [
    false,
    (value) => Array.isArray(value) && value.every((one) => isObject(one) && isText(one['name'])),
  ],
  attempts: [
    false,
    (value) =>
      Array.isArray(value) &&
      value.every((one) => isObject(one) && isText(one['outputDir']) && isObject(one['job'])),
  ],
  failed: [false, (value) => isObject(value) && isText(value['node'])],
  model: [false, (value) => isObject(value) && isText(value['path']) && isText(value['kind'])],
  checkpoint: [false, (value) => isObject(value) && isText(value['path']) && isNumber(value['step'])],
});

const isPorts = (value: unknown) => isObject(value) && Object.values(value).every(isNumber);
const isStop = (value: unknown) =>
  isObject(value) &&
  isObject(value['stall']) &&
  ['failureGrace', 'gracefulStop', 'terminate'].every((key) => isNumber(value[key])) &&
  ['controllerReady', 'firstStep', 'step', 'finish'].every((key) =>
    isNumber((value['stall'] as JsonObject)[key]),
  );

const PLAN: Shape = Object.entries({
  id: [true, isText],
  preset: [true, isText],
  engine: [true, isText],
  engineName: [false, isText],
  argv: [true, (value) => Array.isArray(value) && value.every(isText)],
  cwd: [true, isText],
  env: [true, (value) => isObject(value) && Object.values(value).every(isText)],
  config: [true, isText],
  gpus: [true, isNumber],
  savingRanks: [true, isNumber],
  plannedSteps: [false, isNumber],
  nodes: [false, isNumber],
  keeps: [false, isNumber],
  roles: [
    false,
    (value) =>
      Array.isArray(value) &&
      value.every((one) => isObject(one) && isText(one['name']) && Array.isArray(one['argv'])),
  ],
  outputDir: [true, isText],
  ports: [true, isPorts],
  expects: [true, isObject],
  stop: [true, isStop],
});

function parse<T>(text: string, shape: Shape): Parsed<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, why: `it is not valid JSON: ${(error as Error).message}` };
  }
  if (!isObject(value)) return { ok: false, why: 'it is not a JSON object' };
  const { schemaVersion } = value;
  if (schemaVersion !== 1)
    return {
      ok: false,
      why:
        isNumber(schemaVersion) && schemaVersion > 1
          ? `its schemaVersion ${schemaVersion} is of a newer cookbook-run`
          : 'it has no schemaVersion that this cookbook-run knows',
    };
  for (const [key, [must, is]] of shape) {
    const field = value[key];
    if (field === undefined ? must : !is(field))
      return {
        ok: false,
        why: field === undefined ? `it has no \`${key}\`` : `its \`${key}\` is of another form`,
      };
  }
  return { ok: true, value: value as T };
}

/** The record in the text of run.json. */
export function parseRecord(text: string): Parsed<RunRecord> {
  return parse(text, RECORD);
}

/** The plan in the text of plan.json. */
export function parsePlan(text: string): Parsed<LaunchPlan> {
  return parse(text, PLAN);
}
