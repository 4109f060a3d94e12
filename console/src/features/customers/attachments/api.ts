/** Files kept with a customer: requests, cache keys, hooks. */
import { api, take, type Schemas } from '../../../shared/api/client';
import { download } from '../../../shared/api/download';
import { useAct, useQuery } from '../../../shared/api/queries';

export type Attachment = Schemas['AttachmentOut'];

const KEY = ['attachments'];
const of = (customer: number) => ({ params: { path: { customer_id: customer } } });

export const useAttachments = (customer: number) =>
  useQuery({
    queryKey: [...KEY, customer],
    queryFn: () => take(api.GET('/api/v1/customers/{customer_id}/attachments', of(customer))),
  });

export const useAttach = (customer: number, said: string) =>
  useAct<File, Attachment>({
    run: (file) =>
      take(
        api.POST('/api/v1/customers/{customer_id}/attachments', {
          ...of(customer),
          // The generated type knows a file as text; what is sent is the form of a browser.
          body: { file: '' },
          bodySerializer: () => {
            const form = new FormData();
            form.set('file', file);
            return form;
          },
        }),
      ),
    refresh: [KEY],
    said,
  });

export const openAttachment = (one: Attachment) =>
  download(`/api/v1/customers/${one.customer_id}/attachments/${one.id}/file`, one.name);

export const useRemove = (said: string) =>
  useAct<Attachment>({
    run: ({ customer_id, id }) =>
      take(
        api.DELETE('/api/v1/customers/{customer_id}/attachments/{attachment_id}', {
          params: { path: { customer_id, attachment_id: id } },
        }),
      ),
    refresh: [KEY],
    said,
  });
