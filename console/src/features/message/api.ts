/** Every read and act of the e-mail channel and the sink: requests, cache keys, hooks. */
import { api, take, type Schemas } from '../../shared/api/client';
import { useAct, useQuery } from '../../shared/api/queries';
import type { ListQuery } from '../../shared/list/types';
import type { Sender, SenderIn } from './sender';

export type SinkLine = Schemas['SinkLine'];
export type SinkMail = Schemas['SinkMailOut'];
export type Checked = Schemas['CheckOut'];
export type Tried = Schemas['TestOut'];

export const keys = {
  sender: ['channels', 'email'],
  sink: ['sink'],
} as const;

export const useSender = () =>
  useQuery({ queryKey: keys.sender, queryFn: () => take(api.GET('/api/v1/channels/email')) });

export const saveSender = (body: SenderIn): Promise<Sender> =>
  take(api.PUT('/api/v1/channels/email', { body }));

export const makeKey = (selector: string): Promise<Sender> =>
  take(api.POST('/api/v1/channels/email/key', { body: { selector } }));

export const useCheck = () =>
  useAct<void, Checked>({ run: () => take(api.POST('/api/v1/channels/email/check')) });

/** One plain mail to an address of our own people. */
export const sendTest = (to: string, subject: string, text: string): Promise<Tried> =>
  take(
    api.POST('/api/v1/mails/test', {
      body: {
        to,
        document: {
          kind: 'blocks',
          subject,
          preheader: '',
          language: document.documentElement.lang === 'en-US' ? 'en-US' : 'zh-CN',
          theme: {},
          blocks: [{ kind: 'text', html: `<p>${text}</p>`, align: 'left' }],
        },
      },
    }),
  );

export const fetchSink = ({ q, cursor, limit }: ListQuery) =>
  take(api.GET('/api/v1/sink/mails', { params: { query: { q, cursor, limit } } }));

/** Looking is noted in the audit, so it is asked once. */
export const useSinkMail = (id: number) =>
  useQuery({
    queryKey: [...keys.sink, 'one', id],
    queryFn: () =>
      take(api.GET('/api/v1/sink/mails/{mail_id}', { params: { path: { mail_id: id } } })),
    staleTime: Infinity,
  });

export const useEmptySink = (said: string) =>
  useAct({ run: () => take(api.DELETE('/api/v1/sink/mails')), refresh: [keys.sink], said });
