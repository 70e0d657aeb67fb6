/** `schema`: a JSON Schema of the engine's config, for editors. */
import { editorSchema } from '../editor/json-schema.ts';
import { ExitCode } from '../findings/exit-code.ts';
import type { Io } from '../io.ts';
import { engineNamed } from '../plan/chosen-engine.ts';

/** Prints the schema of an engine version. */
export function schema(options: { readonly engine?: string }, io: Io): ExitCode {
  const engine = engineNamed(options.engine);
  if (!engine.exact)
    io.stderr.write(`${engine.name} ${engine.version} is read with the schema of ${engine.known}\n`);
  io.stdout.write(`${JSON.stringify(editorSchema(engine.known), null, 2)}\n`);
  return ExitCode.ok;
}
