/** `check FILE...`: what the engine will really do with a config, all problems at once; nothing is started. */
import { resolve } from 'node:path';
import { answerFor, type CheckAnswer, type CheckContext } from '../check/check-config.ts';
import { type CheckInput, namedInputs, readInput } from '../check/input.ts';
import { kindsOf } from '../check/lookers.ts';
import { type CheckForm, type CheckPart, partOf } from '../check/part.ts';
import { allParts, fewRead, lookersFor } from '../check/parts.ts';
import { ENGINES } from '../engine/registry.ts';
import { plural } from '../findings/amounts.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Severity } from '../findings/finding.ts';
import type { Io } from '../io.ts';
import { chosenEngine } from '../plan/chosen-engine.ts';
import { sarifFrame } from '../report/check-sarif.ts';
import { countsText } from '../report/findings.ts';
import { painter } from '../report/style.ts';
import { VERSION } from '../version.ts';

/** What the command line gives. */
interface CheckArgs {
  readonly engine?: string;
  readonly gpus?: string;
  readonly nodes?: string;
  readonly host?: string;
  readonly script?: string;
  readonly workdir?: string;
  readonly datasetRows?: string;
  readonly json?: boolean;
  readonly format?: string;
  readonly strict?: boolean;
  readonly fix?: boolean;
  readonly output?: string;
}

const FORMATS = ['text', 'json', 'sarif', 'github'] as const;

function wholeNumber(flag: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text) && Number(text) >= least) return Number(text);
  throw new Failure(
    ExitCode.usage,
    `${flag} needs a whole number of at least ${least}, not \`${text}\``,
    `${flag} 8`,
  );
}

async function gpusOf(args: CheckArgs, io: Io): Promise<Pick<CheckContext, 'gpus' | 'hostGpus'>> {
  if (args.host === undefined) {
    const gpus = wholeNumber('--gpus', args.gpus, 0);
    return gpus === undefined ? {} : { gpus };
  }
  if (args.gpus !== undefined)
    throw new Failure(
      ExitCode.usage,
      '--gpus and --host both say how many GPUs there are',
      'give one of them',
    );
  const { gpusInHostFile } = await import('../check/host.ts');
  const hostGpus = await gpusInHostFile(args.host, io);
  return hostGpus === undefined ? {} : { gpus: hostGpus.length, hostGpus };
}

/** Whether a version of the first engine was named: then it is meant, whatever a file looks like. */
function namesFirst({ engine }: CheckArgs): boolean {
  return engine !== undefined && chosenEngine(engine).adapter === ENGINES[0];
}

async function contextOf(args: CheckArgs, io: Io): Promise<Omit<CheckContext, 'lookers'>> {
  const gpus = await gpusOf(args, io);
  const nodes = wholeNumber('--nodes', args.nodes, 1);
  const rows = wholeNumber('--dataset-rows', args.datasetRows, 0);
  return {
    ...gpus,
    ...(nodes === undefined ? {} : { nodes }),
    ...(args.script === undefined ? {} : { script: args.script }),
    ...(rows === undefined ? {} : { datasetRows: rows }),
    env: io.env,
    workdir: args.workdir === undefined ? io.cwd : resolve(io.cwd, args.workdir),
  };
}

/** What must be mended first decides over several files, as it does over several findings. */
const WORST: readonly ExitCode[] = [ExitCode.config, ExitCode.input, ExitCode.data, ExitCode.host];

const indented = (text: string, by: number) => text.replaceAll('\n', `\n${' '.repeat(by)}`);

/** Takes the parts one after the other, writes them as they come, and what stands behind the last one. */
interface Printer {
  take(part: CheckPart): void;
  end(): void;
}

/** A list in a document: each part where it stands. */
function listed(by: number, write: (text: string) => void): { add(text: string): void; end(): void } {
  let before = `[\n${' '.repeat(by)}`;
  return {
    add(text) {
      write(`${before}${indented(text, by)}`);
      before = `,\n${' '.repeat(by)}`;
    },
    end: () => write(before.startsWith('[') ? '[]' : `\n${' '.repeat(by - 2)}]`),
  };
}

