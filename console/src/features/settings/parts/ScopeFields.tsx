/** The fields of a role and of a scope, for people, teams and tokens. */
import { Checkbox, Form, Select } from 'antd';
import { serverWords } from '../../../shared/i18n';
import { useCan } from '../../../shared/session';
import { useShops, useTeams } from '../api';
import { useWords } from '../words';

export function RoleField({ hint }: { hint?: string }) {
  const t = useWords();
  return (
    <Form.Item name="role" label={t('staff.role')} extra={hint} rules={[{ required: true }]}>
      <Select options={serverWords('role.').map(([value, label]) => ({ value, label }))} />
    </Form.Item>
  );
}

export function TeamsField() {
  const t = useWords();
  const teams = useTeams().data ?? [];
  return (
    <Form.Item name="team_ids" label={t('staff.teams')} extra={t('staff.teams.hint')}>
      <Select
        mode="multiple"
        options={teams.map(({ id, name }) => ({ value: id, label: name }))}
        optionFilterProp="label"
      />
    </Form.Item>
  );
}

export interface ScopeValues {
  is_every_shop?: boolean;
  shop_ids?: number[];
}

/** Shops a person, team or token may see: every one, or those chosen. */
export function ShopsField() {
  const t = useWords();
  const can = useCan();
  const shops = useShops().data?.items ?? [];
  const isEvery = Form.useWatch<boolean | undefined>('is_every_shop') ?? true;
  if (!can('shops.read')) return null;
  return (
    <Form.Item required label={t('staff.shops')} style={{ marginBottom: 8 }}>
      <Form.Item name="is_every_shop" valuePropName="checked" noStyle>
        <Checkbox>{t('staff.shops.all')}</Checkbox>
      </Form.Item>
      {!isEvery && (
        <Form.Item name="shop_ids" extra={t('staff.shops.hint')}>
          <Select
            mode="multiple"
            aria-label={t('staff.shops')}
            options={shops.map(({ id, name }) => ({ value: id, label: name }))}
            optionFilterProp="label"
          />
        </Form.Item>
      )}
    </Form.Item>
  );
}

/** A scope as the server means it: null is every shop, an empty list is none. */
export const scopeOf = ({
  is_every_shop: isEvery = true,
  shop_ids: ids,
}: ScopeValues): number[] | null => (isEvery ? null : (ids ?? []));

export const scopeValues = (shopIds: readonly number[] | null): Required<ScopeValues> => ({
  is_every_shop: shopIds === null,
  shop_ids: [...(shopIds ?? [])],
});
