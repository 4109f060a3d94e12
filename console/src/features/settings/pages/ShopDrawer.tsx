/** One shop, or a new one. */
import { Button, Form, Input, Select } from 'antd';
import { useParams } from 'react-router';
import { useAct } from '../../../shared/api/queries';
import { serverWord, serverWords } from '../../../shared/i18n';
import { useSharedWords } from '../../../shared/i18n/words';
import { foundIn } from '../../../shared/list/local';
import { useSession } from '../../../shared/session';
import { ConfirmDanger } from '../../../shared/ui/ConfirmDanger';
import { DetailDrawer } from '../../../shared/ui/DetailDrawer';
import { FormDrawer } from '../../../shared/ui/FormDrawer';
import { Facts, Time } from '../../../shared/ui/small';
import { Ready } from '../../../shared/ui/State';
import { changeShop, createShop, keys, useShops, type Shop } from '../api';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const { shopId } = useParams();
  const shops = useShops();
  if (shopId === 'new') return <NewShop />;
  if (shops.data) return <OneShop shop={foundIn(shops.data.items, Number(shopId))} />;
  return (
    <DetailDrawer title={t('shop.name')} width={480}>
      <Ready of={shops}>{() => null}</Ready>
    </DetailDrawer>
  );
}

function NameField() {
  const t = useWords();
  return (
    <Form.Item name="name" label={t('shop.name')} rules={[{ required: true }]}>
      <Input maxLength={120} autoFocus />
    </Form.Item>
  );
}

interface NewValues {
  name: string;
  platform: Shop['platform'];
  currency?: string;
}

function NewShop() {
  const t = useWords();
  const { workspace } = useSession();
  return (
    <FormDrawer<NewValues, Shop>
      title={t('shop.add')}
      act={t('shop.add')}
      initial={{ platform: 'own_site' }}
      save={({ name, platform, currency = '' }) =>
        createShop({ name, platform: platform as 'other', currency: currency.toUpperCase() })
      }
      refresh={[keys.shops]}
    >
      <NameField />
      <Form.Item name="platform" label={t('shop.platform')} rules={[{ required: true }]}>
        <Select options={serverWords('platform.').map(([value, label]) => ({ value, label }))} />
      </Form.Item>
      <Form.Item name="currency" label={t('shop.currency')} extra={t('shop.currency.hint')}>
        <Input maxLength={3} placeholder={workspace.currency} style={{ width: 96 }} />
      </Form.Item>
    </FormDrawer>
  );
}

function OneShop({ shop }: { shop: Shop }) {
  const t = useWords();
  return (
    <FormDrawer<{ name: string }, Shop>
      key={shop.id}
      title={t('shop.edit', { name: shop.name })}
      initial={shop}
      save={({ name }) => changeShop(shop.id, { name })}
      refresh={[keys.shops]}
      acts={<PutAway shop={shop} />}
    >
      <NameField />
      <Facts
        items={[
          [t('shop.platform'), serverWord(`platform.${shop.platform}`) ?? shop.platform],
          [t('shop.currency'), shop.currency],
          [t('shop.created'), <Time key="at" at={shop.created_at} />],
        ]}
      />
    </FormDrawer>
  );
}

function PutAway({ shop }: { shop: Shop }) {
  const t = useWords();
  const shared = useSharedWords();
  const set = useAct<boolean>({
    run: (isActive) => changeShop(shop.id, { is_active: isActive }),
    refresh: [keys.shops],
    said: shared('saved'),
  });
  if (!shop.is_active) {
    return (
      <Button loading={set.isPending} onClick={() => set.mutate(true)}>
        {t('shop.restore')}
      </Button>
    );
  }
  return (
    <ConfirmDanger
      title={t('shop.putaway.title', { name: shop.name })}
      consequence={t('shop.putaway.text')}
      act={t('shop.putaway')}
      onConfirm={() => set.mutateAsync(false)}
    >
      {(open) => (
        <Button danger onClick={open}>
          {t('shop.putaway')}
        </Button>
      )}
    </ConfirmDanger>
  );
}
