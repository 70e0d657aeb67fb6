/** What a launch says of a file that the engine itself would read in another way: it is given a file of ours. */

import { type Finding, stamp } from '../../../findings/finding.ts';
import { note } from '../../../findings/remedy.ts';
import type { ConfigText } from '../read-config.ts';
import { readersDiffer, tomlReadersDiffer } from './toml-readers-differ.ts';
import { rejected, tomlRejected } from './toml-rejected.ts';

/** Notes, one for every difference: a launch goes by what TOML 1.0 readers read. */
export function rewritten(source: ConfigText): readonly Finding[] {
  const ours = 'this run is started with a file that cookbook-run writes from what TOML 1.0 readers read';
  const words = {
    severity: 'info',
    because: ours,
    remedy: note('nothing, unless the file is given to the engine itself'),
  } as const;
  return [
    ...rejected(source).map((draft) => stamp(tomlRejected, { ...draft, ...words })),
    ...readersDiffer(source).map((draft) => stamp(tomlReadersDiffer, { ...draft, ...words })),
  ];
}
