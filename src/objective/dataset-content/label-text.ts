/** What the texts of labels hold: trajectory tokens, metric trajectories as JSON or lists, or plain language. */

/** What was seen in an answer or a prompt, with the piece that shows it. */
export interface LabelSign {
  readonly sign: 'trajectory-token' | 'metric-trajectory';
  readonly piece: string;
}

const TOKEN = /<i\d+>|<\|traj_\w+\|>|<\|(?:cot|traj|route)_\w*\|?>/;

const PIXELS =
  /pixel|point_2d|bbox|image (?:coordinates|plane|space)|0\s*-\s*1000|normali[sz]ed (?:image )?coordinates|ピクセル|画像座標/i;

const PLACE_KEYS = new Set([
  'x',
  'y',
  'xy',
  'xyz',
  'waypoints',
  'waypoint',
  'trajectory',
  'traj',
  'path',
  'future',
  'positions',
  'ego_future_xyz',
  'actions',
  'coordinates',
  'steering',
  'steering_angle',
  'throttle',
  'brake',
  'curvature',
  'acceleration',
  'yaw',
  'yaw_rate',
  'controls',
  'velocity',
  'points',
]);

const NOT_PLACES =
  /point_2d|bbox|box_?[23]d|start|end|time|frame|score|confidence|label_id|count|size|rotation|dimension/i;

function isPair(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length >= 2 &&
    value.length <= 4 &&
    value.every((one) => typeof one === 'number')
  );
}

/** Three or more points in a row are a trajectory; integers alone may be pixels. */
function isTrajectory(value: unknown): boolean {
  if (!Array.isArray(value) || value.length < 2) return false;
  if (value.every(isPair))
    return (
      value.some((pair) => (pair as number[]).some((one) => !Number.isInteger(one))) || value.length >= 6
    );
  return value.every(
    (one) =>
      typeof one === 'object' &&
      one !== null &&
      !Array.isArray(one) &&
      typeof (one as { x?: unknown }).x === 'number' &&
      typeof (one as { y?: unknown }).y === 'number',
  );
}

function searchJson(value: unknown, key = '', depth = 0): boolean {
  if (depth > 8 || NOT_PLACES.test(key)) return false;
  if (isTrajectory(value)) return true;
  if (
    Array.isArray(value) &&
    PLACE_KEYS.has(key.toLowerCase()) &&
    value.length >= 4 &&
    value.every((one) => typeof one === 'number')
  )
    return true;
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value)
    ? value.some((one) => searchJson(one, key, depth + 1))
    : Object.entries(value).some(([name, one]) => searchJson(one, name, depth + 1));
}

/** The JSON values inside a text: the whole of it, a fenced block, or the widest bracketed part. */
function jsonIn(text: string): unknown {
  const fenced = /```(?:json)?\s*([\s\S]*?)```/.exec(text)?.[1];
  const from = text.search(/[[{]/);
  const to = Math.max(text.lastIndexOf(']'), text.lastIndexOf('}'));
  for (const part of [text, fenced, from >= 0 && to > from ? text.slice(from, to + 1) : undefined]) {
    if (part === undefined) continue;
    try {
      return JSON.parse(part);
    } catch {
      // The next part may be one.
    }
  }
  return undefined;
}

const POINTS =
  /(?:[([]\s*-?\d+\.\d+\s*,\s*-?\d+(?:\.\d+)?(?:\s*,\s*-?\d+(?:\.\d+)?)?\s*[)\]][\s,;]*(?:->|→)?\s*){3}/;

const ASKS_METRIC =
  /(?:trajector(?:y|ies)|waypoints?|future (?:positions?|path)|軌道|軌跡|ウェイポイント)[\s\S]{0,200}?(?:\bmet(?:re|er)s?\b|\(x, ?y\)|\bxyz?\b|メートル)|(?:\bmet(?:re|er)s?\b|\(x, ?y\)|メートル)[\s\S]{0,120}?(?:trajector(?:y|ies)|waypoints?|軌道|軌跡)/i;

/** What one answer, with its prompt, holds. */
export function labelSigns(answer: string, prompt: string): readonly LabelSign[] {
  const signs: LabelSign[] = [];
  const token = TOKEN.exec(answer) ?? TOKEN.exec(prompt);
  if (token !== null) signs.push({ sign: 'trajectory-token', piece: token[0] });
  if (PIXELS.test(prompt) || PIXELS.test(answer)) return signs;
  const points = POINTS.exec(answer);
  const json = /[[{]/.test(answer) ? jsonIn(answer) : undefined;
  if (json !== undefined ? searchJson(json) : points !== null)
    signs.push({ sign: 'metric-trajectory', piece: answer.trim().slice(0, 60) });
  else if (ASKS_METRIC.test(prompt))
    signs.push({ sign: 'metric-trajectory', piece: prompt.trim().slice(0, 60) });
  return signs;
}
