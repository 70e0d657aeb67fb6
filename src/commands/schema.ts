/** `schema`: a JSON Schema of the engine's config, or of a site file, for editors. */
import { editorSchema } from '../editor/json-schema.ts';
import { ExitCode } from '../findings/exit-code.ts';
import type { Io } from '../io.ts';
import { engineNamed } from '../plan/chosen-engine.ts';

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
  const engine = engineNamed(options.engine);
  if (!engine.exact)
    io.stderr.write(`${engine.name} ${engine.version} is read with the schema of ${engine.known}\n`);
  io.stdout.write(`${JSON.stringify(editorSchema(engine.known), null, 2)}\n`);
  return ExitCode.ok;
}
