import type { Automaton } from './automaton.ts';
import type { CharacterSet } from './expression.ts';

/** Characters that no expression tells apart, numbered alike, so that a state needs a few dozen transitions and not 128. */
export interface CharacterClasses {
  readonly count: number;
  /** By code; 128 stands for all that is not ASCII. Class 0 holds what is in no set. */
  readonly ofCode: Uint8Array;
  /** By node: for each class whether the node reads it; undefined for nodes that read nothing. */
  readonly readBy: readonly (Uint8Array | undefined)[];
}

export function characterClasses({ nodes }: Automaton): CharacterClasses {
  const sets = [...new Set(nodes.flatMap((node): CharacterSet[] => (node.kind === 'character' ? [node.set] : [])))];
  const ofCode = new Uint8Array(129);
  const signatures: string[] = [sets.map(() => '-').join('')];
  for (let code = 0; code < 128; code++) {
    const bit = 1n << BigInt(code);
    const signature = sets.map((set) => ((set & bit) === 0n ? '-' : '+')).join('');
    const known = signatures.indexOf(signature);
    ofCode[code] = known >= 0 ? known : signatures.push(signature) - 1;
  }
  const rows = new Map(
    sets.map((set, position) => [set, Uint8Array.from(signatures, (signature) => (signature[position] === '+' ? 1 : 0))]),
  );
  return { count: signatures.length, ofCode, readBy: nodes.map((node) => (node.kind === 'character' ? rows.get(node.set) : undefined)) };
}
