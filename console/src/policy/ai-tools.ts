export interface AiTool {
  readonly id: string;
  readonly name: string;
  readonly hosts: readonly string[];
  readonly groups: readonly string[];
  readonly licensed: boolean;
  readonly approver: string;
  readonly dpia: string;
  readonly since: string;
  readonly expires: string;
  readonly reason: string;
}

export const AI_TOOLS = ['ai-tools'] as const;
