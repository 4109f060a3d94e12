/** Every read and act of content: requests, cache keys, hooks. */
import { api, take, type Schemas } from '../../shared/api/client';
import { keepPreviousData, useAct, useQuery } from '../../shared/api/queries';
import type { ListQuery } from '../../shared/list/types';
import type { MailDocument } from './document';

export type Content = Schemas['ContentOut'];
export type Detail = Schemas['ContentDetail'];
export type Version = Schemas['VersionOut'];
export type Brand = Schemas['Brand'];
export type Tried = Schemas['TestOut'];

export const keys = {
  content: ['content'],
  brand: ['content', 'brand'],
} as const;
const path = (id: number) => ({ params: { path: { content_id: id } } });

export const fetchContent = ({ q, sort, cursor, limit, filters }: ListQuery) =>
  take(
    api.GET('/api/v1/content', {
      params: {
        query: { q, sort, cursor, limit, is_archived: filters['state'] === 'archived' },
      },
    }),
  );

export const useContent = (id: number) =>
  useQuery({
    queryKey: [...keys.content, 'one', id],
    queryFn: () => take(api.GET('/api/v1/content/{content_id}', path(id))),
    enabled: id > 0,
  });

/** The same as it is on the server now, whatever the cache holds: to write on from. */
export const useFreshContent = (id: number) => {
  const asked = useQuery({
    queryKey: [...keys.content, 'one', id],
    queryFn: () => take(api.GET('/api/v1/content/{content_id}', path(id))),
    enabled: id > 0,
    refetchOnMount: 'always',
  });
  return { ...asked, data: asked.isFetchedAfterMount ? asked.data : undefined };
};

export const useVersions = (id: number) =>
  useQuery({
    queryKey: [...keys.content, 'versions', id],
    queryFn: () => take(api.GET('/api/v1/content/{content_id}/versions', path(id))),
  });

export const useVersion = (id: number, number: number) =>
  useQuery({
    queryKey: [...keys.content, 'version', id, number],
    queryFn: () =>
      take(
        api.GET('/api/v1/content/{content_id}/versions/{number}', {
          params: { path: { content_id: id, number } },
        }),
      ),
    enabled: number > 0,
  });

/** The words that Liquid may use. */
export const useLiquid = () =>
  useQuery({
    queryKey: [...keys.content, 'words'],
    queryFn: () => take(api.GET('/api/v1/content/words')),
    staleTime: Infinity,
  });

/** A document as a made-up customer would get it, with remarks; in another brand where one is given. */
export const usePreview = (document: MailDocument | null, brand?: Brand) =>
  useQuery({
    queryKey: [...keys.content, 'preview', document, brand],
    queryFn: () =>
      take(api.POST('/api/v1/content/preview', { body: { document: document!, brand } })),
    enabled: document !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });

/** The same as one customer would get it. */
export const useMail = (document: MailDocument | null, customerId: number | null) =>
  useQuery({
    queryKey: [...keys.content, 'mail', document, customerId],
    queryFn: () =>
      take(api.POST('/api/v1/mails/preview', { body: { document, customer_id: customerId } })),
    enabled: document !== null && customerId !== null,
    retry: false,
  });

export const useCustomers = (q: string) =>
  useQuery({
    queryKey: ['customers', 'choices', q],
    queryFn: () =>
      take(api.GET('/api/v1/customers', { params: { query: { q: q || undefined, limit: 10 } } })),
    placeholderData: keepPreviousData,
  });

export const createContent = (name: string, document: MailDocument) =>
  take(api.POST('/api/v1/content', { body: { name, document } }));

export const renameContent = (id: number, name: string) =>
  take(api.PATCH('/api/v1/content/{content_id}', { ...path(id), body: { name } }));

/** A new version after the one its author saw. */
export const saveVersion = (id: number, document: MailDocument, after: number) =>
  take(
    api.POST('/api/v1/content/{content_id}/versions', { ...path(id), body: { document, after } }),
  );

export const useArchive = (said: string) =>
  useAct<number, Content>({
    run: (id) => take(api.POST('/api/v1/content/{content_id}/archive', path(id))),
    refresh: [keys.content],
    said,
  });

export const useRestore = (said: string) =>
  useAct<number, Content>({
    run: (id) => take(api.POST('/api/v1/content/{content_id}/restore', path(id))),
    refresh: [keys.content],
    said,
  });

export const useCopy = (said: string, then: (copy: Detail) => void) =>
  useAct<{ name: string; document: MailDocument }, Detail>({
    run: ({ name, document }) => createContent(name, document),
    refresh: [keys.content],
    said,
    then,
  });

export const sendTest = (body: Schemas['TestIn']) => take(api.POST('/api/v1/mails/test', { body }));

export const useBrand = () =>
  useQuery({ queryKey: keys.brand, queryFn: () => take(api.GET('/api/v1/content/brand')) });

export const saveBrand = (body: Brand) => take(api.PUT('/api/v1/content/brand', { body }));
