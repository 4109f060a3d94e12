/**
 * Foreign HTML (a mail) shown in a sandboxed frame of its own origin. The console's policy forbids inline
 * styles and a srcdoc frame would inherit it, so the frame has its own address with a policy that allows
 * styles and images but neither the mail's scripts, nor forms, nor leaving.
 */
import { useEffect, useRef, useState } from 'react';
import css from './HtmlPreview.module.css';

export function HtmlPreview({
  html,
  title,
  width = 640,
}: {
  html: string;
  title: string;
  width?: number;
}) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(320);
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    const hear = (event: MessageEvent<{ kind?: string; height?: number }>) => {
      if (event.source !== frame.current?.contentWindow) return;
      if (event.data.kind === 'ready') setReady(true);
      if (event.data.kind === 'height')
        setHeight(Math.max(120, Math.min(4000, event.data.height ?? 320)));
    };
    window.addEventListener('message', hear);
    return () => window.removeEventListener('message', hear);
  }, []);
  useEffect(() => {
    // The frame's origin is opaque, so no narrower target can be named; it can send nothing anywhere.
    if (isReady) frame.current?.contentWindow?.postMessage({ html }, '*');
  }, [html, isReady]);
  return (
    <iframe
      ref={frame}
      className={css.frame}
      src="/preview-frame"
      sandbox="allow-scripts"
      title={title}
      style={{ width, height }}
    />
  );
}
