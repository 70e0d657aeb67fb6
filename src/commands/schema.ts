/** `schema`: a JSON Schema of the engine's config, or of a site file, for editors. */
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { chosenEngine } from '../plan/chosen-engine.ts';

/** Prints the schema of an engine version, or of a site file. */
export async function schema(
  options: { readonly engine?: string; readonly site?: boolean },
  io: Io,
): Promise<ExitCode> {
  if (options.site === true) {
    const { siteJsonSchema } = await import('../site/site-schema.ts');
    io.stdout.write(`${JSON.stringify(siteJsonSchema(), null, 2)}\n`);
    return ExitCode.ok;
  }
  const { adapter, engine } = chosenEngine(options.engine);
  if (adapter.editorSchema === undefined)
    throw new Failure(ExitCode.usage, `there is no schema of ${engine.name} here`, 'cookbook-run schema');
  if (!engine.exact)
    io.stderr.write(`${engine.name} ${engine.version} is read with the schema of ${engine.known}\n`);
  io.stdout.write(`${JSON.stringify(await adapter.editorSchema(engine), null, 2)}\n`);
  return ExitCode.ok;
}
