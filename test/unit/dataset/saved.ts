/** Saved Hugging Face datasets on disk, as `Dataset.save_to_disk` writes them, in order until a test spoils them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { columnFromArray, type DataType, tableFromColumns, tableToIPC, utf8 } from '@uwdata/flechette';
import { put } from './folders.ts';

/** Columns of one file: values and, where it should not be guessed, their type. */
export type Columns = Readonly<
  Record<string, { readonly values: readonly unknown[]; readonly type?: DataType }>
>;

/** A column of texts. */
export const texts = (values: readonly unknown[], type: DataType = utf8()) => ({ values, type });

/** The bytes of one Arrow file in the stream format, with `batch` rows in each of its batches. */
export function arrowBytes(columns: Columns, batch = 1000): Buffer {
  const made = Object.entries(columns).map(([name, { values, type }]) => {
    const options = { maxBatchRows: batch };
    return [name, columnFromArray([...values], type as never, options)] as const;
  });
  return Buffer.from(tableToIPC(tableFromColumns(made as never), { format: 'stream' }) as Uint8Array);
}

/** Writes a saved dataset of some files, each with its columns. */
export function saveDataset(root: string, shards: readonly Columns[]): void {
  mkdirSync(root, { recursive: true });
  const name = (number: number): string =>
    `data-${String(number).padStart(5, '0')}-of-${String(shards.length).padStart(5, '0')}.arrow`;
  for (const [number, columns] of shards.entries()) {
    writeFileSync(join(root, name(number)), arrowBytes(columns));
  }
  put(join(root, 'state.json'), {
    _data_files: shards.map((_, number) => ({ filename: name(number) })),
    _fingerprint: 'e7062e5c1c7c43f6',
    _format_columns: null,
    _format_kwargs: {},
    _format_type: null,
    _output_all_columns: false,
    _split: null,
  });
  put(join(root, 'dataset_info.json'), { citation: '', description: '', homepage: '', license: '' });
}
