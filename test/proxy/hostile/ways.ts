/** The ways a request goes upstream: by the pool, node:http, http-proxy. */
export const WAYS = {
  GET: (port: number) => `GET http://site.test:${port}/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
  POST: (port: number) => `POST http://site.test:${port}/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx`,
  WebSocket: (port: number) => `GET http://site.test:${port}/ HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
} as const;
export type Way = keyof typeof WAYS;
export const ALL_WAYS = Object.keys(WAYS) as Way[];
