/** Looks at the host once, all questions at the same time; what cannot be read becomes a reason. */
import { networkInterfaces } from 'node:os';
import { adapterOf } from '../engine/registry.ts';
import type { Need } from '../host/check.ts';
import { type Fact, type HostFacts, NOT_ASKED } from '../host/facts.ts';
import { programPaths } from '../host/program-path.ts';
import { type EngineFacts, probePython } from '../host/python.ts';
import type { Asking, HostRequirements } from '../host/requirements.ts';
import type { Io } from '../io.ts';
import { probeOutput, probeSharedMemory } from './probe/folders.ts';
import { probeGpus } from './probe/gpus.ts';
import { probePorts } from './probe/ports.ts';

/** How long to wait for one answer, and the place that every system has under one name. */
export interface ProbeOptions {
  readonly timeoutMs?: number;
  readonly sharedMemory?: string;
}

const TIMEOUT_MS = 10_000;
const notAsked = { ok: false, reason: NOT_ASKED } as const;

/** A fact, or the reason why it did not come in time or not at all. */
async function settle<T>(
  what: string,
  timeoutMs: number,
  work: Promise<Fact<T>> | Fact<T>,
): Promise<Fact<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Fact<T>>((done) => {
    timer = setTimeout(
      () => done({ ok: false, reason: `${what}: no answer within ${timeoutMs / 1000} s` }),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    return { ok: false, reason: `${what}: ${error instanceof Error ? error.message : String(error)}` };
  } finally {
    clearTimeout(timer);
  }
}

/** The facts of a host that was probed before its launch was described, completed with what the launch asks for. */
export async function completeFacts(
  facts: HostFacts,
  { ports, outputDir }: Need,
  io: Pick<Io, 'cwd'>,
  { timeoutMs = TIMEOUT_MS }: ProbeOptions = {},
): Promise<HostFacts> {
  const [busyPorts, output] = await Promise.all([
    ports === undefined ? notAsked : settle('ports', timeoutMs, probePorts(Object.values(ports.numbers))),
    outputDir === undefined ? notAsked : settle('output folder', timeoutMs, probeOutput(outputDir, io.cwd)),
  ]);
  return { ...facts, busyPorts, output };
}

/** Interfaces with an address that others can reach; the addresses themselves stay here. */
function interfaceNames(): readonly string[] {
  return Object.entries(networkInterfaces())
    .filter(([, addresses]) => addresses?.some(({ internal }) => !internal) === true)
    .map(([name]) => name)
    .sort();
}

function lookForEngine(
  { engine, python }: HostRequirements,
  io: Pick<Io, 'env' | 'cwd'>,
  timeoutMs: number,
): Promise<EngineFacts> {
  const none = (fact: Fact<never>): EngineFacts => ({
    engine: fact,
    engineLookup: fact,
    pathPython: fact,
    prefix: undefined,
  });
  if (python === undefined)
    return Promise.resolve(none({ ok: false, reason: `${engine} is no Python package` }));
  return probePython(python, io, timeoutMs).catch((error: unknown) =>
    none({ ok: false, reason: `${engine} could not be looked at: ${String(error)}` }),
  );
}

/** What only this engine asks for, by name. An own question gives up by itself: it is cut off a little later. */
async function ownFacts(
  { facts }: HostRequirements,
  asking: Asking,
): Promise<Readonly<Record<string, Fact<unknown>>>> {
  const found = Object.entries(facts).map(
    async ([name, { ask }]) =>
      [
        name,
        await settle(
          name,
          asking.timeoutMs + 1000,
          Promise.resolve().then(() => ask(asking)),
        ),
      ] as const,
  );
  return Object.fromEntries(await Promise.all(found));
}

/** The programs that are looked for whatever trains. */
const PROGRAMS = ['nvidia-smi'];

/** Everything the checks may ask about this host. Never throws, and answers within about twice the timeout. */
export async function probeHost(
  host: HostRequirements,
  need: Need,
  io: Pick<Io, 'env' | 'cwd'>,
  options: ProbeOptions = {},
): Promise<HostFacts> {
  const { timeoutMs = TIMEOUT_MS, sharedMemory = '/dev/shm' } = options;
  const names = [...new Set([...host.programs, ...PROGRAMS])];
  const programs = await settle('PATH', timeoutMs, programPaths(names, io));
  const found = lookForEngine(host, io, timeoutMs);
  const [{ prefix: _, pathVersion: __, ...engine }, gpus, own, memory] = await Promise.all([
    found,
    programs.ok
      ? probeGpus(io, programs.value['nvidia-smi'], timeoutMs)
      : { gpus: programs, nvidiaSmi: programs },
    ownFacts(host, { io, timeoutMs, programs, found }),
    settle(sharedMemory, timeoutMs, probeSharedMemory(sharedMemory)),
  ]);
  const facts: HostFacts = {
    ...engine,
    ...gpus,
    programs,
    ...own,
    busyPorts: notAsked,
    output: notAsked,
    sharedMemory: memory,
    networkInterfaces: { ok: true, value: interfaceNames() },
  };
  return completeFacts(facts, need, io, { timeoutMs });
}

/** The Python that an engine runs in, or why there is none; the first engine's where none is named. */
export async function enginePython(
  io: Pick<Io, 'env' | 'cwd'>,
  of: { readonly engineName?: string } = {},
): Promise<Fact<string>> {
  const { engine } = await lookForEngine(await adapterOf(of).host(), io, TIMEOUT_MS);
  return engine.ok ? { ok: true, value: engine.value.python } : engine;
}
