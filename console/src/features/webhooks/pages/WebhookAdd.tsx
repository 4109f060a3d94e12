/** A new webhook: its secret is shown here and never again. */
import { Alert, Button } from 'antd';
import { useState } from 'react';
import type { Schemas } from '../../../shared/api/client';
import { useSharedWords } from '../../../shared/i18n/words';
import { DetailDrawer, useCloseDrawer } from '../../../shared/ui/DetailDrawer';
import { FormDrawer } from '../../../shared/ui/FormDrawer';
import { CopyText } from '../../../shared/ui/small';
import { createWebhook, keys } from '../api';
import { Fields } from '../parts/Fields';
import { useWords } from '../words';

type Values = Required<Schemas['WebhookIn']>;

export function Component() {
  const t = useWords();
  const [secret, setSecret] = useState('');
  if (secret) return <Made secret={secret} />;
  return (
    <FormDrawer<Values, { secret: string }>
      title={t('webhook.add')}
      act={t('webhook.add')}
      said=""
      initial={{ kinds: [] }}
      save={createWebhook}
      refresh={[keys.webhooks]}
      then={(made) => setSecret(made.secret)}
    >
      <Fields />
    </FormDrawer>
  );
}

function Made({ secret }: { secret: string }) {
  const t = useWords();
  const shared = useSharedWords();
  const close = useCloseDrawer();
  return (
    <DetailDrawer title={t('webhook.add')} width={480}>
      <div style={{ display: 'grid', gap: 16 }}>
        <Alert type="warning" showIcon title={t('secret.made')} description={t('secret.text')} />
        <CopyText text={secret} label={t('secret')} />
        <Button onClick={close}>{shared('close')}</Button>
      </div>
    </DetailDrawer>
  );
}
