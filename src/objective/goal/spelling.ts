/** Reads slips of the pen in the words that decide: a typo must not turn a request into one that names nothing. */

/** Words of six letters and more; shorter ones are one letter away from too many others. */
const MEANT: readonly string[] =
  `alpamayo trajectory trajectories straight decoder waypoint waypoints steering diffusion caption captions curvature
  intersection intersections junction junctions planner generate denoiser vehicle describe question questions roundabout
  roundabouts description descriptions expert retrain finetune`.split(/\s+/);

/** Real words that are one letter away from those. */
const REAL = new Set(
  `decoded decodes decode planned planners plainer planer described describes describer generated generates generator
  sterling refrain export exert expect experts vehicles function functions generic straights alpamayos options`.split(
    /\s+/,
  ),
);

/** Whether one letter more, less or other, or two exchanged ones, part the two words. */
function isSlip(word: string, meant: string): boolean {
  if (Math.abs(word.length - meant.length) > 1) return false;
  let from = 0;
  while (from < word.length && word[from] === meant[from]) from++;
  let [a, b] = [word.length, meant.length];
  while (a > from && b > from && word[a - 1] === meant[b - 1]) {
    a--;
    b--;
  }
  const [left, right] = [word.slice(from, a), meant.slice(from, b)];
  return left.length < 2 ? right.length < 2 : left === [...right].reverse().join('') && left.length === 2;
}

/** The text with its slips mended, and what stood there before. */
export function mended(text: string): { readonly text: string; readonly slips: ReadonlyMap<string, string> } {
  const slips = new Map<string, string>();
  const better = text.replace(/[a-z]{6,}|\bthru\b/gi, (word) => {
    const small = word.toLowerCase();
    if (small === 'thru') {
      slips.set('through', word);
      return 'through';
    }
    if (MEANT.includes(small) || REAL.has(small)) return word;
    const meant = MEANT.find((one) => isSlip(small, one));
    if (meant === undefined) return word;
    slips.set(meant, word);
    return meant;
  });
  return { text: better, slips };
}

/** Words as they were written. */
export function asWritten(words: string, slips: ReadonlyMap<string, string>): string {
  let text = words;
  for (const [meant, word] of slips) text = text.replaceAll(meant, word);
  return text;
}
