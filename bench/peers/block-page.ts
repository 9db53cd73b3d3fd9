import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { BLOCKED_HOST } from '../work/kinds.ts';

/** The page that the proxy on this port shows for the blocked host, so that a peer can be given the same to send. */
export function blockPageOf(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: `http://${BLOCKED_HOST}/`, headers: { host: BLOCKED_HOST }, agent: false }, (response) => {
      const isPage = response.statusCode === 403 && response.headers['content-type']?.startsWith('text/html') === true;
      if (isPage) text(response).then(resolve, reject);
      else reject(new Error(`no block page for ${BLOCKED_HOST}, but ${response.statusCode}`));
    }).on('error', reject);
  });
}
