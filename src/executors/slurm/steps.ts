/** Runs a plan inside of its job: every role on its nodes as a step of srun, watched through a small script on the node. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineExit, RunProcess, StopReason } from '../../engine/engine.ts';
import type { NodeRole } from '../../engine/planning.ts';
import type { LaunchPlan } from '../../plan/launch-plan.ts';
import { templatesFolder } from '../../recipe/templates.ts';
import { type Container, containedStep } from '../../site/container.ts';
import type { Handle, HandleAddress, NodeEnd, StartOptions } from '../executor.ts';
import { engineEnvironment, LOCAL } from '../local.ts';
import { signalAll } from '../members.ts';
import { mergedLog } from './merge.ts';
import { type NodeStep, startStep } from './step.ts';

/** The job from inside. */
export interface Inside {
  readonly where: HandleAddress;
  /** Names of the nodes, the one that we are on first. */
  readonly nodes: readonly string[];
  /** How many attempts at this run there were before. */
  readonly attempt: number;
  /** What a signal from Slurm meant. */
  meaning(requested: StopReason): StopReason;
  /** What the engine's programs run in, and what they find there under its own name: the run's folder, model, data. */
  readonly container?: Container;
  readonly paths: readonly string[];
}

/** The script on the node hears from us this often, and ends everything after so many seconds without a word. */
const BEAT_MS = 5000;
const PATIENCE_S = 45;
/** A first role that does not end by itself when all others have is stopped. */
const STRAGGLER_MS = 30_000;
/** After KILL was asked for, Slurm's step itself is killed. */
const HARD_MS = 5000;

/** The names that an engine may leave to where it runs: the first node's address, and the index of the node. */
const filled = (text: string, head: string, index: number): string =>
  text.replaceAll('{head}', head).replaceAll('{node}', String(index));

/** What srun is given of a role on a node: options, and the script on the node with the role's own command. */
function nodeCommand(
  role: NodeRole,
  plan: LaunchPlan,
  inside: Inside,
  at: { readonly node: string; readonly index: number },
): readonly string[] {
  const { where, attempt, container, paths } = inside;
  const fill = (text: string) => filled(text, where.address, at.index);
  const env = { ...plan.env, ...role.env };
  const script = join(templatesFolder(), 'slurm/node.sh');
  const step = containedStep(container, {
    cwd: plan.cwd,
    env: [],
    paths: [script, ...paths],
    argv: [
      'bash',
      script,
      `${plan.id}/${attempt}/${at.node}/${role.name}`,
      String(PATIENCE_S),
      ...(role.hidden === undefined ? [] : ['--hidden', role.hidden]),
      ...Object.entries(env).map(([key, value]) => `${key}=${fill(value)}`),
      '--',
      ...role.argv.map(fill),
    ],
  });
  return [...step.options, ...step.argv];
}

/** How a program ended on its node, in words; Slurm's own where it never started there. */
function endWords({ role, node, code, lost, unstarted, said }: NodeEnd): string {
  if (lost === true) return `${role} on ${node} was lost with its node`;
  return `${role} on ${node} ended with exit code ${code}${unstarted === true ? `, and Slurm had not started it: ${said ?? 'no reason was given'}` : ''}`;
}

/** Starts every role; the handle speaks for all of them. */
export function startSteps(
  plan: LaunchPlan,
  inside: Inside,
  { log, env, logs, index }: StartOptions & { readonly logs: string; readonly index: string },
): Handle {
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  const merged = mergedLog(log, index);
  const ends: NodeEnd[] = [];
  const steps: NodeStep[] = [];
  let stopping = false;
  let finish: (exit: EngineExit) => void = () => {};
  const exited = new Promise<EngineExit>((done) => {
    finish = done;
  });
  const living = () => steps.filter(({ ended }) => ended === undefined);

  const over = (end: NodeEnd) => {
    if (!stopping) merged.say(`[cookbook-run] ${endWords(end)}`, end);
    if (end.code !== 0 || end.lost === true) {
      if (!stopping) ends.push(end);
      finish({ code: end.code });
    } else if (living().length === 0) finish({ code: 0 });
    else if (
      living().every(({ role }) => plan.roles?.some(({ name, on }) => name === role && on === 'first'))
    )
      setTimeout(() => finish({ code: 0 }), STRAGGLER_MS).unref();
  };

  const begin = (role: NodeRole, node: string, position: number) => {
    const from = { node, role: role.name };
    const argv = [
      '--overlap',
      '--nodes=1',
      '--ntasks=1',
      `--nodelist=${node}`,
      `--job-name=${role.name}`,
      '--cpu-bind=none',
      '--quit-on-interrupt',
      ...nodeCommand(role, plan, inside, { node, index: position }),
    ];
    const out = merged.source(from, join(logs, `${node}.${role.name}.log`));
    const own = engineEnvironment(env, { env: {}, withheld: plan.withheld ?? [] });
    steps.push(
      startStep(
        from,
        { argv, cwd: plan.cwd, env: own },
        {
          output: (bytes) => out.push(bytes),
          refused: (why) =>
            merged.say(`[cookbook-run] ${role.name} on ${node} is not started yet: ${why}`, from),
          ended(end) {
            out.end();
            over(end);
          },
        },
      ),
    );
  };

  for (const role of plan.roles ?? [])
    for (const [position, node] of inside.nodes.entries())
      if (role.on === 'each' || position === 0) begin(role, node, position);
  const beat = setInterval(() => {
    for (const step of living()) step.say('');
  }, BEAT_MS);
  beat.unref();

  // What hides its environment or left its step lives on this node or on none that we can look at.
  const here = LOCAL.attach({ ...inside.where, executor: 'local' });
  const told = async (signal: NodeJS.Signals) => {
    stopping = true;
    for (const step of living()) step.say(signal === 'SIGKILL' ? 'kill' : 'stop');
    if (signal !== 'SIGKILL') return;
    setTimeout(
      () =>
        signalAll(
          living().flatMap((step) => step.pid() ?? []),
          'SIGKILL',
        ),
      HARD_MS,
    ).unref();
  };
  return {
    where: inside.where,
    address: inside.where.address,
    async alive(strays) {
      const own: readonly RunProcess[] = living().map(({ pid, role, node }) => ({
        pid: pid() ?? 0,
        command: `srun: ${role} on ${node}`,
        worker: false,
      }));
      if (own.length > 0 && !stopping) return own;
      // Every program has ended: what is left here are daemons of theirs, which nothing waits for any more.
      if (own.length === 0) await here.signal('SIGKILL', strays);
      return [...own, ...(await here.alive(strays))];
    },
    async signal(signal, strays) {
      await told(signal);
      await here.signal(signal, strays);
    },
    async signalWorkers(signal) {
      const asked = living().filter(({ role }) =>
        plan.roles?.some(({ name, on }) => name === role && on === 'each'),
      );
      for (const step of asked) step.say(`signal ${signal.replace(/^SIG/, '')}`);
      return asked.length;
    },
    wait: () => exited,
    ends,
    output: { read: merged.read, close: () => clearInterval(beat) },
    nodeOf: (line) => merged.sourceOf(line)?.node,
    meaning: inside.meaning,
  };
}
