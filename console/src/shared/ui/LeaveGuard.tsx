/** Asks before work that is not saved is left: by a link, by Back, by closing the tab. */
import { Button, Modal } from 'antd';
import { useEffect } from 'react';
import { useBlocker } from 'react-router';
import { useSharedWords } from '../i18n/words';

/** State for a navigation that follows the saving itself: `navigate(to, { state: SAVED })`. */
export const SAVED = { isSaved: true } as const;

export function LeaveGuard({ isDirty }: { isDirty: boolean }) {
  const t = useSharedWords();
  const blocker = useBlocker(({ currentLocation, nextLocation }) => {
    const { isSaved } = (nextLocation.state ?? {}) as { isSaved?: boolean };
    return isDirty && !isSaved && currentLocation.pathname !== nextLocation.pathname;
  });
  useEffect(() => {
    if (!isDirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isDirty]);
  return (
    <Modal
      open={blocker.state === 'blocked'}
      title={t('leave.title')}
      width={440}
      onCancel={() => blocker.reset?.()}
      footer={[
        <Button key="stay" type="primary" onClick={() => blocker.reset?.()}>
          {t('leave.stay')}
        </Button>,
        <Button key="go" danger onClick={() => blocker.proceed?.()}>
          {t('leave.go')}
        </Button>,
      ]}
    >
      {t('leave.text')}
    </Modal>
  );
}
