import type { IncomingHttpHeaders } from 'node:http';
import type { Intent } from '../core/facts.ts';

/** What a request is for, from Fetch Metadata (W3C) and the older Purpose headers. Without them: `unknown`. */
export function intentOf(headers: IncomingHttpHeaders): Intent {
  const purpose = headers['sec-purpose'] ?? headers['purpose'] ?? headers['x-moz'];
  if (typeof purpose === 'string' && /^prefetch|^prerender/i.test(purpose)) return 'prefetch';
  const mode = headers['sec-fetch-mode'];
  if (mode === undefined) return 'unknown';
  const dest = headers['sec-fetch-dest'];
  // A frame is navigated too, but by the page and not by the person.
  return mode === 'navigate' && (dest === 'document' || dest === undefined) ? 'navigation' : 'embed';
}
