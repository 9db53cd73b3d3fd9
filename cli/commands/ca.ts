import { X509Certificate } from 'node:crypto';
import { Command, InvalidArgumentError } from 'commander';
import type { Config } from '../../config/schema/config.ts';
import { failure, type Result } from '../../core/result.ts';
import type { Root } from '../../storage/authority-files.ts';
import { secondsArgument } from '../arguments.ts';
import { type CommandContext, CommandFailure } from '../context.ts';
import { lockDataFolder } from '../data-folder.ts';
import type { RootPlace } from '../root-authority.ts';

const FORMATS = ['pem', 'der', 'mobileconfig'] as const;
type Format = (typeof FORMATS)[number];

interface ExportOptions {
  readonly format: Format;
  readonly root?: string;
  readonly out?: string;
}

/** `ca init|show|export|rotate`: the certificate authority behind TLS inspection. */
export function caCommand(context: CommandContext): Command {
  const ca = new Command('ca').description('the certificate authority of TLS inspection');
  ca.command('init')
    .description('make the root certificate that managed devices are given')
    .option('--json', 'answer as JSON')
    .action(({ json }: { json?: boolean }) => init(context, json === true));
  ca.command('show')
    .description('the root certificate as PEM; its fingerprint, its dates and what is in use on standard error')
    .option('--json', 'answer as JSON')
    .action(({ json }: { json?: boolean }) => show(context, json === true));
  ca.command('export')
    .description('what devices are given, as a file; standard output for PEM and .mobileconfig')
    .option('--format <format>', FORMATS.join(', '), formatArgument, 'pem')
    .option('--root <id>', 'this root instead of the newest')
    .option('--out <file>', 'write to this file')
    .action((options: ExportOptions) => exportRoot(context, options));
  ca.command('rotate')
    .description('make the next root; the one in use goes on signing until devices have had time to get it')
    .option('--overlap <duration>', 'until it takes over: 30d, 12h', secondsArgument, 30 * 86_400)
    .option('--json', 'answer as JSON')
    .action((options: { overlap: number; json?: boolean }) => rotate(context, options.overlap, options.json === true));
  return ca;
}

function formatArgument(text: string): Format {
  const format = FORMATS.find((one) => one === text);
  if (format === undefined) throw new InvalidArgumentError(`Formats: ${FORMATS.join(', ')}.`);
  return format;
}

async function init(context: CommandContext, asJson: boolean): Promise<void> {
  const { initRoot } = await import('../root-authority.ts');
  await changeRoots(
    context,
    'ca.init',
    (place) => initRoot(place),
    (root) => {
      if (asJson) return context.out(JSON.stringify(described(root)));
      context.out(`root ${root.id} made; SHA-256 ${fingerprintOf(root)}`);
      context.err(
        "Give it to managed devices (ca export, or the portal's page /certificate), then switch inspection on: docs/inspection.md",
      );
    },
  );
}

async function rotate(context: CommandContext, overlapSeconds: number, asJson: boolean): Promise<void> {
  const { rotateRoot } = await import('../root-authority.ts');
  await changeRoots(
    context,
    'ca.rotate',
    (place) => rotateRoot(place, overlapSeconds * 1_000),
    (root) => {
      if (asJson) return context.out(JSON.stringify(described(root)));
      context.out(`root ${root.id} made; it takes over on ${isoDay(root.signsFrom)}; SHA-256 ${fingerprintOf(root)}`);
      context.err('Give it to managed devices before that day; keep the old one on them until a week after it.');
    },
  );
}

/** One at a time: the supervisor and two commands could otherwise each make a root. */
async function changeRoots(
  context: CommandContext,
  action: string,
  change: (place: RootPlace) => Promise<Result<Root>>,
  tell: (root: Root) => void,
): Promise<void> {
  const { withSession } = await import('../session.ts');
  const { rootPlace } = await import('../root-authority.ts');
  await withSession(context, async ({ config, audit }) => {
    const lock = lockDataFolder(config.at.dataFolder, ['authority']);
    if (!lock.ok) throw new CommandFailure('another command is changing the certificate authority; try again');
    try {
      const root = orThrow(await change(rootPlace(config, context.clock)));
      await audit(action, root.id, { fingerprint: fingerprintOf(root), signsFrom: new Date(root.signsFrom).toISOString() });
      tell(root);
    } finally {
      lock.value.release();
    }
  });
}

