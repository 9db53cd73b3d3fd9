import { askForResponse } from '../api/client.ts';
import { problemOf } from '../api/problem.ts';

/** Fetches a file of the API and saves it under that name. */
export async function saveFile(path: `/api/v1/${string}`, name: string, query: Readonly<Record<string, string>> = {}): Promise<void> {
  const response = await askForResponse(path, { query, headers: { accept: '*/*' } });
  if (!response.ok) throw await problemOf(response);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
