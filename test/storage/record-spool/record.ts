import type { AccessRecord } from '../../../core/access-record.ts';

export function makeRecord(changes: Partial<AccessRecord> = {}): AccessRecord {
  return {
    id: '0CQ5T1M2K0A00001',
    event: 'request',
    time: '2026-09-01T10:00:00.000Z',
    username: 'a.pupil',
    computer: 'LAB1-07',
    clientIp: '10.20.3.4',
    school: 'north',
    group: 'seniors',
    attribution: 'lease',
    method: 'GET',
    url: 'http://games.example.test/play',
    host: 'games.example.test',
    categories: ['games'],
    action: 'allow',
    rule: 'default',
    reason: 'Nothing forbids it',
    signal: 'none',
    visibility: 'url',
    intent: 'navigation',
    contentType: 'text/html',
    status: 200,
    bytesUp: 310,
    bytesDown: 15_420,
    durationMs: 48,
    policyVersion: 'abcdef012345',
    listVersion: '012345abcdef',
    ...changes,
  };
}
