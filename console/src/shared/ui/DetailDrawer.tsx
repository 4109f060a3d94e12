/** A side drawer that is a route of its own: it has an address, Back closes it, and the list stays behind it. */
import { Drawer } from 'antd';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { useHere } from '../url/useHere';
import { Ready } from './State';
import { useTitle } from './Page';

interface DetailDrawerProps {
  title: string;
  /** 480 for a form, 640 for a record, 960 for a page beside a page. */
  width?: 480 | 640 | 960;
  /** Acts on the record, beside the title. */
  acts?: ReactNode;
  footer?: ReactNode;
  children: ReactNode;
}

/** Leads to the list this drawer stands over, keeping its filters. */
export function useCloseDrawer(): () => void {
  const navigate = useNavigate();
  const { search, state } = useHere();
  return () => void navigate({ pathname: '..', search }, { state });
}

export function DetailDrawer({ title, width = 640, acts, footer, children }: DetailDrawerProps) {
  const close = useCloseDrawer();
  useTitle(title);
  return (
    <Drawer
      open
      onClose={close}
      closable={{ placement: 'end' }}
      title={title}
      size={width}
      extra={acts}
      footer={footer}
    >
      {children}
    </Drawer>
  );
}

/** A drawer over one record: bones while it loads, trouble with a retry, or its content. */
export function RecordDrawer<Data>(props: {
  of: { data: Data | undefined; error: unknown; refetch: () => unknown };
  title: (data: Data | undefined) => string;
  width?: DetailDrawerProps['width'];
  acts?: (data: Data) => ReactNode;
  children: (data: Data) => ReactNode;
}) {
  const { data } = props.of;
  return (
    <DetailDrawer
      title={props.title(data)}
      width={props.width}
      acts={data === undefined ? undefined : props.acts?.(data)}
    >
      <Ready of={props.of} lines={8}>
        {props.children}
      </Ready>
    </DetailDrawer>
  );
}
