/** Every read and act of segments: requests, cache keys, hooks. */
import { api, take, type Schemas } from '../../shared/api/client';
import { keepPreviousData, useAct, useQuery } from '../../shared/api/queries';
import type { ListQuery } from '../../shared/list/types';
import type { Rule } from './rule';

export type Line = Schemas['SegmentLine'];
export type Detail = Schemas['SegmentDetail'];
export type Fields = Schemas['SegmentFields'];
type SentRule = Schemas['SegmentRule']['rule'];

export const keys = { segments: ['segments'] } as const;
const path = (id: number) => ({ params: { path: { segment_id: id } } });

export const fetchSegments = ({ q, sort, cursor, limit, filters }: ListQuery) =>
  take(api.GET('/api/v1/segments', { params: { query: { q, sort, cursor, limit, ...filters } } }));

export const useSegment = (id: number) =>
  useQuery({
    queryKey: [...keys.segments, 'one', id],
    queryFn: () => take(api.GET('/api/v1/segments/{segment_id}', path(id))),
    enabled: id > 0,
  });

export const useFields = () =>
  useQuery({
    queryKey: [...keys.segments, 'fields'],
    queryFn: () => take(api.GET('/api/v1/segments/fields')),
    staleTime: Infinity,
  });

export const useValues = (of: string, q: string) =>
  useQuery({
    queryKey: [...keys.segments, 'values', of, q],
    queryFn: () => take(api.GET('/api/v1/segments/values', { params: { query: { of, q } } })),
    placeholderData: keepPreviousData,
  });

export const usePreview = (rule: Rule) =>
  useQuery({
    queryKey: [...keys.segments, 'preview', rule],
    queryFn: () =>
      take(api.POST('/api/v1/segments/preview', { body: { rule: rule as unknown as SentRule } })),
    placeholderData: keepPreviousData,
    retry: false,
  });

export const useMembers = (id: number, cursor: string) =>
  useQuery({
    queryKey: [...keys.segments, 'members', id, cursor],
    queryFn: () =>
      take(
        api.GET('/api/v1/segments/{segment_id}/members', {
          params: { path: { segment_id: id }, query: { cursor, limit: 20 } },
        }),
      ),
    placeholderData: keepPreviousData,
  });

export const useHistory = (id: number) =>
  useQuery({
    queryKey: [...keys.segments, 'history', id],
    queryFn: () =>
      take(
        api.GET('/api/v1/segments/{segment_id}/history', {
          params: { path: { segment_id: id }, query: { limit: 20 } },
        }),
      ),
  });

interface Saved {
  name: string;
  description: string;
  folder: string;
  rule: Rule;
  version?: number;
}

export const createSegment = ({ name, description, folder, rule }: Saved) =>
  take(
    api.POST('/api/v1/segments', {
      body: { name, description, folder, rule: rule as unknown as SentRule },
    }),
  );

export const changeSegment = (id: number, { rule, version = 0, ...said }: Saved) =>
  take(
    api.PATCH('/api/v1/segments/{segment_id}', {
      ...path(id),
      body: { ...said, version, rule: rule as unknown as SentRule },
    }),
  );

export const evaluate = (id: number) =>
  take(api.POST('/api/v1/segments/{segment_id}/evaluate', path(id)));

export const useArchive = (said: string, then?: () => void) =>
  useAct<number>({
    run: (id) => take(api.POST('/api/v1/segments/{segment_id}/archive', path(id))),
    refresh: [keys.segments],
    said,
    then,
  });

export const useRestore = (said: string) =>
  useAct<number>({
    run: (id) => take(api.POST('/api/v1/segments/{segment_id}/restore', path(id))),
    refresh: [keys.segments],
    said,
  });

export const useDuplicate = (said: string, then: (copy: Detail) => void) =>
  useAct<{ id: number; name: string }, Detail>({
    run: ({ id, name }) =>
      take(api.POST('/api/v1/segments/{segment_id}/duplicate', { ...path(id), body: { name } })),
    refresh: [keys.segments],
    said,
    then,
  });
