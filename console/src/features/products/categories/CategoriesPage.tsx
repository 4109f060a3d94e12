/** Which own category is each category that shops and files write? */
import { Button } from 'antd';
import { useState } from 'react';
import { useCan } from '../../../shared/session';
import { Page, Panel } from '../../../shared/ui/Page';
import { EmptyState, Ready } from '../../../shared/ui/State';
import { useWords } from '../words';
import { useOwn, type Own } from './api';
import { OwnForm } from './OwnForm';
import { OwnTree } from './OwnTree';
import { WrittenPart } from './WrittenPart';

export function Component() {
  const t = useWords();
  const mayWrite = useCan()('shops.write');
  return (
    <Page title={t('own.title')} lead={t('own.lead')}>
      <Ready of={useOwn()} lines={6}>
        {(own) => (
          <>
            <Tree own={own} mayWrite={mayWrite} />
            <WrittenPart own={own} mayWrite={mayWrite} />
          </>
        )}
      </Ready>
    </Page>
  );
}

function Tree({ own, mayWrite }: { own: readonly Own[]; mayWrite: boolean }) {
  const t = useWords();
  const [isAdding, setAdding] = useState(false);
  const act = mayWrite && !isAdding && (
    <Button type="primary" onClick={() => setAdding(true)}>
      {t('own.add')}
    </Button>
  );
  return (
    <Panel title={t('own.tree')} act={act}>
      {isAdding && <OwnForm own={own} done={() => setAdding(false)} />}
      {own.length === 0 && !isAdding ? (
        <EmptyState title={t('own.none')} text={t('own.none.text')} />
      ) : (
        <OwnTree own={own} mayWrite={mayWrite} />
      )}
    </Panel>
  );
}
