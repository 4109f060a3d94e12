/** What the server refused, as thrown by the client, and the sentence a person reads. */
import { serverWord, type Params, type Say } from '../i18n';
import type { words } from '../i18n/words.zh';

export interface ProblemBody {
  code: string;
  detail: string;
  where?: string;
  mend?: string;
  params?: Record<string, unknown>;
}

/** A refusal (problem+json), or an answer that never came (`code` "network", status 0). */
export class Problem extends Error {
  readonly status: number;
  readonly body: ProblemBody;

  constructor(status: number, body: ProblemBody) {
    super(body.detail);
    this.name = 'Problem';
    this.status = status;
    this.body = body;
  }

  get code(): string {
    return this.body.code;
  }

  /** The field it is about, as the server names it: `email`, `rules.0.value`. */
  get where(): string {
    return this.body.where ?? '';
  }

  /** Worth another try: the network, or a server that is busy or down. */
  get mayRetry(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** Makes a Problem of any answer that was not a success. */
export function problemOf(status: number, answer: unknown): Problem {
  const body = (
    typeof answer === 'object' && answer !== null ? answer : {}
  ) as Partial<ProblemBody>;
  return new Problem(status, {
    ...body,
    code: body.code ?? 'unknown',
    detail: body.detail ?? '',
  });
}

/**
 * The sentence for a person: our words for the code (`error.CODE` in any loaded words file),
 * else the server's own English detail, else the status.
 */
export function problemText(error: unknown, t: Say<keyof typeof words>): string {
  if (!(error instanceof Problem)) return error instanceof Error ? error.message : String(error);
  if (error.code === 'network') return t('problem.network');
  const params = plain({ where: error.where, ...error.body.params });
  const words = serverWord(`error.${error.code}`, params);
  if (words) return words;
  if (error.body.detail) return [error.body.detail, error.body.mend].filter(Boolean).join(' ');
  return t('problem.unknown', { status: error.status });
}

function plain(params: Record<string, unknown> = {}): Params {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'number' ? value : String(value),
    ]),
  );
}
