/** `schema`: a JSON Schema of the engine's config or of a site file, for editors, or of the document that a verb prints. */
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { nearest } from '../findings/nearest.ts';
import type { Io } from '../io.ts';
import { jsonText } from '../json/text.ts';
import { chosenEngine } from '../plan/chosen-engine.ts';

interface SchemaOptions {
  readonly engine?: string;
  readonly site?: boolean;
  readonly output?: string;
  readonly json?: boolean;
}

/** Prints the schema of an engine version, of a site file, or of a document; with --json it says `schemaVersion` too. */
export async function schema(options: SchemaOptions, io: Io): Promise<ExitCode> {
  const found = await asked(options, io);
  io.stdout.write(jsonText(options.json === true ? { schemaVersion: 1, ...found } : found));
  return ExitCode.ok;
}

async function asked(options: SchemaOptions, io: Io): Promise<object> {
  if (options.output !== undefined) return ofDocument(options.output);
  if (options.site === true) return (await import('../site/site-schema.ts')).siteJsonSchema();
  const { adapter, engine } = chosenEngine(options.engine);
  if (adapter.editorSchema === undefined)
    throw new Failure(ExitCode.usage, `there is no schema of ${engine.name} here`, 'cookbook-run schema');
  if (!engine.exact)
    io.stderr.write(`${engine.name} ${engine.version} is read with the schema of ${engine.known}\n`);
  return await adapter.editorSchema(engine);
}

async function ofDocument(name: string): Promise<object> {
  const { DOCUMENTS, documentSchema } = await import('./documents/documents.ts');
  const found = documentSchema(name.replace(' ', '-'));
  if (found === undefined) {
    const names = Object.keys(DOCUMENTS);
    const near = nearest(name, names);
    throw new Failure(
      ExitCode.usage,
      `no document is called \`${name}\``,
      near === undefined ? `one of ${names.join(', ')}` : `did you mean \`${near}\`?`,
    );
  }
  return found;
}
