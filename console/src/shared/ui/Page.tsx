/** The frame of a page: a title that says the question, one primary act top right, then the answer. */
import { useEffect, type ReactNode } from 'react';
import { useSharedWords } from '../i18n/words';
import css from './Page.module.css';

interface PageProps {
  title: string;
  /** One line under the title: what this page shows, in the reader's words. */
  lead?: ReactNode;
  act?: ReactNode;
  children: ReactNode;
}

export function Page({ title, lead, act, children }: PageProps) {
  useTitle(title);
  return (
    <section className={css.page}>
      <header className={css.head}>
        <div className={css.words}>
          <h1>{title}</h1>
          {lead && <p className="soft">{lead}</p>}
        </div>
        {act && <div className={css.acts}>{act}</div>}
      </header>
      {children}
    </section>
  );
}

/** A titled part of a page, on its own ground. */
interface PanelProps {
  title?: ReactNode;
  act?: ReactNode;
  children: ReactNode;
  /** No padding: a table or a chart to the edge. */
  flush?: boolean;
  /** As wide as a form is readable. */
  narrow?: boolean;
}

export function Panel(props: PanelProps) {
  return (
    <section className={`panel ${css.panel} ${props.narrow ? css.narrow : ''}`}>
      {(props.title || props.act) && (
        <header className={css.panelHead}>
          <h2>{props.title}</h2>
          {props.act}
        </header>
      )}
      <div className={props.flush ? undefined : css.panelBody}>{props.children}</div>
    </section>
  );
}

/** Names the browser's tab. */
export function useTitle(title: string): void {
  const t = useSharedWords();
  const brand = t('brand');
  useEffect(() => {
    document.title = `${title} · ${brand}`;
  }, [title, brand]);
}
