/** Tells someone: the user's own commands, and messages. What cannot be told is recorded and never changes how a night ended. */
import { redact } from '../../findings/secrets.ts';
import { AS_COMMAND, type ProgramLimits, runToEnd } from '../../host/run-to-end.ts';
import type { Io } from '../../io.ts';
import { readText } from '../../json/read.ts';
import { durationSeconds } from '../deadline.ts';
import type { HookResult, NightRecord } from '../night-record.ts';
import { endingOf } from '../page/words.ts';
import type { NightlyFile } from '../schema.ts';
import type { Spec } from '../series-config.ts';
import { mail, type News, newsOf, slackBody, teamsBody, webhookBody } from './formats.ts';

type Message = NightlyFile['notify'][number];

const secondsOf = ({ timeout }: Message) => durationSeconds(timeout) ?? 20;

/** The address, which is a secret: from the environment or from a file, never from nightly.toml. */
function addressOf(message: Message, env: Io['env'], base: string): URL {
  const { url_env, url_file } = message;
  const read =
    url_file === undefined
      ? undefined
      : readText(url_file.startsWith('/') ? url_file : `${base}/${url_file}`, 64 * 1024);
  if (read !== undefined && typeof read !== 'string')
    throw new Error(`${url_file} cannot be read: ${read.why}`);
  const text = read ?? env[url_env ?? ''] ?? '';
  if (text.trim() === '') throw new Error(`${url_env ?? url_file} holds no address`);
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    // Without the text: it is a secret.
    throw new Error(`${url_env ?? url_file} holds no address`);
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new Error(`${url_env ?? url_file} holds no web address`);
  return url;
}

async function post(message: Message, news: News, env: Io['env'], base: string): Promise<string | undefined> {
  const body = { slack: slackBody, teams: teamsBody, webhook: webhookBody, sendmail: webhookBody }[
    message.kind
  ](news);
  const url = addressOf(message, env, base);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    redirect: 'error',
    signal: AbortSignal.timeout(secondsOf(message) * 1000),
  });
  await response.body?.cancel();
  return response.ok ? undefined : `the receiver answered ${response.status}`;
}

/** Runs a command that tells; its output is not kept. */
async function told(
  name: string,
  [program = '', ...args]: readonly string[],
  limits: Pick<ProgramLimits, 'cwd' | 'env' | 'input' | 'timeoutMs'>,
): Promise<HookResult> {
  const { code, problem } = await runToEnd(program, args, { ...AS_COMMAND, ...limits });
  return { hook: name, exitCode: code, ...(problem === undefined ? {} : { problem }) };
}

async function send(message: Message, news: News, { env }: Io, base: string): Promise<HookResult> {
  const { kind, to = '' } = message;
  try {
    if (kind === 'sendmail') {
      return await told(kind, ['sendmail', '-i', '--', to], {
        cwd: base,
        env: { ...env, PATH: `${env['PATH'] ?? ''}:/usr/sbin:/usr/lib` },
        input: mail(news, to),
        timeoutMs: secondsOf(message) * 1000,
      });
    }
    const problem = await post(message, news, env, base);
    return {
      hook: kind,
      exitCode: problem === undefined ? 0 : null,
      ...(problem === undefined ? {} : { problem }),
    };
  } catch (error) {
    const { name, message: text, cause } = error as Error;
    const code = (cause as NodeJS.ErrnoException | undefined)?.code;
    const why =
      name === 'TimeoutError'
        ? `no answer within ${secondsOf(message)} s`
        : `${text}${code === undefined ? '' : ` (${code})`}`;
    return { hook: kind, exitCode: null, problem: redact(why, env).slice(0, 200) };
  }
}

/** Sends the news to everybody who wants it, all at once. */
export async function notify(spec: Spec, news: News, io: Io): Promise<readonly HookResult[]> {
  const wanted = spec.file.notify.filter((one) => one.when.includes(news.ending));
  return Promise.all(wanted.map((one) => send(one, news, io, spec.base)));
}

/** Runs the hook for this ending, if there is one. A stop at the deadline and a skipped night have none. */
async function hook(spec: Spec, night: NightRecord, io: Io): Promise<readonly HookResult[]> {
  const ending = endingOf(night);
  if (ending === 'skipped' || ending === 'stopped') return [];
  const name = ending === 'success' ? 'success' : 'failure';
  const argv = spec.file.on[name];
  if (argv === undefined) return [];
  const timeoutMs = (durationSeconds(spec.file.on.timeout) ?? 60) * 1000;
  const input = `${JSON.stringify(night)}\n`;
  return [await told(name, argv, { cwd: spec.base, env: io.env, input, timeoutMs })];
}

/** Tells of a night that ended; returns how that went, for its record. */
export async function tell(spec: Spec, night: NightRecord, io: Io): Promise<Pick<NightRecord, 'hooks'>> {
  const results = await Promise.all([hook(spec, night, io), notify(spec, newsOf(night), io)]);
  return { hooks: results.flat() };
}
