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
}

/** Prints the schema of an engine version, of a site file, or of a document. */
export async function schema(options: SchemaOptions, io: Io): Promise<ExitCode> {
  if (options.output !== undefined) return ofDocument(options.output, io);
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

async function ofDocument(name: string, io: Io): Promise<ExitCode> {
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
  io.stdout.write(jsonText(found));
  return ExitCode.ok;
}
