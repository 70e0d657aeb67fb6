/** `schema`: a JSON Schema of the engine's config, for editors, or of the document that a verb prints. */
import { editorSchema } from '../editor/json-schema.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { nearest } from '../findings/nearest.ts';
import type { Io } from '../io.ts';
import { jsonText } from '../json/text.ts';
import { engineNamed } from '../plan/chosen-engine.ts';
import { DOCUMENTS, documentSchema } from './documents/documents.ts';

/** Prints the schema of an engine version, or of a document. */
export function schema(options: { readonly engine?: string; readonly output?: string }, io: Io): ExitCode {
  if (options.output !== undefined) return ofDocument(options.output, io);
  const engine = engineNamed(options.engine);
  if (!engine.exact)
    io.stderr.write(`${engine.name} ${engine.version} is read with the schema of ${engine.known}\n`);
  io.stdout.write(`${JSON.stringify(editorSchema(engine.known), null, 2)}\n`);
  return ExitCode.ok;
}

/** Names of verbs that have a document. */
export const documentNames = (): readonly string[] => Object.keys(DOCUMENTS);

function ofDocument(name: string, io: Io): ExitCode {
  const found = documentSchema(name.replace(' ', '-'));
  if (found === undefined) {
    const near = nearest(name, documentNames());
    throw new Failure(
      ExitCode.usage,
      `no document is called \`${name}\``,
      near === undefined ? `one of ${documentNames().join(', ')}` : `did you mean \`${near}\`?`,
    );
  }
  io.stdout.write(jsonText(found));
  return ExitCode.ok;
}