/** Ten thousand answers are never held at once: what is said of all of them stands behind them. */
function printer({ format, kinds }: CheckForm, many: boolean, { stdout }: Pick<Io, 'stdout'>): Printer {
  const write = (text: string) => void stdout.write(text);
  switch (format) {
    case 'json': {
      if (!many) return { take: ({ text }) => write(`{\n  "schemaVersion": 1,${text.slice(1)}\n`), end() {} };
      const list = listed(4, write);
      let ok = true;
      write('{\n  "schemaVersion": 1,\n  "files": ');
      return {
        take(part) {
          ok &&= part.ok;
          list.add(part.text);
        },
        end() {
          list.end();
          write(`,\n  "ok": ${ok}\n}\n`);
        },
      };
    }
    case 'sarif': {
      const frame = JSON.stringify(sarifFrame(kinds, VERSION), null, 2);
      const [head = '', middle = '', tail = ''] = frame.split(/(?<="(?:results|artifacts)": )\[\]/);
      const results = listed(8, write);
      const artifacts: string[] = [];
      write(head);
      return {
        take({ text, artifact }) {
          if (artifact !== undefined) artifacts.push(artifact);
          if (text !== '') results.add(text);
        },
        end() {
          results.end();
          write(middle);
          const list = listed(8, write);
          for (const artifact of artifacts) list.add(artifact);
          list.end();
          write(`${tail}\n`);
        },
      };
    }
    case 'github':
      return { take: ({ text }) => void stdout.write(text, 'commands'), end() {} };
    case 'text': {
      const sums = { error: 0, warning: 0, info: 0 };
      let [files, good] = [0, 0];
      return {
        take({ text, ok, counted }) {
          write(files === 0 ? text : `\n${text}`);
          files += 1;
          if (ok) good += 1;
          for (const severity of ['error', 'warning', 'info'] as const) sums[severity] += counted[severity];
        },
        end() {
          if (!many) return;
          const counts = countsText((severity: Severity) => sums[severity]);
          write(`\n${plural(files, 'file')}, ${good} without errors: ${counts}\n`);
        },
      };
    }
  }
}

const isFormat = (word: string): word is CheckForm['format'] => (FORMATS as readonly string[]).includes(word);

/** Checks every config that the words name and returns the worst code. */
export async function check(words: readonly string[], args: CheckArgs, io: Io): Promise<ExitCode> {
  const format = args.json === true ? 'json' : (args.format ?? 'text');
  if (!isFormat(format) || (args.format !== undefined && !isFormat(args.format)))
    throw new Failure(
      ExitCode.usage,
      `--format knows ${FORMATS.join(', ')}, not \`${args.format}\``,
      '--format json',
    );
  const engine = args.engine ?? (await ENGINES[0].installed?.(io));
  const firstOnly = namesFirst(args);
  const context = await contextOf(args, io);
  const inputs = fewRead(await namedInputs(words, io));
  const asked = { format, strict: args.strict === true };
  // The fixed text of standard input is the answer; what is left to say about it goes to stderr.
  const stdout =
    args.fix === true && words.includes('-') && args.output === undefined ? io.stderr : io.stdout;
  const work = {
    inputs,
    context: { ...context, env: { ...io.env } },
    ...(engine === undefined ? {} : { engine }),
    firstOnly,
    form: asked,
    isTTY: stdout.isTTY,
  };
  const lookers = await lookersFor(work);
  const form: CheckForm = { ...asked, kinds: kindsOf(lookers) };
  const codes = new Set<ExitCode>();
  const many = inputs.length !== 1 || words.length !== 1 || isFolder(words, inputs);
  const printed = printer(form, many, { stdout });
  const take = (part: CheckPart) => {
    codes.add(part.code);
    printed.take(part);
  };
  if (args.fix === true) {
    const paint = painter(io, stdout);
    const answers = await fixAll(inputs, { ...context, models: new Map(), lookers }, args, io);
    for (const answer of answers) take(partOf(answer, form, paint));
  } else await allParts(work, lookers, take);
  printed.end();
  return (
    WORST.find((code) => codes.has(code)) ?? [...codes].find((code) => code !== ExitCode.ok) ?? ExitCode.ok
  );
}

/** Writes the fixes and checks the results again; files without a fix keep their answer. */
async function fixAll(
  inputs: readonly CheckInput[],
  context: CheckContext,
  args: CheckArgs,
  io: Io,
): Promise<readonly CheckAnswer[]> {
  const { fixed, fixText, writeFixed } = await import('../check/fix.ts');
  if (args.output !== undefined && inputs.length !== 1)
    throw new Failure(
      ExitCode.usage,
      '--output names one file, but several are checked',
      'leave --output out',
    );
  const plain = args.json !== true && (args.format ?? 'text') === 'text';
  return inputs.map((one) => {
    const input = readInput(one);
    const answer = answerFor(input, context);
    const file = fixed(input, answer, args.output);
    if (file === undefined || file.applied.length === 0) {
      const why =
        file === undefined ? '' : ` on this text (left: ${file.left.map(({ key }) => key).join(', ')})`;
      if (plain)
        io.stderr.write(`${input.name}: nothing that can be fixed by itself${why}; no file was written\n`);
      return answer;
    }
    writeFixed(file, io);
    const stream = plain && file.output !== undefined ? 'stdout' : 'stderr';
    io[stream].write(fixText(file, io, stream));
    const name = file.output ?? input.name;
    const again = answerFor({ name, path: resolve(io.cwd, name), data: Buffer.from(file.bytes) }, context);
    const { output, applied, left, diff } = file;
    return {
      ...again,
      fixed: { from: input.name, ...(output === undefined ? {} : { output }), applied, left, diff },
    };
  });
}

/** Whether the one word was a folder: its answer is a list even if it holds one file. */
function isFolder(words: readonly string[], inputs: ReadonlyArray<{ readonly name: string }>): boolean {
  return words[0] !== '-' && inputs[0]?.name !== words[0];
}
