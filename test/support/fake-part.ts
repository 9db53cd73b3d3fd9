import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { runPart, StartFailure } from '../../cli/part.ts';
import { DatabaseFailure } from '../../storage/database/failure.ts';

/** A part that does nothing but tell the hub (FAKE_HUB) what it is asked to do, and misbehave as FAKE_PREPARE, FAKE_LISTEN and FAKE_DRAIN say. */
const instance = process.env['SCHOOLGATE_INSTANCE'] ?? '';
const hub = connect(process.env['FAKE_HUB'] ?? '');
hub.on('error', () => {});
const said = createInterface({ input: hub });
const tell = (what: string): void => void hub.write(`${instance} ${what}\n`);
const server = createServer();

async function misbehave(asked: string | undefined): Promise<void> {
  // The hub says what becomes of each process.
  const how = asked === 'ask' ? String(await once(said, 'line')) : asked;
  if (how === 'wait') await once(said, 'line');
  if (how === 'fail') throw new StartFailure('the lists cannot be read');
  if (how === 'away') throw new DatabaseFailure('the database does not answer', 'ECONNREFUSED', true);
  if (how === 'kill') process.kill(process.pid, 'SIGKILL');
  if (how === 'bug') throw new TypeError('a bug');
  if (how === 'hang') await new Promise(() => {});
}

runPart({
  part: 'fake',
  async prepare() {
    tell(`prepare ${process.pid}`);
    await misbehave(process.env['FAKE_PREPARE']);
    tell('prepared');
  },
  async listen() {
    const port = Number(process.env['FAKE_PORT'] ?? 0);
    await new Promise<void>((done, fail) => server.once('error', fail).listen(port, '127.0.0.1', done));
    tell(`listening ${process.pid}`);
    await misbehave(process.env['FAKE_LISTEN']);
    return { [process.env['FAKE_NAME'] ?? instance]: `http://127.0.0.1:${port}` };
  },
  async drain() {
    tell('drain');
    await misbehave(process.env['FAKE_DRAIN']);
    server.close();
    tell('drained');
    await new Promise<void>((done) => hub.end(done));
  },
  notices: () => (process.env['FAKE_NOTICE'] === undefined ? [] : [process.env['FAKE_NOTICE']]),
  onParts: (parts) => tell(`parts ${JSON.stringify(parts)}`),
});
