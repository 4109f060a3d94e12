/** Another name, address or choice of events. */
import { useNavigate, useParams } from 'react-router';
import type { Schemas } from '../../../shared/api/client';
import { DetailDrawer } from '../../../shared/ui/DetailDrawer';
import { FormDrawer } from '../../../shared/ui/FormDrawer';
import { Ready } from '../../../shared/ui/State';
import { changeWebhook, keys, useWebhook } from '../api';
import { Fields } from '../parts/Fields';
import { useWords } from '../words';

type Values = Required<Schemas['WebhookIn']>;

export function Component() {
  const t = useWords();
  const id = Number(useParams()['webhookId']);
  const found = useWebhook(id);
  const navigate = useNavigate();
  if (!found.data) {
    return (
      <DetailDrawer title={t('webhook.change')} width={480}>
        <Ready of={found}>{() => null}</Ready>
      </DetailDrawer>
    );
  }
  const { name, url, kinds } = found.data;
  return (
    <FormDrawer<Values>
      title={t('webhook.change')}
      initial={{ name, url, kinds }}
      save={(values) => changeWebhook(id, values)}
      refresh={[keys.webhooks]}
      then={() => void navigate(-1)}
    >
      <Fields />
    </FormDrawer>
  );
}
