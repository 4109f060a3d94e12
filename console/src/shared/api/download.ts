/** Hands a file of the API to the browser under a name. */
import { headers } from './client';
import { problemOf } from './problem';

export async function download(address: string, name: string): Promise<void> {
  const answer = await fetch(address, { headers: headers('GET') });
  if (!answer.ok) throw problemOf(answer.status, await answer.json().catch(() => null));
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await answer.blob());
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
