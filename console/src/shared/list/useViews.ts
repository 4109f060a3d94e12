/** Saved views: a name for a set of filters, kept in this browser for this workspace. */
import { useState } from 'react';
import { useSession } from '../session';

export interface View {
  id: string;
  name: string;
  /** The URL's search without the cursor. */
  search: string;
}

export interface Views {
  items: readonly View[];
  save: (name: string, search: string) => void;
  remove: (id: string) => void;
}

/** Views in localStorage; a feature whose server keeps views passes its own `Views` to ListPage. */
export function useLocalViews(listName: string): Views {
  const { workspace } = useSession();
  const place = `huike.views.${workspace.id}.${listName}`;
  const [items, setItems] = useState(() => readViews(localStorage.getItem(place)));
  const write = (views: readonly View[]) => {
    localStorage.setItem(place, JSON.stringify(views));
    setItems(views);
  };
  return {
    items,
    // A name is used once: saving it again replaces what it held.
    save: (name, search) =>
      write([...items.filter((view) => view.name !== name), { id: name, name, search }]),
    remove: (id) => write(items.filter((view) => view.id !== id)),
  };
}

/** What was stored, as far as it still has our shape. */
export function readViews(stored: string | null): readonly View[] {
  try {
    const found: unknown = JSON.parse(stored ?? '[]');
    return Array.isArray(found) ? found.filter(isView) : [];
  } catch {
    return [];
  }
}

function isView(value: unknown): value is View {
  const view = value as Partial<View> | null;
  return (
    typeof view?.id === 'string' && typeof view.name === 'string' && typeof view.search === 'string'
  );
}
