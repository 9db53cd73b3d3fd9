import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Debian's. */
const INSTALLED = '/usr/lib/firefox-esr';
const PROGRAM = 'firefox-esr';
const START_LIMIT_MS = 60_000;
const ANSWER_LIMIT_MS = 30_000;

export function isFirefoxInstalled(): boolean {
  const isThere = existsSync(join(INSTALLED, PROGRAM));
  if (!isThere) console.warn(`skipped: ${join(INSTALLED, PROGRAM)} is not installed`);
  return isThere;
}

/** Host names beneath `localhost` are this machine's own to Firefox, and go past every proxy, unless it is told otherwise. */
const PREFERENCES = `user_pref("network.proxy.allow_hijacking_localhost", true);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("app.normandy.enabled", false);
user_pref("browser.safebrowsing.update.enabled", false);
`;

interface Answer {
  readonly id?: number;
  readonly type: string;
  readonly message?: string;
  readonly result?: Readonly<Record<string, unknown>>;
}

/** Firefox without a window, under policies as an administrator writes them, driven by WebDriver BiDi. */
export class Firefox {
  readonly #child: ChildProcess;
  readonly #socket: WebSocket;
  #nextId = 1;

  private constructor(child: ChildProcess, socket: WebSocket) {
    this.#child = child;
    this.#socket = socket;
  }

  /** `policies`: what `policies.json` says. All that it writes is in `folder`. */
  static async start(folder: string, policies: object): Promise<Firefox> {
    const profile = join(folder, 'profile');
    mkdirSync(profile, { recursive: true });
    writeFileSync(join(profile, 'user.js'), PREFERENCES);
    const words = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0', 'about:blank'];
    const child = spawn(programWith(folder, policies), words, {
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, MOZ_CRASHREPORTER_DISABLE: '1' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    try {
      const socket = new WebSocket(`${await listening(child)}/session`);
      await once(socket, 'open', { signal: AbortSignal.timeout(START_LIMIT_MS) });
      const firefox = new Firefox(child, socket);
      await firefox.#ask('session.new', { capabilities: {} });
      return firefox;
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  /** Opens a page; gives its title and text. Rejects where Firefox shows an error of its own. */
  async open(url: string): Promise<{ title: string; text: string }> {
    const { contexts } = (await this.#ask('browsingContext.getTree', {})) as { contexts: { context: string }[] };
    const context = contexts[0]?.context;
    await this.#ask('browsingContext.navigate', { context, url, wait: 'complete' });
    const expression = 'JSON.stringify({ title: document.title, text: document.body.innerText })';
    const { result } = await this.#ask('script.evaluate', { expression, target: { context }, awaitPromise: false });
    return JSON.parse((result as { value: string }).value);
  }

  async close(): Promise<void> {
    this.#socket.close();
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill();
    await ended;
  }

  async #ask(method: string, params: object): Promise<Readonly<Record<string, unknown>>> {
    const id = this.#nextId++;
    const answer = new Promise<Answer>((done, fail) => {
      const limit = setTimeout(() => fail(new Error(`${method}: no answer`)), ANSWER_LIMIT_MS);
      const listen = ({ data }: MessageEvent): void => {
        const said = JSON.parse(String(data)) as Answer;
        if (said.id !== id) return;
        clearTimeout(limit);
        this.#socket.removeEventListener('message', listen);
        done(said);
      };
      this.#socket.addEventListener('message', listen);
    });
    this.#socket.send(JSON.stringify({ id, method, params }));
    const { type, message, result } = await answer;
    if (type === 'error' || result === undefined) throw new Error(`${method}: ${message}`);
    return result;
  }
}

/** Firefox looks for its policies beside itself: one that lies in the folder has policies of its own, and the installed one keeps its. */
function programWith(folder: string, policies: object): string {
  const place = join(folder, 'firefox');
  mkdirSync(join(place, 'distribution'), { recursive: true });
  for (const name of readdirSync(INSTALLED))
    if (name !== 'distribution' && name !== PROGRAM) symlinkSync(join(INSTALLED, name), join(place, name));
  copyFileSync(join(INSTALLED, PROGRAM), join(place, PROGRAM));
  writeFileSync(join(place, 'distribution/policies.json'), JSON.stringify({ policies }));
  return join(place, PROGRAM);
}

/** The address at which it is driven, once it says so. */
function listening(child: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let said = '';
    const limit = setTimeout(() => fail(new Error(`Firefox did not start: ${said.slice(-500)}`)), START_LIMIT_MS);
    child.once('exit', (code) => fail(new Error(`Firefox ended (${code}): ${said.slice(-500)}`)));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const [, address] = /WebDriver BiDi listening on (ws:\S+)/.exec(said) ?? [];
      if (address === undefined) return;
      clearTimeout(limit);
      done(address);
    });
  });
}
