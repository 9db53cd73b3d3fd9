import { errorCode } from './layout.ts';

/** True when a process of that id runs on this machine, this one included. */
export function isProcessRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
