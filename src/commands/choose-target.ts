/** On a terminal one choice settles what a goal in words leaves open. */
import { TARGETS } from '../findings/target.ts';
import { askPerson, canAsk, type Io } from '../io.ts';
import { CHANGES } from '../objective/request/target.ts';
import type { RequestFlags } from '../plan/assess-run.ts';
import { QUESTION } from '../report/verdict-json.ts';

/** The flags with `--optimize` as chosen; as they are where no goal is open, nobody is there, or nothing was chosen. */
export async function settled<Flags extends RequestFlags & { readonly json?: boolean }>(
  flags: Flags,
  io: Io,
): Promise<Flags> {
  if (flags.goal === undefined || flags.optimize !== undefined || flags.json === true) return flags;
  if (!canAsk(io)) return flags;
  io.stderr.write(`${QUESTION}\n`);
  for (const [index, target] of TARGETS.entries())
    io.stderr.write(`  ${index + 1}  ${CHANGES[target]} (--optimize ${target})\n`);
  const answer = await askPerson('1 to 4, or Enter to leave it open: ');
  const target = TARGETS[Number(answer) - 1] ?? TARGETS.find((one) => one === answer);
  return target === undefined ? flags : { ...flags, optimize: target };
}
