export function sourceFiles(root?: string): string[];
export function checkArchitecture(root?: string): {
  readonly modules: readonly string[];
  readonly missing: readonly string[];
  readonly violations: readonly string[];
};