async function show(context: CommandContext, asJson: boolean): Promise<void> {
  const { readConfig } = await import('../session.ts');
  const { readIntermediate, rootInUse, authorityFolder } = await import('../../storage/authority-files.ts');
  const config = readConfig(context);
  const roots = await existingRoots(config);
  const now = context.clock();
  const inUse = rootInUse(roots, now);
  const intermediate = readIntermediate(authorityFolder(config.at.dataFolder));
  const workers = intermediate.ok && intermediate.value !== null ? new X509Certificate(intermediate.value.certificatePem) : null;
  const rows = roots.map((root) => ({ ...described(root), state: root === inUse ? 'in use' : root.signsFrom > now ? 'next' : 'replaced' }));
  if (asJson) {
    context.out(
      JSON.stringify({ roots: rows, workers: workers && { until: workers.validToDate.toISOString(), serial: workers.serialNumber } }),
    );
    return;
  }
  for (const row of rows) {
    context.err(
      `root ${row.id} (${row.state}): signs from ${row.signsFrom.slice(0, 10)}, valid ${row.notBefore.slice(0, 10)} to ${row.notAfter.slice(0, 10)}`,
    );
    context.err(`  SHA-256 ${row.fingerprint}`);
  }
  context.err(
    intermediate.ok
      ? `workers' authority: ${workers === null ? 'none yet' : `until ${isoDay(workers.validToDate.getTime())}, renewed by itself`}`
      : `workers' authority: ${intermediate.failure.message}`,
  );
  if (inUse !== undefined) context.out(inUse.certificatePem.trimEnd());
}

async function exportRoot(context: CommandContext, { format, root: id, out }: ExportOptions): Promise<void> {
  const { withSession } = await import('../session.ts');
  if (format === 'der' && out === undefined) throw new CommandFailure('DER is not text: say where it goes with --out FILE');
  await withSession(context, async ({ config, audit }) => {
    const roots = await existingRoots(config);
    const root = id === undefined ? roots.at(-1) : roots.find((one) => one.id === id);
    if (root === undefined) throw new CommandFailure(`there is no root ${id}; "ca show" names them`);
    const { rootsToTrust } = await import('../../storage/authority-files.ts');
    const content = await contentOf(format, root, id === undefined ? rootsToTrust(roots, context.clock()) : [root], config);
    if (out === undefined) context.out(content.toString().trimEnd());
    else await writeOut(context, out, content);
    await audit('ca.export', root.id, { format, file: out ?? null });
  });
}

/** A profile holds all that a device needs at the moment; the other formats hold one certificate. */
async function contentOf(format: Format, root: Root, toTrust: readonly Root[], config: Config): Promise<Buffer> {
  if (format === 'pem') return Buffer.from(root.certificatePem);
  if (format === 'der') return new X509Certificate(root.certificatePem).raw;
  const { mobileConfig } = await import('../../pages/mobile-config.ts');
  const certificates = toTrust.map(({ certificatePem }) => {
    const { raw, fingerprint256 } = new X509Certificate(certificatePem);
    return { fingerprint: fingerprint256, base64: raw.toString('base64') };
  });
  return Buffer.from(mobileConfig(certificates, config.trust.name));
}

async function writeOut({ cwd }: CommandContext, file: string, content: Buffer): Promise<void> {
  const { writeFile } = await import('node:fs/promises');
  const { resolve } = await import('node:path');
  try {
    await writeFile(resolve(cwd, file), content, { mode: 0o644 });
  } catch (error) {
    throw new CommandFailure(`${file} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`);
  }
}

async function existingRoots(config: Config): Promise<readonly Root[]> {
  const { authorityFolder, readRoots } = await import('../../storage/authority-files.ts');
  const roots = orThrow(readRoots(authorityFolder(config.at.dataFolder)));
  return roots.length > 0
    ? roots
    : orThrow(failure('authority-missing', 'there is no certificate authority yet: run "schoolgate ca init"'));
}

function orThrow<T>(result: Result<T>): T {
  if (!result.ok) throw new CommandFailure(result.failure.message);
  return result.value;
}

function described(root: Root) {
  const certificate = new X509Certificate(root.certificatePem);
  return {
    id: root.id,
    fingerprint: certificate.fingerprint256,
    notBefore: certificate.validFromDate.toISOString(),
    notAfter: certificate.validToDate.toISOString(),
    signsFrom: new Date(root.signsFrom).toISOString(),
  };
}

function fingerprintOf(root: Root): string {
  return new X509Certificate(root.certificatePem).fingerprint256;
}

function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
