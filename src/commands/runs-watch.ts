/** `runs watch`: the page of a run on loopback, updated while the run goes on; it reads only, and needs the token. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { jsonAnswer } from '../json/text.ts';
import { runPage } from '../report/run-page/page.ts';
import { pageShell } from '../report/run-page/shell.ts';
import { artefactsOf } from '../run/artefacts.ts';
import { findRun, runsFolder } from '../run/record.ts';

interface WatchOptions {
  readonly runsDir?: string;
  readonly port?: string;
  readonly json?: boolean;
}

const HOST = '127.0.0.1';
const EVERY_MS = 2000;

function portOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new Failure(ExitCode.usage, `--port takes a port, not \`${text}\``, '--port 8765');
  return port;
}

/** Why a request is refused, or `undefined`. A page of another origin may reach loopback, but knows no token and has its own Host. */
function refusedRequest(
  request: Pick<IncomingMessage, 'method' | 'headers' | 'url'>,
  port: number,
  token: string,
): 403 | 404 | 405 | undefined {
  if (request.method !== 'GET') return 405;
  const hosts = [`${HOST}:${port}`, `localhost:${port}`];
  if (!hosts.includes(request.headers.host ?? '')) return 403;
  const { origin } = request.headers;
  if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`)) return 403;
  const url = new URL(request.url ?? '/', `http://${HOST}`);
  const given = Buffer.from(url.searchParams.get('token') ?? '');
  const right = Buffer.from(token);
  if (given.length !== right.length || !timingSafeEqual(given, right)) return 403;
  return url.pathname === '/' || url.pathname === '/events' ? undefined : 404;
}

const HEADERS = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

/** Serves until Ctrl-C. */
export async function runsWatch(id: string, options: WatchOptions, io: Io): Promise<ExitCode> {
  const folder = runsFolder(io.cwd, io.env, options.runsDir);
  const known = findRun(folder, id).record.id;
  const now = async () => {
    const state = findRun(folder, known);
    return { state, main: runPage(await artefactsOf(state), io.now()) };
  };
  const token = randomBytes(18).toString('base64url');
  const listeners = new Set<ServerResponse>();
  let port = portOf(options.port);

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const refused = refusedRequest(request, port, token);
    if (refused !== undefined) {
      response.writeHead(refused, HEADERS).end();
      return;
    }
    if (new URL(request.url ?? '/', `http://${HOST}`).pathname === '/events') {
      response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream' });
      response.write(': hello\n\n');
      listeners.add(response);
      response.on('close', () => listeners.delete(response));
      return;
    }
    const { state, main } = await now();
    response.writeHead(200, { ...HEADERS, 'content-type': 'text/html; charset=utf-8' });
    response.end(pageShell(state.record.name ?? known, main, `events?token=${token}`));
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => {
      if (!response.headersSent) response.writeHead(500, HEADERS);
      response.end(error.message);
    });
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(port, HOST, done);
  }).catch((error: Error) => {
    throw new Failure(ExitCode.host, `cannot listen on ${HOST}: ${error.message}`, 'choose another --port');
  });
  port = (server.address() as AddressInfo).port;
  const url = `http://${HOST}:${port}/?token=${token}`;
  io.stdout.write(options.json === true ? jsonAnswer({ run: known, url, port }) : `${url}\n`);

  let last = '';
  const update = async (): Promise<void> => {
    if (listeners.size === 0) return;
    const { state, main } = await now();
    const over = state.record.status === 'ended';
    if (main !== last)
      for (const one of listeners) one.write(`event: page\ndata: ${JSON.stringify(main)}\n\n`);
    last = main;
    if (over) for (const one of listeners) one.write('event: over\ndata: {}\n\n');
  };
  const timer = setInterval(() => void update().catch(() => {}), EVERY_MS);
  await new Promise<void>((done) => {
    const release = io.onSignal(() => {
      release();
      done();
    });
  });
  clearInterval(timer);
  for (const one of listeners) one.end();
  server.closeAllConnections();
  server.close();
  return ExitCode.ok;
}
