/** Lists of consent: blocked addresses and the record of answers. */
import { api, take, type Schemas } from '../../shared/api/client';
import { download } from '../../shared/api/download';
import { useAct } from '../../shared/api/queries';
import type { ListQuery } from '../../shared/list/types';

export type Suppression = Schemas['SuppressionOut'];
export type Proof = Schemas['ProofOut'];

export const CHANNELS = ['email', 'sms'] as const;
export const CAUSES = ['unsubscribed', 'bounced', 'complained', 'manual'] as const;

export const keys = { suppressions: ['suppressions'], proofs: ['proofs'] } as const;

export const fetchSuppressions = ({ filters, cursor, limit }: ListQuery) =>
  take(
    api.GET('/api/v1/consent/suppressions', { params: { query: { ...filters, cursor, limit } } }),
  );

export const addSuppression = (body: Schemas['SuppressionIn']) =>
  take(api.POST('/api/v1/consent/suppressions', { body }));

export const useLiftSuppression = (said: string) =>
  useAct<number>({
    run: (id) =>
      take(
        api.DELETE('/api/v1/consent/suppressions/{suppression_id}', {
          params: { path: { suppression_id: id } },
        }),
      ),
    refresh: [keys.suppressions],
    said,
  });

export const fetchProofs = ({ filters, cursor, limit }: ListQuery) => {
  const customer = Number(filters.customer_id);
  const whose = Number.isSafeInteger(customer) && customer > 0 ? { customer_id: customer } : {};
  return take(
    api.GET('/api/v1/consent/proofs', { params: { query: { ...whose, cursor, limit } } }),
  );
};

/** Hands the whole record to the browser as a file. */
export const downloadProofs = () => download('/api/v1/consent/proofs.csv', 'consent-proofs.csv');
