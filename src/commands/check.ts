/** `check FILE...`: what the engine will really do with a config, all problems at once; nothing is started. */
import { resolve } from 'node:path';
import { answerFor, type CheckAnswer, type CheckContext } from '../check/check-config.ts';
import { type CheckInput, readInputs } from '../check/input.ts';
import { CHECK_KINDS, checkCategory, checkKind } from '../check/kinds.ts';
import { lookers } from '../check/own-engine.ts';
import { installedEngine } from '../engine/cosmos-rl/installed.ts';
import { ENGINES } from '../engine/registry.ts';
import { ExitCode, exitCodeOf } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { chosenEngine, engineNamed } from '../plan/chosen-engine.ts';
import { checkDocument } from '../report/check-json.ts';
import { checkText } from '../report/check-text.ts';
import { counts } from '../report/findings.ts';
import { painter } from '../report/style.ts';
import { VERSION } from '../version.ts';

/** What the command line gives. */
export interface CheckArgs {
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

const FORMATS = ['text', 'json', 'sarif', 'github'];

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

async function contextOf(args: CheckArgs, io: Io): Promise<CheckContext> {
  const asked = args.engine === undefined ? undefined : chosenEngine(args.engine);
  const first = asked === undefined || asked.adapter === ENGINES[0];
  const version = first ? (asked?.engine.version ?? installedEngine(io)) : undefined;
  const gpus = await gpusOf(args, io);
  const nodes = wholeNumber('--nodes', args.nodes, 1);
  const rows = wholeNumber('--dataset-rows', args.datasetRows, 0);
  return {
    ...(version === undefined ? {} : { engine: engineNamed(version) }),
    // A version of the first engine that was asked for by name is meant, whatever the file looks like.
    ...(asked !== undefined && first ? {} : { lookers: await lookers(asked?.engine) }),
    ...gpus,
    ...(nodes === undefined ? {} : { nodes }),
    ...(args.script === undefined ? {} : { script: args.script }),
    ...(rows === undefined ? {} : { datasetRows: rows }),
    env: io.env,
    workdir: args.workdir === undefined ? io.cwd : resolve(io.cwd, args.workdir),
  };
}

/** Whether a file passes. */
function passes(answer: CheckAnswer, strict: boolean): boolean {
  const bad = strict ? ['error', 'warning'] : ['error'];
  return answer.verdict !== 'block' && !answer.findings.some((finding) => bad.includes(finding.severity));
}

/** The code of one file; a warning under `--strict` counts as an error. */
function codeOf(answer: CheckAnswer, strict: boolean): ExitCode {
  const findings = strict
    ? answer.findings.map((one) =>
        one.severity === 'warning' ? { ...one, severity: 'error' as const } : one,
      )
    : answer.findings;
  const code = exitCodeOf(findings, checkCategory);
  return code === ExitCode.ok && answer.verdict === 'block' ? ExitCode.config : code;
}

/** What must be mended first decides over several files, as it does over several findings. */
const WORST: readonly ExitCode[] = [ExitCode.config, ExitCode.input, ExitCode.data, ExitCode.host];

async function print(answers: readonly CheckAnswer[], args: CheckArgs, many: boolean, io: Io): Promise<void> {
  const ok = (answer: CheckAnswer) => passes(answer, args.strict === true);
  const write = (document: unknown) => io.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  switch (args.json === true ? 'json' : (args.format ?? 'text')) {
    case 'json': {
      const [first] = answers;
      if (!many && first !== undefined) write({ schemaVersion: 1, ...checkDocument(first, ok(first)) });
      else
        write({
          schemaVersion: 1,
          ok: answers.every(ok),
          files: answers.map((answer) => checkDocument(answer, ok(answer))),
        });
      return;
    }
    case 'sarif': {
      const { checkSarif } = await import('../report/check-sarif.ts');
      write(checkSarif(answers, CHECK_KINDS, VERSION));
      return;
    }
    case 'github': {
      const { githubCommand } = await import('../report/check-github.ts');
      for (const { file, findings } of answers)
        for (const finding of findings) io.stdout.write(githubCommand(file, finding), 'commands');
      return;
    }
    default: {
      const paint = painter(io, io.stdout);
      io.stdout.write(answers.map((answer) => checkText(answer, checkKind, paint)).join('\n'));
      if (!many) return;
      const good = answers.filter(ok).length;
      io.stdout.write(
        `\n${answers.length} file${answers.length === 1 ? '' : 's'}, ${good} without errors: ${counts(answers.flatMap(({ findings }) => findings))}\n`,
      );
    }
  }
}

/** Checks every config that the words name and returns the worst code. */
export async function check(words: readonly string[], args: CheckArgs, io: Io): Promise<ExitCode> {
  if (args.format !== undefined && !FORMATS.includes(args.format))
    throw new Failure(
      ExitCode.usage,
      `--format knows ${FORMATS.join(', ')}, not \`${args.format}\``,
      '--format json',
    );
  const context = await contextOf(args, io);
  const inputs = await readInputs(words, io);
  const found = inputs.map((input) => answerFor(input, context));
  const answers = args.fix === true ? await fixAll(inputs, found, context, args, io) : found;
  // The fixed text of standard input is the answer; what is left to say about it goes to stderr.
  const out = args.fix === true && words.includes('-') && args.output === undefined ? io.stderr : io.stdout;
  await print(answers, args, inputs.length !== 1 || words.length !== 1 || isFolder(words, inputs), {
    ...io,
    stdout: out,
  });
  const codes = answers.map((answer) => codeOf(answer, args.strict === true));
  return (
    WORST.find((code) => codes.includes(code)) ?? codes.find((code) => code !== ExitCode.ok) ?? ExitCode.ok
  );
}

/** Writes the fixes and checks the results again; files without a fix keep their answer. */
async function fixAll(
  inputs: readonly CheckInput[],
  answers: readonly CheckAnswer[],
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
  return inputs.map((input, index) => {
    const answer = answers[index] as CheckAnswer;
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
