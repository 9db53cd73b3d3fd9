import { chmodSync } from 'node:fs';
import { versionOf } from '../support/machine.ts';
import { waitUntilAccepting } from '../support/origin.ts';
import { BenchProcess, freePorts } from '../support/processes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import type { RunningProxy } from './peer.ts';

export interface PeerPlan {
  readonly program: string;
  readonly core: number | undefined;
  /** With which the program tells its version. */
  readonly versionOption: string;
  readonly remark?: string;
  /** Writes its configuration into the folder; returns its arguments, which must keep it in the foreground. */
  prepare(folder: string, port: number): readonly string[];
}

/** Starts a peer on a free port, with files that go with it. */
export async function startPeer(plan: PeerPlan): Promise<RunningProxy> {
  const { program, core, versionOption, remark, prepare } = plan;
  const folder = temporaryFolder();
  const [port = 0] = await freePorts(1);
  // Started by root, some go on as a user of their own, who must be able to write here.
  chmodSync(folder.path, 0o777);
  const running = await BenchProcess.start(program, prepare(folder.path, port), { core });
  const stop = async (): Promise<void> => {
    await running.stop();
    folder.remove();
  };
  try {
    await waitUntilAccepting(port, running);
  } catch (error) {
    await stop();
    throw error;
  }
  return { pid: running.pid, port, version: versionOf(program, versionOption), ...(remark !== undefined && { remark }), stop };
}
