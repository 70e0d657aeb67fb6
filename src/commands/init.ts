/** `init [DIR|FILE]`: what the data is, which preset fits it and this host, a TOML of one's own, and the one command. */
import { cpSync, existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Candidate, Found } from '../dataset/find/candidate.ts';
import { findLayout } from '../dataset/find/find-layout.ts';
import { LAYOUTS } from '../dataset/layouts/index.ts';
import { plural } from '../findings/amounts.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { shellWord } from '../findings/shell-word.ts';
import { askPerson, canAsk, type Io } from '../io.ts';
import { jsonAnswer } from '../json/text.ts';
import { plain } from '../plain.ts';
import { findPreset } from '../plan/chosen-preset.ts';
import { type SettingFlags, settingRequest } from '../plan/flags.ts';
import { candidateLines, chosenCandidate, presetsFor } from '../plan/found-preset.ts';
import { type Proposal, proposalToml, proposeRun } from '../plan/init.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { templatesFolder } from '../recipe/templates.ts';
import { writeNewFile } from '../run/new-file.ts';
import { runsFolder } from '../run/record.ts';

/** What `init` takes beside the data. */
interface InitOptions extends SettingFlags {
  readonly preset?: string;
  readonly layout?: string;
  readonly engine?: string;
  /** The file to write. */
  readonly file?: string;
  readonly json?: boolean;
}

const EXAMPLE = 'cookbook-run-example';

/** Copies the example, and says where its data is. */
function exampleProject(io: Io): string {
  const folder = resolve(io.cwd, EXAMPLE);
  if (existsSync(folder))
    throw new Failure(
      ExitCode.disk,
      `${EXAMPLE} exists already; it was not changed`,
      `cookbook-run init ${EXAMPLE}/data`,
    );
  try {
    cpSync(join(templatesFolder(), '../examples/avha'), join(folder, 'data'), { recursive: true });
  } catch (error) {
    throw new Failure(
      ExitCode.disk,
      `cannot write ${EXAMPLE}: ${(error as Error).message}`,
      'try it in another folder',
    );
  }
  io.stderr.write(`made ${EXAMPLE}/data: twelve clips with captions, the layout avha\n`);
  return join(folder, 'data');
}

/** Asks one question, where somebody is there to answer it; the first answer where nobody is. */
async function choice<Answer>(
  question: string,
  answers: ReadonlyArray<readonly [text: string, answer: Answer]>,
  io: Io,
): Promise<Answer | undefined> {
  const [first] = answers;
  if (answers.length < 2 || !canAsk(io)) return first?.[1];
  const lines = answers.map(([text], at) => `  ${at + 1}  ${text}\n`).join('');
  io.stderr.write(`${question}\n${lines}`);
  const number = Number((await askPerson('number [1]: ')) || '1');
  return answers[number - 1]?.[1] ?? first?.[1];
}

async function candidateOf(found: Found, layout: string | undefined, io: Io): Promise<Candidate> {
  const [first, second] = found.candidates;
  const alike = first !== undefined && second !== undefined && second.weight === first.weight;
  if (layout !== undefined || !alike || !canAsk(io)) return chosenCandidate(found, layout);
  const lines = candidateLines(found);
  const answers = found.candidates.slice(0, 9).map((one, at) => [lines[at] ?? '', one] as const);
  return (await choice('Which of these is the data?', answers, io)) ?? chosenCandidate(found);
}

async function recipesOf(candidate: Candidate, { preset }: InitOptions, io: Io): Promise<readonly Recipe[]> {
  const all = presetsFor(candidate.layout);
  if (preset !== undefined) {
    const named = await findPreset(preset, io);
    if (named.layout === candidate.layout) return [named];
    throw new Failure(
      ExitCode.usage,
      `${preset} reads the layout ${named.layout}, and this is ${candidate.layout}`,
      `leave --preset out, or take ${all.map(({ name }) => name).join(' or ')}`,
    );
  }
  const answers = [
    ['the first that fits this host', all] as const,
    ...all.map((one) => [`${one.name}: ${one.summary}`, [one]] as const),
  ];
  return all.length < 2 ? all : ((await choice<readonly Recipe[]>('Which preset?', answers, io)) ?? all);
}

