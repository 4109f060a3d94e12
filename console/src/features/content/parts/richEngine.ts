/** The engine of a rich text: the few formats that the server keeps. Its own chunk, since it is heavy. */
import { Editor, Mark, mergeAttributes } from '@tiptap/core';
import { Blockquote } from '@tiptap/extension-blockquote';
import { Bold } from '@tiptap/extension-bold';
import { Document } from '@tiptap/extension-document';
import { HardBreak } from '@tiptap/extension-hard-break';
import { Italic } from '@tiptap/extension-italic';
import { BulletList, ListItem, OrderedList } from '@tiptap/extension-list';
import { Paragraph } from '@tiptap/extension-paragraph';
import { Strike } from '@tiptap/extension-strike';
import { Text } from '@tiptap/extension-text';
import { Underline } from '@tiptap/extension-underline';
import { UndoRedo } from '@tiptap/extensions';

const Link = Mark.create({
  name: 'link',
  inclusive: false,
  addAttributes: () => ({ href: { default: '' } }),
  parseHTML: () => [{ tag: 'a[href]' }],
  renderHTML: ({ HTMLAttributes }) => ['a', mergeAttributes(HTMLAttributes), 0],
});

const PARTS = [
  ...[Document, Paragraph, Text, HardBreak, Bold, Italic, Underline, Strike],
  ...[BulletList, OrderedList, ListItem, Blockquote, UndoRedo, Link],
];

/** An editor in this element; `said` hears the HTML of every change, empty where nothing is said. */
export const begun = (
  element: HTMLElement | null,
  content: string,
  said: (html: string) => void,
): Editor =>
  new Editor({
    element,
    extensions: PARTS,
    content,
    injectCSS: false,
    onUpdate: ({ editor }) => said(editor.isEmpty ? '' : editor.getHTML()),
  });
