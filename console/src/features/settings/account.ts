/** One's own password and second factor, over django-allauth's headless API. */
import { ask, type Answer } from '../../shared/api/allauth';
import { Problem } from '../../shared/api/problem';
import { serverWord } from '../../shared/i18n';

export type Totp = { kind: 'on' } | { kind: 'off'; secret: string; url: string };

/** Thrown where allauth wants the password once more before it goes on. */
export class AgainNeeded extends Error {}

export async function fetchTotp(): Promise<Totp> {
  const answer = await ask('GET', '/account/authenticators/totp');
  if (answer.status === 404) {
    const { secret, totp_url: url } = answer.meta ?? {};
    return { kind: 'off', secret: String(secret), url: String(url) };
  }
  checked(answer);
  return { kind: 'on' };
}

export const startTotp = async (code: string) =>
  checked(await ask('POST', '/account/authenticators/totp', { code }));

export const stopTotp = async () => checked(await ask('DELETE', '/account/authenticators/totp'));

export const changePassword = async (body: { current_password: string; new_password: string }) =>
  checked(await ask('POST', '/account/password/change', body), [200]);

export const passwordAgain = async (password: string) =>
  checked(await ask('POST', '/auth/reauthenticate', { password }));

export async function fetchRecoveryCodes(): Promise<readonly string[]> {
  const answer = checked(await ask('GET', '/account/authenticators/recovery-codes'));
  return (answer.data?.['unused_codes'] as string[] | undefined) ?? [];
}

function checked(answer: Answer, good: readonly number[] = [200]): Answer {
  if (good.includes(answer.status)) return answer;
  const again = answer.data?.flows?.some(({ id }) => /reauthenticate$/.test(id));
  if (answer.status === 401 && again) throw new AgainNeeded('The password is asked for again');
  const first = answer.errors?.[0];
  throw new Problem(answer.status, {
    code: 'account',
    detail: (first && (serverWord(`auth.${first.code}`) ?? first.message)) ?? '',
    where: first?.param,
  });
}