function headOf(
  { recipe, candidate, gpus, said }: Proposal,
  file: string,
  command: string,
): readonly string[] {
  return [
    `# Made by cookbook-run init for ${candidate.root} (layout ${candidate.layout}: ${candidate.why.join('; ')}).`,
    `# Preset ${recipe.name}, ${plural(gpus, 'GPU')}: ${recipe.summary}`,
    ...said.map((line) => `# Changed for it: ${line}.`),
    `# Look first: ${command} --dry-run`,
    `# Train:      ${command}`,
    `# ${file} holds the whole config; what is changed here is what is trained.`,
  ].map(plain);
}

/** What was found and proposed, in a few lines. */
function linesOf({ recipe, candidate, planned, gpus, said, tooLarge }: Proposal): readonly string[] {
  const { dataset, memory } = planned.prepared;
  const counts = dataset?.counts;
  const errors = (dataset?.findings ?? []).filter(({ severity }) => severity === 'error');
  const needs =
    'unmeasured' in memory.estimate
      ? `memory not known: ${memory.estimate.unmeasured}`
      : `about ${memory.estimate.reservedGiB.expected.toFixed(0)} GiB a GPU`;
  return [
    `data     layout ${candidate.layout} in ${candidate.root}: ${candidate.why.join('; ')}`,
    `samples  ${counts?.samples ?? 0}${errors.length === 0 ? '' : `, and ${errors.length} problems: see data check`}`,
    `preset   ${recipe.name} (${recipe.family}), ${plural(gpus, 'GPU')}, ${needs}`,
    ...said.map((line) => `         ${line}`),
    ...(tooLarge
      ? [
          '         this host has too little GPU memory for it; `cookbook-run estimate` names what makes it smaller',
        ]
      : []),
  ];
}

/** Runs the command; writes one file and never over another. */
export async function init(operand: string | undefined, options: InitOptions, io: Io): Promise<ExitCode> {
  if (options.layout !== undefined && !(options.layout in LAYOUTS)) {
    const known = Object.keys(LAYOUTS).join(', ');
    throw new Failure(ExitCode.usage, `--layout does not know \`${options.layout}\``, `one of ${known}`);
  }
  const file = options.file ?? (operand === undefined ? join(EXAMPLE, 'my.toml') : 'my.toml');
  const path = resolve(io.cwd, file);
  if (existsSync(path))
    throw new Failure(
      ExitCode.disk,
      `${file} exists already; it was not changed`,
      'name another file with --file',
    );
  const data = operand === undefined ? exampleProject(io) : resolve(io.cwd, operand);
  const candidate = await candidateOf(await findLayout(data), options.layout, io);
  const recipes = await recipesOf(candidate, options, io);
  const { model, gpus, settings = [] } = settingRequest(options);
  const { engine } = options;
  const asked = {
    ...(model === undefined ? {} : { model }),
    ...(gpus === undefined ? {} : { gpus }),
    ...(engine === undefined ? {} : { engine }),
    settings,
    runs: runsFolder(io.cwd, io.env),
  };
  const proposal = await proposeRun(recipes, candidate, asked, io);
  const command = `cookbook-run sft --config ${shellWord(relative(io.cwd, path) || file)}`;
  writeNewFile(path, await proposalToml(proposal, headOf(proposal, file, command), io.cwd));
  if (options.json === true) {
    const { layout, root, why } = candidate;
    const { dataset, tokens } = { tokens: undefined, ...proposal.planned.prepared };
    io.stdout.write(
      jsonAnswer({
        file: path,
        command,
        layout,
        root,
        why,
        preset: proposal.recipe.name,
        family: proposal.recipe.family,
        gpus: proposal.gpus,
        counts: dataset?.counts,
        changed: proposal.said,
        findings: dataset?.findings ?? [],
        ...(tokens === undefined ? {} : { tokens }),
      }),
    );
    return ExitCode.ok;
  }
  io.stderr.write(`${linesOf(proposal).join('\n')}\nwrote ${file}\n`);
  io.stdout.write(`${command}\n`);
  return ExitCode.ok;
}
