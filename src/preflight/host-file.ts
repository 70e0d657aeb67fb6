/** Facts about a host that come from a file: the answer of `doctor --json`, perhaps of another machine. */
import { adapterOf } from '../engine/registry.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Fact, HostFacts } from '../host/facts.ts';
import type { FactShape } from '../host/requirements.ts';
import { isObject } from '../json/object.ts';

const REMEDY = 'Make the file on the host itself: cookbook-run doctor --json > host.json';

/** The engine that a document of `doctor` is about; one of before there were several names none. */
function engineNameIn(document: unknown): { readonly engineName?: string } {
  const name = isObject(document) ? document['engineName'] : undefined;
  return typeof name === 'string' ? { engineName: name } : {};
}

/**
 * Reads host facts out of the JSON text of `doctor --json`, or of its `facts` alone. A fact that the file does not
 * have (an older cookbook-run wrote it) is not known; a fact of the wrong form is a `Failure`.
 */
export async function parseHostFacts(json: string, source = 'host file'): Promise<HostFacts> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Failure(ExitCode.data, `${source} is not JSON: ${why}`, REMEDY, { cause: error });
  }
  const { z } = await import('zod');
  const fact = <T>(value: import('zod').ZodType<T>): import('zod').ZodType<Fact<T>> =>
    z
      .discriminatedUnion('ok', [
        z.object({ ok: z.literal(true), value }),
        z.object({ ok: z.literal(false), reason: z.string() }),
      ])
      .default({ ok: false, reason: `${source} does not tell` }) as unknown as import('zod').ZodType<Fact<T>>;
  const text = z.string();
  const amount = z.number().nonnegative();
  const shape = {
    engine: fact(
      z.object({
        program: text,
        python: text,
        pythonVersion: text,
        version: text,
        packages: z.record(text, text),
      }),
    ),
    engineLookup: fact(z.object({ found: z.boolean(), why: text.optional() })),
    pathPython: fact(z.object({ path: text, engineVersion: text.optional() })),
    nvidiaSmi: fact(
      z.object({ outcome: z.enum(['answered', 'absent', 'failed', 'timed-out']), detail: text }),
    ),
    gpus: fact(
      z.array(z.object({ index: amount, name: text, memoryTotalMiB: amount, memoryUsedMiB: amount })),
    ),
    busyPorts: fact(z.array(amount)),
    programs: fact(z.record(text, text)),
    output: fact(z.object({ path: text, existingParent: text, writable: z.boolean(), freeBytes: amount })),
    sharedMemory: fact(z.object({ freeBytes: amount, totalBytes: amount })),
    networkInterfaces: fact(z.array(text)),
  } satisfies Record<keyof HostFacts, unknown>;
  const formOf = (form: FactShape): import('zod').ZodType => {
    if (form === 'yes-or-no') return z.boolean();
    if (form === 'text') return text;
    if (form === 'texts') return z.array(text);
    return z.object(Object.fromEntries(Object.entries(form).map(([name, one]) => [name, formOf(one)])));
  };
  const own = (await adapterOf(engineNameIn(parsed)).host()).facts;
  const schema = z.object({
    ...shape,
    ...Object.fromEntries(Object.entries(own).map(([name, one]) => [name, fact(formOf(one.shape))])),
  });
  const facts = isObject(parsed) && 'facts' in parsed ? parsed['facts'] : parsed;
  const known = isObject(facts) && Object.keys(schema.shape).some((key) => key in facts);
  if (!known) throw new Failure(ExitCode.data, `${source} holds no facts about a host.`, REMEDY);
  const result = schema.safeParse(facts);
  if (result.success) return result.data as unknown as HostFacts;
  const [issue] = result.error.issues;
  const where = issue === undefined ? 'facts' : `facts.${issue.path.join('.')}`;
  throw new Failure(ExitCode.data, `${source}: ${where}: ${issue?.message ?? 'has the wrong form'}`, REMEDY);
}
