import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ListSource } from '../../config/schema/config.ts';
import { failure, type Result, success } from '../../core/result.ts';
import { download, type Validators } from '../download.ts';
import { type FetchLimits, FetchRefusal } from './limits.ts';
import { copyLocal, surveyLocal } from './local.ts';
import { unpack } from './unpack.ts';

export interface Fetched extends Validators {
  readonly sha256: string;
}

export interface FetchJob {
  readonly source: ListSource;
  /** Those of the last good copy, when it came from the same place in the same format; else nulls. */
  readonly validators: Validators;
  /** An empty folder that receives the unpacked copy: the file `list`, or the folders of a UT1 tree. */
  readonly folder: string;
  readonly limits: FetchLimits;
  readonly onBytes?: (received: number, total: number | null) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Brings a source to the disk, checked against its checksum and unpacked. Every failure is a value; `unchanged` leaves the folder empty. */
export async function fetchSource(job: FetchJob): Promise<Result<Fetched | 'unchanged'>> {
  try {
    return success(await fetchInto(job));
  } catch (error) {
    if (error instanceof FetchRefusal) return failure(error.code, error.message);
    return failure('source-unreachable', systemReason(error));
  }
}

async function fetchInto({ source, validators, folder, limits: given, onBytes, signal }: FetchJob): Promise<Fetched | 'unchanged'> {
  const limits = { ...given, maxBytes: source.maxBytes ?? given.maxBytes };
  const url = URL.parse(source.url);
  const layout = source.format === 'ut1' ? 'tree' : 'file';
  const body = join(folder, 'body');
  let fetched: Fetched;
  if (url?.protocol === 'file:') {
    const local = await surveyLocal(fileURLToPath(url));
    if (local.fingerprint === validators.etag) return 'unchanged';
    const isTree = local.files[0]?.name !== '';
    if (isTree && layout === 'file') throw new FetchRefusal('source-layout', 'it is a folder, which only the ut1 format is');
    const sha256 = await copyLocal(local, folder, isTree ? limits.maxUnpackedBytes : limits.maxBytes);
    fetched = { sha256, etag: local.fingerprint, lastModified: null };
    checkSum(source, fetched);
    if (isTree) return fetched;
  } else if (url?.protocol === 'http:' || url?.protocol === 'https:') {
    const downloaded = await download({
      url: url.href,
      validators,
      path: body,
      limits,
      signal,
      ...(onBytes === undefined ? {} : { onBytes }),
    });
    if (downloaded === 'unchanged') return 'unchanged';
    fetched = downloaded;
    checkSum(source, fetched);
  } else throw new FetchRefusal('source-url', 'its place is no file:, http: or https: URL');
  await unpack(body, folder, layout, limits.maxUnpackedBytes);
  await rm(body);
  return fetched;
}

function checkSum(source: ListSource, fetched: Fetched): void {
  if (source.sha256 === undefined || source.sha256 === fetched.sha256) return;
  throw new FetchRefusal('source-checksum', `its SHA-256 is ${fetched.sha256}, not the configured one`);
}

/** One line without paths of ours or credentials in a URL. */
function systemReason(error: unknown): string {
  if (!(error instanceof Error)) return 'an unknown error';
  const code = (error as NodeJS.ErrnoException).code;
  const cause = error.cause instanceof Error ? ((error.cause as NodeJS.ErrnoException).code ?? error.cause.message) : undefined;
  return code === undefined ? (cause ?? error.message) : `${REASONS[code] ?? (error.message || code)} (${code})`;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is nothing at its place',
  EACCES: 'it may not be read',
  ECONNREFUSED: 'the server refuses connections',
  ENOTFOUND: 'the server’s name is unknown',
  EAI_AGAIN: 'names cannot be looked up',
  UND_ERR_CONNECT_TIMEOUT: 'the server cannot be reached in time',
  UND_ERR_HEADERS_TIMEOUT: 'the server does not answer',
  UND_ERR_BODY_TIMEOUT: 'the server stopped sending',
  UND_ERR_SOCKET: 'the connection ended before the whole list was there',
  Z_BUF_ERROR: 'the compressed file is cut short',
  Z_DATA_ERROR: 'the compressed file is damaged',
  ENOSPC: 'the disk is full',
};
