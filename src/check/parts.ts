/** The parts of many configs, in order: beyond a few hundred every core takes some. */
import { availableParallelism } from 'node:os';
import { setImmediate as turn } from 'node:timers/promises';
import { chosenEngine } from '../plan/chosen-engine.ts';
import { painter } from '../report/style.ts';
import { answerFor, type CheckContext } from './check-config.ts';
import { type CheckInput, readInput } from './input.ts';
import { kindsOf, type Lookers, lookers } from './lookers.ts';
import { type CheckForm, type CheckPart, partOf } from './part.ts';

/** All that a part is made from, as data that another thread can be given. */
export interface CheckWork {
  readonly inputs: readonly CheckInput[];
  readonly context: Omit<CheckContext, 'models' | 'lookers'>;
  /** The engine and version that was named, or the first engine's that is installed. */
  readonly engine?: string;
  /** The first engine was named: then it is meant, whatever a file looks like. */
  readonly firstOnly: boolean;
  readonly form: Omit<CheckForm, 'kinds'>;
  /** Whether a person looks at the text. */
  readonly isTTY: boolean;
  /** The next input that nobody has taken yet. */
  readonly next: Int32Array;
}

/** Some parts, from one place on. */
interface Done {
  readonly from: number;
  readonly parts: readonly CheckPart[];
}

/** Below this a second thread takes longer to start than it saves. */
const MANY = 300;
const MOST_THREADS = 4;
const CHUNK = 16;

/** The engines that are asked; they come by being loaded, so each thread has its own. */
export async function lookersFor({
  engine,
  firstOnly,
  inputs,
}: Pick<CheckWork, 'engine' | 'firstOnly' | 'inputs'>): Promise<Lookers> {
  const read = inputs.every(({ data, problem }) => data !== undefined || problem !== undefined);
  const files = firstOnly ? [] : read ? inputs.flatMap(({ data }) => data ?? []) : undefined;
  return lookers(engine === undefined ? undefined : chosenEngine(engine).engine, files);
}

/** Takes inputs as long as there are some, a few at a time. */
export function* takeParts(work: CheckWork, known: Lookers): Generator<Done> {
  const { inputs, isTTY, next } = work;
  const form: CheckForm = { ...work.form, kinds: kindsOf(known) };
  const paint = painter({ env: work.context.env ?? {} }, { isTTY });
  const context: CheckContext = {
    ...work.context,
    models: new Map(),
    lookers: known,
  };
  for (;;) {
    const from = Atomics.add(next, 0, CHUNK);
    if (from >= inputs.length) return;
    const parts = inputs
      .slice(from, from + CHUNK)
      .map((input) => partOf(answerFor(readInput(input), context), form, paint));
    yield { from, parts };
  }
}

async function startThreads(
  count: number,
  workerData: CheckWork,
  keep: (done: Done) => void,
): Promise<readonly Promise<unknown>[]> {
  // One file needs no threads, and its start need not wait for them.
  const { Worker } = await import('node:worker_threads');
  // What a thread holds is garbage, but for the last answers: a collector that waits for gigabytes only costs memory.
  const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 12 };
  return Array.from({ length: count }, () => {
    const worker = new Worker(new URL('./check-thread.js', import.meta.url), {
      workerData,
      resourceLimits,
    });
    worker.on('message', keep);
    // What a thread that fails has taken is done here, below.
    return new Promise((done) => worker.on('error', done).on('exit', done));
  });
}

/** Inputs that one thread looks at are read at once: what they hold tells which engines are asked. */
export function fewRead(inputs: readonly CheckInput[]): readonly CheckInput[] {
  return inputs.length < MANY ? inputs.map(readInput) : inputs;
}

/** Every part, given out in the order of the inputs as soon as it is there. */
export async function allParts(
  work: Omit<CheckWork, 'next'>,
  known: Lookers,
  take: (part: CheckPart) => void,
): Promise<void> {
  const { inputs } = work;
  const waiting = new Map<number, CheckPart>();
  let at = 0;
  const next = new Int32Array(new SharedArrayBuffer(4));
  const keep = ({ from, parts: some }: Done) => {
    for (const [place, part] of some.entries()) waiting.set(from + place, part);
    for (let part = waiting.get(at); part !== undefined; part = waiting.get(at)) {
      waiting.delete(at);
      at += 1;
      take(part);
    }
  };
  const helpers = inputs.length < MANY ? 0 : Math.min(MOST_THREADS, availableParallelism()) - 1;
  const threads = helpers === 0 ? [] : await startThreads(helpers, { ...work, next }, keep);
  for (const some of takeParts({ ...work, next }, known)) {
    keep(some);
    if (helpers > 0) await turn();
  }
  await Promise.all(threads);
  while (at < inputs.length) {
    const alone = { ...work, inputs: inputs.slice(at, at + 1), next: new Int32Array(1) };
    for (const { parts } of takeParts(alone, known)) keep({ from: at, parts });
  }
}
